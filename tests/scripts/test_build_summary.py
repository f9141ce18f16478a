"""What staff see of a build."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scripts.build_index import main

DATED = (
    "Tiêu đề {}\n\n10/01/2025 14:58\n\n"
    + "Sở thông báo lịch tiếp công dân của lãnh đạo số {} trong quý. " * 4
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = tmp_path / "nguon"
    sources.mkdir()
    for name in ("mot", "hai", "ba"):
        write(sources, name)
    return sources


def write(folder: Path, name: str, text: str = "") -> None:
    (folder / f"{name}.txt").write_text(DATED.replace("{}", name) + text, encoding="utf-8")


def run(folder: Path, *options: str) -> Result:
    arguments = [str(folder), "--index", str(folder.parent / "index"), *options]
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})


def told(folder: Path, *options: str) -> dict[str, Any]:
    result = run(folder, "--json", *options)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_the_summary_says_what_changed_how_long_it_took_and_the_version(folder: Path) -> None:
    first = run(folder)
    assert first.exit_code == 0
    assert "thêm 3 bài, sửa 0, bỏ 0, giữ nguyên 0; 0 lỗi" in first.stdout
    assert "giây" in first.stdout
    assert "Phiên bản 20" in first.stdout
    write(folder, "bon")
    write(folder, "hai", "Thêm một câu mới. ")
    (folder / "ba.txt").unlink()
    (folder / "rong.txt").write_text("")
    second = told(folder)
    assert (second["added"], second["changed"], second["removed"]) == (["bon"], ["hai"], ["ba"])
    assert (second["unchanged"], second["refused"], second["published"]) == (1, 1, True)


def test_a_build_with_nothing_changed_leaves_the_version_in_service(folder: Path) -> None:
    version = told(folder)["version"]
    again = told(folder)
    assert (again["version"], again["published"], again["unchanged"]) == (version, False, 3)
    assert "Không có gì thay đổi" in run(folder).stdout
    assert told(folder, "--full")["version"] != version


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    assert told(folder, "--dry-run")["added"] == ["ba", "hai", "mot"]
    assert not (folder.parent / "index").exists()
    told(folder)
    write(folder, "bon")
    before = sorted((folder.parent / "index").rglob("*"))
    assert "sẽ thêm 1 bài, sửa 0, bỏ 0, giữ nguyên 3" in run(folder, "--dry-run").stdout
    assert sorted((folder.parent / "index").rglob("*")) == before


def test_the_build_runs_the_check(folder: Path) -> None:
    (folder / "ngan.txt").write_text("Tiêu đề\n\nQuá ngắn.", "utf-8")
    result = run(folder, "--dry-run")
    assert "Cảnh báo: " in result.stderr
    assert "Nội dung bài quá ngắn." in result.stderr


def test_sources_without_one_good_article_are_refused_and_the_version_kept(folder: Path) -> None:
    version = told(folder)["version"]
    for path in folder.iterdir():
        path.write_text("")
    result = run(folder)
    assert result.exit_code == 1
    assert "Không đọc được bài nào" in result.stderr
    assert (folder.parent / "index" / "current").read_text().strip() == version


def test_how_many_versions_stay_is_a_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The last of the names would be the oldest, if builds of one second were told apart by it.
    endings = iter(["dddd", "cccc", "bbbb", "aaaa"])
    monkeypatch.setattr("retrieval.build.secrets.token_hex", lambda _: next(endings))
    for number in range(4):
        write(folder, "them", f"Lần {number}. ")
        told(folder, "--keep", "2")
    assert len(list((folder.parent / "index" / "versions").iterdir())) == 2
