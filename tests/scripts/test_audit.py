"""The audit finds what must not be in the repository, and puts up with having no network."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import audit


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def track(repository: Path, text: str) -> None:
    (repository / "notes.txt").write_text(text)
    subprocess.run(["git", "-C", repository, "add", "notes.txt"], check=True)


def test_a_token_is_found(repository: Path) -> None:
    token = f"{10**9}:{'AAF' + 'x7Kq2' * 7}"[:46]
    track(repository, f"ghi nhớ\n{token}\n")
    assert [line.split(" ")[0] for line in audit.find_secrets(repository)] == ["notes.txt:2:"]


def test_plain_words_are_no_secret(repository: Path) -> None:
    track(repository, "Kính gửi quý vị.\n")
    assert audit.find_secrets(repository) == []


@pytest.mark.parametrize(
    ("printed", "found", "told"),
    [
        ("", [], "không tra cứu được qua mạng"),
        ({"dependencies": [{"name": "x", "skip_reason": "not found"}]}, [], "không tra cứu được qua mạng"),
        ({"dependencies": [{"name": "x", "version": "1", "vulns": []}]}, [], ""),
        (
            {
                "dependencies": [
                    {"name": "x", "version": "1", "vulns": [{"id": "V-1", "fix_versions": ["2"]}]}
                ]
            },
            ["x 1: V-1; hãy nâng lên 2."],
            "",
        ),
    ],
)
def test_holes_are_told_and_so_is_that_nobody_could_look(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    printed: Any,
    found: list[str],
    told: str,
) -> None:
    output = json.dumps(printed) if printed else ""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=output))
    assert audit.find_holes(Path("requirements.lock")) == found
    assert told in capsys.readouterr().err
