"""Nearest unit vectors by inner product, in files whose kind follows from the number of vectors.

    up to FLAT   a FAISS index of every vector: the search is exact
    more         a FAISS index of every vector's 1-bit code (RaBitQ, Gao & Long 2024), and beside it a file of
                 the vectors in fp16, by which the best codes are compared once more

Both hold the same numbers, rounded to fp16, so that an index may grow and shrink without encoding anew.
`scripts/benchmark.py` measures how much of the exact result each kind finds.
"""

import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors
from retrieval.halves import Halves, StoredVectors, write_halves

FLAT = 20_000

_COMPARED, _COMPARED_LEAST, _COMPARED_ENOUGH = 12, 3, 400
"""How many times as many vectors as are wanted are compared exactly: the least when many are wanted, with at
least so many compared."""
_BLOCK = 16_384
_HALVES = ".fp16"

Numbers = NDArray[np.int64]


def write_vectors(batches: Iterable[StoredVectors], dimension: int, path: Path) -> list[Path]:
    """Writes vectors that come a few at a time, each batch (count, dimension); gives the files.

    Not many more than FLAT of them are in memory at once.
    """
    batches, first = iter(batches), list[NDArray[np.float16]]()
    while sum(map(len, first)) <= FLAT and (batch := next(batches, None)) is not None:
        first.append(np.asarray(batch, np.float16))
    if sum(map(len, first)) > FLAT:
        return _write_coded(chain(first, batches), dimension, path)
    flat = faiss.IndexFlatIP(dimension)
    for kept in first:
        flat.add(kept.astype(np.float32))
    _write_index(flat, path)
    return [path]


def _write_coded(batches: Iterable[StoredVectors], dimension: int, path: Path) -> list[Path]:
    halves = path.with_suffix(_HALVES)
    count = write_halves(batches, halves)
    _write_index(_codes(Halves(halves, count, dimension), dimension), path)
    return [path, halves]


def _write_index(index: faiss.Index, path: Path) -> None:
    # faiss's own writer reports no error on a full disk; a Python one does.
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


def _codes(halves: Halves, dimension: int) -> faiss.Index:
    # Whoever limits the threads of BLAS (`retrieval.encoder`) limits those of this library with them.
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    codes = faiss.index_factory(dimension, "RaBitQfs", faiss.METRIC_INNER_PRODUCT)
    codes.train(halves.vectors(slice(None, None, len(halves) // FLAT)))  # finds their centre
    for start in range(0, len(halves), _BLOCK):
        codes.add(halves.vectors(slice(start, start + _BLOCK)))
    return codes


class VectorIndex:
    """Nearest vectors by inner product, and the vectors themselves by number."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self.count: int = self._index.ntotal
        self.dimension: int = self._index.d
        is_exact = isinstance(self._index, faiss.IndexFlat)
        self._halves = None if is_exact else Halves(path.with_suffix(_HALVES), self.count, self.dimension)

    def nearest(self, query: Vectors, k: int) -> Numbers:
        """Numbers of the `k` nearest vectors (fewer when there are fewer), best first."""
        if self.count == 0:
            return np.empty(0, np.int64)
        faiss.omp_set_num_threads(1)  # of this thread's own: two are slower for a single query
        if self._halves is None:
            return self._searched(query, k)
        numbers = self._searched(query, min(_COMPARED * k, max(_COMPARED_LEAST * k, _COMPARED_ENOUGH)))
        best = np.argsort(-self.similarities(query, numbers))[:k]
        return numbers[best]

    def _searched(self, query: Vectors, k: int) -> Numbers:
        _, numbers = self._index.search(query[None, :], min(k, self.count))
        found: Numbers = numbers[0][numbers[0] >= 0]
        return found

    def similarities(self, query: Vectors, numbers: Numbers) -> Vectors:
        """Cosine of `query` with each of the numbered vectors."""
        if self._halves is None:
            return self.vectors(numbers) @ query
        return self._halves.similarities(query, numbers)

    def stored(self, first: int, last: int) -> StoredVectors:
        """Vectors `first` up to `last`, that one left out, in the precision in which they are kept."""
        if self._halves is None:
            return self.vectors(np.arange(first, last))
        return self._halves.stored(first, last)

    def vectors(self, numbers: Numbers) -> Vectors:
        """The numbered vectors, shape (len(numbers), dimension)."""
        if self._halves is not None:
            return self._halves.vectors(numbers)
        if not len(numbers):
            return np.empty((0, self.dimension), np.float32)
        rows: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, np.int64))
        return rows
