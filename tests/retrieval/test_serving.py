import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from retrieval.answer import Period
from retrieval.build import build_index
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.errors import IndexDamaged, IndexMissing, ModelError
from retrieval.paths import model_name
from retrieval.serving import Serving
from retrieval.versions import current_version
from tests.retrieval.samples import RECRUITMENT, SIGNATURE

QUESTION = "Lệ phí dự tuyển công chức năm 2025 là bao nhiêu?"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Department:
    """A directory in which staff publish, and what serves from it."""

    def __init__(self, directory: Path, encoder: Encoder, calibration: Calibration) -> None:
        self.directory, self._encoder, self._calibration = directory, encoder, calibration
        self.publish([SIGNATURE])
        with pytest.MonkeyPatch.context() as patch:  # loading the model again for each test would take longer
            patch.setattr("retrieval.serving.open_encoder", lambda model: encoder)
            self.serving = Serving(directory, model_name())

    def publish(self, articles: Sequence[Article]) -> Path:
        build_index(articles, self.directory, self._encoder, self._calibration)
        return current_version(self.directory)

    def first_article(self) -> str:
        return self.serving.answer(QUESTION, now=NOW).hits[0].article.id


@pytest.fixture
def department(tmp_path: Path, encoder: Encoder, calibration: Calibration) -> Department:
    return Department(tmp_path / "index", encoder, calibration)


def test_it_serves_what_was_published(department: Department) -> None:
    assert department.first_article() == SIGNATURE.id
    assert department.serving.summary().version == current_version(department.directory).name


def test_nothing_new_is_nothing_to_take_over(department: Department) -> None:
    assert department.serving.refresh() is False


def test_a_new_version_is_taken_over_once(department: Department) -> None:
    version = department.publish([SIGNATURE, RECRUITMENT])
    assert department.first_article() == SIGNATURE.id

    assert department.serving.refresh() is True
    assert department.serving.refresh() is False

    assert department.first_article() == RECRUITMENT.id
    assert department.serving.summary().version == version.name


def test_a_damaged_version_is_refused_and_the_one_before_answers_on(department: Department) -> None:
    version = department.publish([SIGNATURE, RECRUITMENT])
    os.truncate(version / "passages.faiss", 10)

    for _ in range(2):
        with pytest.raises(IndexDamaged, match=r"passages\.faiss"):
            department.serving.refresh()
        assert department.first_article() == SIGNATURE.id

    department.publish([SIGNATURE, RECRUITMENT])
    assert department.serving.refresh() is True
    assert department.first_article() == RECRUITMENT.id


def test_going_back_is_taken_over_too(department: Department) -> None:
    first = current_version(department.directory)
    department.publish([SIGNATURE, RECRUITMENT])
    department.serving.refresh()

    (department.directory / "current").write_text(first.name)

    assert department.serving.refresh() is True
    assert department.first_article() == SIGNATURE.id


def test_a_directory_that_is_taken_away_does_not_silence_it(department: Department) -> None:
    before = department.first_article()
    shutil.rmtree(department.directory)

    with pytest.raises(IndexMissing):
        department.serving.refresh()
    assert department.first_article() == before
    assert department.serving.summary().articles == 1


def test_threads_get_the_old_version_or_the_new_one_never_half_of_either(department: Department) -> None:
    old = department.serving.answer(QUESTION, now=NOW)
    department.publish([SIGNATURE, RECRUITMENT])

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(department.serving.answer, QUESTION, now=NOW) for _ in range(10)]
        refreshed = [pool.submit(department.serving.refresh) for _ in range(3)]
        asked += [pool.submit(department.serving.answer, QUESTION, now=NOW) for _ in range(10)]

    new = department.serving.answer(QUESTION, now=NOW)
    assert all(question.result() in (old, new) for question in asked)
    assert sorted(refresh.result() for refresh in refreshed) == [False, False, True]


def test_today_is_the_departments_day(department: Department) -> None:
    evening_in_london = datetime(2026, 11, 22, 18, tzinfo=UTC)

    question = department.serving.answer("tin hôm nay", now=evening_in_london).question

    assert question.period == Period(date(2026, 11, 23), date(2026, 11, 23))


def test_no_index_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Serving(tmp_path, model_name())


def test_no_model_is_told_at_the_start(index_directory: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        Serving(index_directory, tmp_path / "nothing")
