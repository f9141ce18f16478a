import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Encoder
from retrieval.errors import IndexDamaged, IndexForeign, IndexMissing
from retrieval.index import FORMAT, NO_DAY, Index, day_number, open_index
from retrieval.passages import split
from retrieval.versions import SEAL, current_version, read_manifest, write_manifest
from tests.retrieval.samples import ARTICLES, PLAN, PORTAL, RECRUITMENT

REMEDY = r"Hãy dựng lại bằng scripts/build_index\.py"


@pytest.fixture
def damaged(index_directory: Path, tmp_path: Path) -> Path:
    """A copy of the index to damage."""
    shutil.copytree(index_directory, tmp_path / "index")
    return tmp_path / "index"


def flip_a_bit(path: Path, place: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] ^= 0b100
    path.write_bytes(data)


def test_articles_stand_in_the_order_they_were_given(index: Index) -> None:
    assert tuple(index.articles[row] for row in range(len(index.articles))) == ARTICLES


def test_passages_are_those_that_the_articles_are_cut_into(index: Index) -> None:
    cut = [passage for article in ARTICLES for passage in split(article)]

    rows = index.passage_table[:, 0]
    assert [index.passage(row, ARTICLES[rows[row]]) for row in range(len(rows))] == cut


def test_every_article_has_a_first_passage(index: Index) -> None:
    first = [
        index.passage(int(row), article) for row, article in zip(index.first_passages, ARTICLES, strict=True)
    ]

    assert [(passage.article_id, passage.ordinal) for passage in first] == [(a.id, 0) for a in ARTICLES]


def test_every_passage_and_sentence_has_its_vector_and_tokens(index: Index, encoder: Encoder) -> None:
    assert index.passage_vectors.count == len(index.passage_table)
    assert len(index.sentence_vectors) == len(index.sentence_table) == index.sentence_starts[-1]
    assert index.passage_vectors.dimension == encoder.dimension
    assert (np.diff(index.token_starts) > 0).all()


def test_a_day_of_publication_is_the_departments_day(index: Index) -> None:
    days = dict(zip((article.id for article in ARTICLES), index.days.tolist(), strict=True))

    assert days[RECRUITMENT.id] == day_number(date(2025, 3, 18))
    assert days[PORTAL.id] == NO_DAY


def test_the_summary_tells_what_is_in_it(index: Index, index_directory: Path) -> None:
    summary = index.summary()

    assert summary.version == current_version(index_directory).name
    assert (summary.articles, summary.passages) == (len(ARTICLES), len(index.passage_table))
    assert (summary.oldest, summary.newest) == (PLAN.published, RECRUITMENT.published)
    assert summary.undated == 1
    assert summary.built.tzinfo is not None


def test_no_index_says_how_to_build_one(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(IndexMissing, match=r"Hãy chạy: scripts/build_index\.py"):
        open_index(tmp_path, encoder)


def each_file(action: Callable[[Path], None], directory: Path, encoder: Encoder) -> None:
    """Does `action` to one file of the version after the other, each of which must be noticed and named."""
    version = current_version(directory)
    for path in sorted(version.iterdir()):
        whole = path.read_bytes()
        action(path)

        with pytest.raises(IndexDamaged, match=REMEDY) as refused:
            open_index(directory, encoder)
        assert path.name in str(refused.value)

        path.write_bytes(whole)
    open_index(directory, encoder)


@pytest.mark.parametrize("place", [0, 0.5, 1], ids=["first", "middle", "last"])
def test_a_flipped_bit_in_any_file_is_noticed(damaged: Path, encoder: Encoder, place: float) -> None:
    each_file(lambda path: flip_a_bit(path, place), damaged, encoder)


def test_a_truncated_file_is_noticed(damaged: Path, encoder: Encoder) -> None:
    each_file(lambda path: os.truncate(path, path.stat().st_size - 1), damaged, encoder)


def test_a_missing_file_is_noticed(damaged: Path, encoder: Encoder) -> None:
    each_file(Path.unlink, damaged, encoder)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("passages.faiss", b"no index"),
        ("sentences.fp16", b""),
        ("days.npy", b"no array"),
        ("syllables.keys.npy", b""),
        ("calibration.npz", b"PK\x03\x04"),
        ("calibration.npz", b""),
        ("abbreviations.json", b"{"),
        ("tokens.json", b"{"),
        ("tokens.json", b"[]"),
        ("language.txt", b"\xff"),
        ("articles.jsonl", b""),
    ],
)
def test_a_version_that_was_written_wrong_is_refused(
    damaged: Path, encoder: Encoder, name: str, data: bytes
) -> None:
    version = current_version(damaged)
    (version / name).write_bytes(data)
    write_manifest(version, read_manifest(version))

    with pytest.raises(IndexDamaged, match=REMEDY):
        open_index(damaged, encoder)


def test_an_index_of_another_model_names_both_and_the_remedies(damaged: Path, encoder: Encoder) -> None:
    version = current_version(damaged)
    write_manifest(version, {**read_manifest(version), "encoder": "bge-m3:1234"})

    with pytest.raises(IndexForeign, match=rf"bge-m3:1234.*{encoder.identity}.*{REMEDY}.*TINSO_MODEL"):
        open_index(damaged, encoder)


@pytest.mark.parametrize("other", [FORMAT - 1, FORMAT + 1, str(FORMAT), None])
def test_an_index_of_another_format_is_refused(damaged: Path, encoder: Encoder, other: object) -> None:
    version = current_version(damaged)
    write_manifest(version, {**read_manifest(version), "format": other})

    with pytest.raises(IndexForeign, match=rf"định dạng {other}.*{REMEDY}"):
        open_index(damaged, encoder)


def test_a_folder_of_something_else_is_refused(damaged: Path, encoder: Encoder) -> None:
    version = current_version(damaged)
    for path in version.iterdir():
        path.unlink()
    (version / "readme.txt").write_text("không phải chỉ mục")

    with pytest.raises(IndexDamaged, match=rf"{SEAL}.*{REMEDY}"):
        open_index(damaged, encoder)
