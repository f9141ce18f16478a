from pathlib import Path

import numpy as np
import pytest

from retrieval.halves import Halves, write_halves

VECTORS = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)


@pytest.fixture
def halves(tmp_path: Path) -> Halves:
    count = write_halves(np.array_split(VECTORS, 3), tmp_path / "vectors.fp16")
    return Halves(tmp_path / "vectors.fp16", count, 8)


def test_vectors_are_kept_in_half_precision(halves: Halves) -> None:
    kept = VECTORS.astype(np.float16)

    assert len(halves) == 20
    assert np.array_equal(halves.stored(3, 9), kept[3:9])
    assert np.array_equal(halves.vectors(np.array([7, 2])), kept[[7, 2]].astype(np.float32))


def test_similarities_are_those_of_the_kept_vectors(halves: Halves) -> None:
    numbers, query = np.array([4, 0, 19]), VECTORS[5]

    expected = halves.vectors(numbers) @ query
    assert halves.similarities(query, numbers) == pytest.approx(expected, rel=1e-5)


def test_numbers_too_small_for_half_precision_are_as_good_as_nothing(tmp_path: Path) -> None:
    vectors = np.full((1, 8), 3e-6, np.float32)
    vectors[0, 0] = -1
    write_halves([vectors], tmp_path / "small.fp16")

    similarities = Halves(tmp_path / "small.fp16", 1, 8).similarities(np.ones(8, np.float32), np.array([0]))
    assert similarities == pytest.approx([-1 + 2.1e-5], abs=1e-6)


def test_there_may_be_none(tmp_path: Path) -> None:
    halves = Halves(tmp_path / "none.fp16", write_halves([], tmp_path / "none.fp16"), 8)

    assert len(halves) == 0
    assert halves.vectors(np.empty(0, np.int64)).shape == (0, 8)


def test_a_file_with_fewer_is_refused(halves: Halves, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"buffer is smaller|mmap length"):
        Halves(tmp_path / "vectors.fp16", len(halves) + 1, 8)
