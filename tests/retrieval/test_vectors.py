from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.vectors import VectorIndex, write_vectors

VECTORS = np.eye(4, dtype=np.float32)


def index_of(vectors: Vectors, folder: Path) -> VectorIndex:
    write_vectors([vectors], vectors.shape[1], folder / "vectors.faiss")
    return VectorIndex(folder / "vectors.faiss")


def test_the_nearest_come_first(tmp_path: Path) -> None:
    query = np.array([0.1, 0.9, 0.4, 0.0], np.float32)

    assert index_of(VECTORS, tmp_path).nearest(query, 3).tolist() == [1, 2, 0]


def test_there_are_never_more_than_there_are(tmp_path: Path) -> None:
    assert len(index_of(VECTORS, tmp_path).nearest(VECTORS[0], 100)) == 4


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = index_of(np.empty((0, 4), np.float32), tmp_path)

    assert (index.count, index.dimension) == (0, 4)
    assert index.nearest(VECTORS[0], 3).tolist() == []


def test_vectors_are_given_back_as_they_were(tmp_path: Path) -> None:
    index = index_of(VECTORS, tmp_path)

    assert np.array_equal(index.vectors(np.array([2, 0])), VECTORS[[2, 0]])
    assert index.vectors(np.empty(0, np.int64)).shape == (0, 4)


def test_similarities_are_those_of_the_numbered_vectors(tmp_path: Path) -> None:
    query = np.array([0.1, 0.9, 0.4, 0.0], np.float32)

    assert index_of(VECTORS, tmp_path).similarities(query, np.array([2, 1])) == pytest.approx([0.4, 0.9])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_takes_no_more_is_told() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_vectors([np.zeros((1000, 384), np.float32)], 384, Path("/dev/full"))


@pytest.fixture(scope="module")
def many() -> Vectors:
    """More vectors than are kept exactly, in clusters as those of articles are."""
    random = np.random.default_rng(0)
    vectors = random.normal(size=(60, 128)).repeat(20, axis=0) + 0.7 * random.normal(size=(1200, 128))
    units: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


@pytest.fixture
def coded(many: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    monkeypatch.setattr("retrieval.vectors.FLAT", 400)
    return index_of(many, tmp_path)


def test_codes_find_what_the_exact_search_finds(many: Vectors, coded: VectorIndex) -> None:
    found = [set(coded.nearest(query, 10)) for query in many]
    exact = np.argsort(-many @ many.T, axis=1)[:, :10]

    assert np.mean([len(f & set(e)) / 10 for f, e in zip(found, exact, strict=True)]) >= 0.99


def test_vectors_beside_codes_are_kept_in_half_precision(many: Vectors, coded: VectorIndex) -> None:
    assert coded.vectors(np.arange(len(many))) == pytest.approx(many, abs=2e-4)
    assert coded.count == len(many)


def test_similarities_beside_codes_are_those_of_the_kept_vectors(many: Vectors, coded: VectorIndex) -> None:
    numbers, query = np.arange(0, len(many), 7), many[5]

    expected = coded.vectors(numbers) @ query
    assert coded.similarities(query, numbers) == pytest.approx(expected, abs=1e-6)


def test_vectors_may_come_in_batches(many: Vectors, coded: VectorIndex, tmp_path: Path) -> None:
    files = write_vectors(np.array_split(many, 7), many.shape[1], tmp_path / "batches.faiss")

    assert [path.name for path in files] == ["batches.faiss", "batches.fp16"]
    for path in files:
        assert path.read_bytes() == (tmp_path / f"vectors{path.suffix}").read_bytes()


def test_vectors_as_they_are_kept_may_be_written_again(
    many: Vectors, coded: VectorIndex, tmp_path: Path
) -> None:
    kept = [coded.stored(start, start + 100) for start in range(0, len(many), 100)]
    files = write_vectors(kept, many.shape[1], tmp_path / "again.faiss")

    for path in files:
        assert path.read_bytes() == (tmp_path / f"vectors{path.suffix}").read_bytes()
