"""An article on the takedown list is in no answer, at once."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from corpus.errors import SourceError
from retrieval.build import build_index
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.paths import model_name
from retrieval.serving import Serving
from retrieval.takedown import read_takedown
from tests.retrieval.samples import ARTICLES, HANOI, SIGNATURE, STORM, STORM_AGAIN

NOW = datetime(2026, 11, 23, tzinfo=HANOI)
QUESTION = "Người dân từ bao nhiêu tuổi được cấp chữ ký số miễn phí?"


@pytest.fixture
def directory(tmp_path: Path, encoder: Encoder, calibration: Calibration) -> Path:
    build_index(ARTICLES, tmp_path, encoder, calibration)
    return tmp_path


@pytest.fixture
def serving(directory: Path) -> Serving:
    return Serving(directory, model_name())


def found(serving: Serving, question: str = QUESTION) -> Iterator[str]:
    return (hit.article.id for hit in serving.answer(question, limit=20, now=NOW).hits)


@pytest.mark.parametrize(
    "line",
    [
        SIGNATURE.id,
        SIGNATURE.url,
        f"http://stttt.lamgiang.example/{SIGNATURE.id}/",
        f"# do lãnh đạo Sở yêu cầu\n\n  {SIGNATURE.id}  ",
    ],
)
def test_a_listed_article_leaves_the_answers_at_the_next_refresh(
    serving: Serving, directory: Path, line: str
) -> None:
    assert SIGNATURE.id in found(serving)
    (directory / "takedown.txt").write_text(f"{line}\n", encoding="utf-8")
    serving.refresh()
    assert SIGNATURE.id not in found(serving)


def test_an_article_comes_back_when_its_line_is_removed(serving: Serving, directory: Path) -> None:
    (directory / "takedown.txt").write_text(SIGNATURE.id)
    serving.refresh()
    (directory / "takedown.txt").unlink()
    serving.refresh()
    assert SIGNATURE.id in found(serving)


def test_the_list_holds_for_a_bot_that_starts_and_for_new_versions(
    directory: Path, encoder: Encoder, calibration: Calibration
) -> None:
    (directory / "takedown.txt").write_text(SIGNATURE.id)
    serving = Serving(directory, model_name())
    assert SIGNATURE.id not in found(serving)
    build_index(ARTICLES[:-1], directory, encoder, calibration)
    assert serving.refresh()
    assert SIGNATURE.id not in found(serving)


@pytest.mark.parametrize("question", ["tin mới nhất", "tháng 11/2020 có tin gì", "tháng 12/2020 có tin gì"])
def test_news_of_a_period_leaves_it_out_too(serving: Serving, directory: Path, question: str) -> None:
    (directory / "takedown.txt").write_text(f"{STORM.id}\n{STORM_AGAIN.id}\n")
    serving.refresh()
    assert not {STORM.id, STORM_AGAIN.id} & set(found(serving, question))


def test_what_else_is_answered_does_not_change(serving: Serving, directory: Path) -> None:
    question = "Bão số 9 làm bao nhiêu trạm mất liên lạc?"
    before = serving.answer(question, now=NOW)
    (directory / "takedown.txt").write_text("khong-co-bai-nay")
    serving.refresh()
    assert serving.answer(question, now=NOW) == before


def test_the_list_may_be_saved_by_notepad(tmp_path: Path) -> None:
    path = tmp_path / "takedown.txt"
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_text("bài-một\r\nbai-2\r\n", encoding=encoding)
        assert read_takedown(path) == {"bài-một", "bai-2"}


def test_a_list_that_cannot_be_read_is_an_error_and_what_was_taken_down_stays_so(
    serving: Serving, directory: Path
) -> None:
    (directory / "takedown.txt").write_text(SIGNATURE.id)
    serving.refresh()
    (directory / "takedown.txt").write_bytes(b"\xff\xb8 abc")
    with pytest.raises(SourceError, match="danh sách gỡ bài"):
        serving.refresh()
    assert SIGNATURE.id not in found(serving)


def test_a_setting_names_another_list(
    serving: Serving, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path_factory.mktemp("settings") / "go-bai.txt"
    path.write_text(SIGNATURE.id)
    monkeypatch.setenv("TINSO_TAKEDOWN", str(path))
    serving.refresh()
    assert SIGNATURE.id not in found(serving)
