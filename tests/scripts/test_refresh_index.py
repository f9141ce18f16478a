"""When `make run` builds the index, with a build command that only publishes what it was given."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import refresh_index

BUILDER = """
import sys, time
from pathlib import Path
source, index = Path(sys.argv[1]), Path(sys.argv[3])
if (source / "broken").exists():
    sys.exit("không dựng được")
index.mkdir(parents=True, exist_ok=True)
(index / "current").write_text(f"{time.time_ns()} of {source.name}")
print("chatter")
sys.exit((source / "partly-broken").exists())
"""

Refresh = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "var" / "index"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return _folder(tmp_path / "articles")


@pytest.fixture
def others(tmp_path: Path) -> Path:
    return _folder(tmp_path / "others")


def _folder(path: Path) -> Path:
    path.mkdir()
    (path / "one.txt").write_text("Bài một")
    os.utime(path / "one.txt", (0, 0))
    return path


@pytest.fixture
def refresh(tmp_path: Path, articles: Path, index: Path) -> Refresh:
    """Runs the command in an empty folder, where `articles` are the samples."""
    (tmp_path / "build.py").write_text(BUILDER)
    program = f"""
from pathlib import Path
from scripts import refresh_index
refresh_index.BUILD = Path({str(tmp_path / "build.py")!r})
refresh_index.SAMPLES = Path({str(articles)!r})
refresh_index.main()
"""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(refresh_index.REPOSITORY),
                "TINSO_INDEX": str(index),
                **environment,
            },
            capture_output=True,
            text=True,
        )

    return run


def served(index: Path) -> str:
    return (index / "current").read_text()


def publish_by_hand(index: Path) -> None:
    index.mkdir(parents=True, exist_ok=True)
    (index / "current").write_text("by hand")


def test_missing_index_is_built_from_the_samples(refresh: Refresh, index: Path) -> None:
    result = refresh()

    assert result.returncode == 0
    assert served(index).endswith("of articles")


def test_nothing_is_printed_where_answers_go(refresh: Refresh) -> None:
    assert refresh().stdout == ""


def test_second_start_builds_nothing_and_says_nothing(refresh: Refresh, index: Path) -> None:
    refresh()
    first = served(index)

    result = refresh()

    assert (result.returncode, result.stderr, served(index)) == (0, "", first)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "one.txt").write_text("Bài đã sửa"),
        lambda folder: (folder / "one.txt").touch(),
        lambda folder: (folder / "one.txt").unlink(),
        lambda folder: (folder / "two.txt").write_text("Bài hai"),
        lambda folder: (folder / "one.txt").rename(folder / "renamed.txt"),
    ],
    ids=["edited", "touched", "removed", "added", "renamed"],
)
def test_changed_articles_are_built_again(
    refresh: Refresh, index: Path, articles: Path, change: Callable[[Path], object]
) -> None:
    refresh()
    first = served(index)

    change(articles)
    refresh()

    assert served(index) != first


def test_other_folder_is_built_and_remembered(refresh: Refresh, index: Path, others: Path) -> None:
    refresh()

    refresh(ARTICLES=str(others))
    refresh()

    assert served(index).endswith("of others")


def test_index_in_the_settings_file(refresh: Refresh, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('TINSO_INDEX="elsewhere"\n')

    refresh(TINSO_INDEX="")

    assert served(tmp_path / "elsewhere").endswith("of articles")


def test_unreadable_settings_file_is_left_to_the_bot(refresh: Refresh, tmp_path: Path, index: Path) -> None:
    (tmp_path / ".env").write_bytes(b"TINSO_DEPARTMENT=\xff\n")

    assert refresh().returncode == 0
    assert served(index).endswith("of articles")


def test_index_published_by_hand_is_kept(refresh: Refresh, index: Path) -> None:
    publish_by_hand(index)

    result = refresh()

    assert (result.returncode, result.stderr, served(index)) == (0, "", "by hand")


def test_index_published_by_hand_since_is_kept_and_explained(
    refresh: Refresh, index: Path, articles: Path
) -> None:
    refresh()
    publish_by_hand(index)
    os.utime(articles / "one.txt", (time.time() + 60, time.time() + 60))

    result = refresh()

    assert "make index" in result.stderr
    assert served(index) == "by hand"


@pytest.mark.parametrize("insisting", [["--always"], ["articles"]])
def test_index_published_by_hand_is_replaced_when_asked(
    refresh: Refresh, index: Path, insisting: list[str]
) -> None:
    publish_by_hand(index)

    refresh(*insisting)

    assert served(index).endswith("of articles")


def test_failed_rebuild_keeps_the_index_in_service(refresh: Refresh, index: Path, articles: Path) -> None:
    refresh()
    first = served(index)
    (articles / "broken").touch()

    result = refresh()

    assert (result.returncode, served(index)) == (0, first)
    assert "vẫn được dùng" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["--always"], ["articles"]])
def test_failed_build_that_was_needed_is_an_error(
    refresh: Refresh, articles: Path, arguments: list[str]
) -> None:
    (articles / "broken").touch()

    assert refresh(*arguments).returncode == 1


def test_refused_articles_do_not_cause_a_build_at_every_start(
    refresh: Refresh, index: Path, articles: Path
) -> None:
    (articles / "partly-broken").touch()
    assert refresh().returncode == 0
    first = served(index)

    refresh()

    assert served(index) == first


def test_unknown_folder_is_told(refresh: Refresh, tmp_path: Path) -> None:
    result = refresh(ARTICLES="nowhere")

    assert result.returncode == 1
    assert result.stderr == (
        f"Không thấy thư mục bài viết {tmp_path / 'nowhere'}. Hãy chạy lại với: ARTICLES=thư_mục\n"
    )


def test_remembered_folder_that_is_gone_stops_nothing(
    refresh: Refresh, index: Path, others: Path, tmp_path: Path
) -> None:
    refresh(ARTICLES=str(others))
    others.rename(tmp_path / "away")

    result = refresh()

    assert result.returncode == 0
    assert "chỉ mục đang có vẫn được dùng" in result.stderr


def test_damaged_record_counts_as_none(refresh: Refresh, index: Path) -> None:
    refresh()
    first = served(index)
    index.with_name("index.articles.json").write_text(json.dumps({"articles": 1}))

    assert refresh().returncode == 0
    assert served(index) == first
