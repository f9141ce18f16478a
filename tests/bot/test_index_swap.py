"""A new index is taken over while citizens ask; a bad one is refused, and the old one serves on."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from bot.observed import Observed
from retrieval.errors import IndexUnusable
from tests.bot.conftest import ARTICLES, build_index

QUESTION = "Phí dự thi công chức năm 2025 là bao nhiêu?"


@pytest.fixture
def index(retrieval: dict[str, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(retrieval["TINSO_INDEX"], tmp_path / "index"))


@pytest.fixture
def serving(index: Path, retrieval: dict[str, str]) -> Iterator[Observed]:
    yield Observed(index, retrieval["TINSO_MODEL"])


def publish_copy(index: Path, name: str) -> Path:
    """Publishes the serving version again, under another name."""
    current = index / "versions" / (index / "current").read_text().strip()
    copy = Path(shutil.copytree(current, index / "versions" / name))
    point(index, name)
    return copy


def point(index: Path, name: str) -> None:
    (index / "new").write_text(f"{name}\n")
    os.replace(index / "new", index / "current")


def count(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


def test_a_new_version_is_taken_over(index: Path, serving: Observed) -> None:
    build_index(index, ARTICLES[:2])
    assert serving.refresh()
    assert serving.summary().articles == 2
    assert count("tinso_index_articles") == 2
    assert not serving.refresh()


def test_a_bad_version_is_refused_and_the_old_one_serves_on(index: Path, serving: Observed) -> None:
    before, refused = serving.summary(), count("tinso_index_refused_total")
    vectors = publish_copy(index, "hong") / "sentences.fp16"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    for _ in range(3):
        with pytest.raises(IndexUnusable, match=r"sentences\.fp16"):
            serving.refresh()
    assert serving.summary() == before
    assert "300.000 đồng" in serving.answer(QUESTION).hits[0].passage.text
    assert count("tinso_index_refused_total") == refused + 1
    assert count("tinso_index_stale") == 1


def test_a_restart_while_a_bad_version_is_published_serves_the_one_before(
    index: Path, retrieval: dict[str, str]
) -> None:
    (publish_copy(index, "hong") / "days.npy").unlink()
    restarted = Observed(index, retrieval["TINSO_MODEL"])
    assert "300.000 đồng" in restarted.answer(QUESTION).hits[0].passage.text
    with pytest.raises(IndexUnusable, match=r"days\.npy"):
        restarted.refresh()
    assert count("tinso_index_stale") == 1


def test_a_bad_version_is_not_read_again_and_again(
    index: Path, serving: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (publish_copy(index, "hong") / "days.npy").unlink()
    with pytest.raises(IndexUnusable):
        serving.refresh()
    monkeypatch.setattr("retrieval.serving.open_version", lambda *_: pytest.fail("read again"))
    with pytest.raises(IndexUnusable):
        serving.refresh()


def test_what_is_published_after_a_bad_version_is_taken_over_at_once(index: Path, serving: Observed) -> None:
    good = serving.summary().version
    (publish_copy(index, "hong") / "days.npy").unlink()
    with pytest.raises(IndexUnusable):
        serving.refresh()
    point(index, good)
    assert not serving.refresh()
    assert count("tinso_index_stale") == 0
    publish_copy(index, "lanh")
    assert serving.refresh()
    assert serving.summary().version == "lanh"


def test_a_version_that_cannot_answer_is_refused(
    index: Path, serving: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_copy(index, "cam")
    monkeypatch.setattr("retrieval.serving.answer", lambda *_: 1 // 0)
    with pytest.raises(IndexUnusable, match="câu hỏi thử"):
        serving.refresh()


def test_questions_are_answered_while_versions_change(index: Path, serving: Observed) -> None:
    stop, failures = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            try:
                if "300.000 đồng" not in serving.answer(QUESTION).hits[0].passage.text:
                    failures.append("another answer")
            except Exception as error:
                failures.append(repr(error))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for number in range(10):
        before = index / "versions" / serving.summary().version
        publish_copy(index, f"v{number}")
        assert serving.refresh()
        shutil.rmtree(before)
    stop.set()
    for thread in asking:
        thread.join()
    assert failures == []
