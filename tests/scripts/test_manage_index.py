"""What staff see when they look at versions, check them and go back."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.article import Article, Paragraph
from retrieval.article_file import write_articles
from retrieval.versions import current_version, new_version, write_manifest
from scripts.manage_index import main

VERSIONS = ("20260101T000000Z-a", "20260102T000000Z-b")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in VERSIONS:
        with new_version(tmp_path, name) as version:
            write_articles(
                [Article("bai-1", "Bài một", (Paragraph(name),))], version.folder / "articles.jsonl"
            )
            write_manifest(version.folder, {"built": "2026-01-01T00:00:00+00:00", "articles": 1})
    return tmp_path


def run(directory: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--index", str(directory)], env={"COLUMNS": "200"})


def damage(directory: Path, name: str) -> None:
    (directory / "versions" / name / "articles.jsonl").write_bytes(b"x")


def test_list_shows_every_version_newest_first_and_marks_the_one_in_service(directory: Path) -> None:
    rows = json.loads(run(directory, "list", "--json").stdout)
    assert [row["version"] for row in rows] == list(reversed(VERSIONS))
    assert [row["serving"] for row in rows] == [True, False]
    assert VERSIONS[0] in run(directory, "list").stdout


def test_verify_tells_sound_versions_from_damaged_ones(directory: Path) -> None:
    assert run(directory, "verify").exit_code == 0
    damage(directory, VERSIONS[0])
    result = run(directory, "verify")
    assert result.exit_code == 1
    assert f"{VERSIONS[1]}: tốt" in result.stdout
    assert "articles.jsonl đã bị thay đổi" in result.stderr


def test_rollback_puts_the_version_before_in_service(directory: Path) -> None:
    assert run(directory, "rollback").exit_code == 0
    assert current_version(directory).name == VERSIONS[0]
    assert run(directory, "rollback", VERSIONS[1]).exit_code == 0
    assert current_version(directory).name == VERSIONS[1]


def test_rollback_refuses_a_damaged_version(directory: Path) -> None:
    damage(directory, VERSIONS[0])
    result = run(directory, "rollback")
    assert result.exit_code == 1
    assert "bị hỏng" in result.stderr
    assert current_version(directory).name == VERSIONS[1]


def test_rollback_with_nothing_older_says_so(directory: Path) -> None:
    run(directory, "rollback")
    assert "Không có phiên bản nào cũ hơn" in run(directory, "rollback").stderr


@pytest.mark.parametrize("name", ["khong-co", "../versions", ""])
def test_an_unknown_version_is_refused(directory: Path, name: str) -> None:
    result = run(directory, "rollback", name) if name else run(directory / "khac", "verify")
    assert result.exit_code == 1
    assert "scripts/" in result.stderr


def test_takedown_tells_which_article_a_line_takes_down(directory: Path) -> None:
    (directory / "takedown.txt").write_text("bai-1\nbai-2\n")
    result = run(directory, "takedown")
    assert result.exit_code == 1
    assert "bai-1: Bài một" in result.stdout
    assert "bai-2: không khớp với bài nào" in result.stdout
