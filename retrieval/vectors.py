"""Nearest unit vectors by inner product, in files whose kind follows from the number of vectors.

    up to FLAT   a FAISS index of every vector in fp32: the search is exact
    more         a FAISS index of every vector's 1-bit code (RaBitQ, Gao & Long 2024), and beside it a file of
                 the vectors in fp16, by which the best codes are compared once more

`scripts/benchmark.py` measures how much of the exact result each kind finds. Codes are in memory; the file
of vectors is mapped: only pages that are read take memory, and those may be taken back.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

FLAT = 20_000

_COMPARED, _COMPARED_LEAST, _COMPARED_ENOUGH = 12, 3, 400
"""How many times as many vectors as are wanted are compared exactly: the least when many are wanted, with at
least so many compared."""
_BLOCK = 16_384
_HALVES = ".fp16"

# An fp16 number's sign and the rest of it, where fp32 has them: that is the number 2^-112 times.
_HALF_BITS, _HALF_SCALE = np.array(0x8FFFE000, np.uint32).view(np.int32), np.float32(2.0**112)

Numbers = NDArray[np.int64]
Halves = NDArray[np.float16]
StoredVectors = Vectors | Halves


def write_vectors(batches: Iterable[StoredVectors], dimension: int, path: Path) -> list[Path]:
    """Writes vectors that come a few at a time, each batch (count, dimension); gives the files.

    No more than FLAT of them are in memory at once.
    """
    batches, flat = iter(batches), faiss.IndexFlatIP(dimension)
    for batch in batches:
        flat.add(np.ascontiguousarray(batch, np.float32))
        if flat.ntotal > FLAT:
            first = flat.reconstruct_n(0, flat.ntotal)
            halves = path.with_suffix(_HALVES)
            _write_halves(chain([first], batches), halves)
            _write_index(_codes(_map_halves(halves, dimension)), path)
            return [path, halves]
    _write_index(flat, path)
    return [path]


def _write_index(index: faiss.Index, path: Path) -> None:
    # faiss's own writer reports no error on a full disk; a Python one does.
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


def _write_halves(batches: Iterable[StoredVectors], path: Path) -> None:
    with path.open("wb") as file:
        for batch in batches:
            file.write(np.ascontiguousarray(batch, np.float16).data.cast("B"))


def _codes(halves: Halves) -> faiss.Index:
    # Whoever limits the threads of BLAS (`retrieval.encoder`) limits those of this library with them.
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    codes = faiss.index_factory(halves.shape[1], "RaBitQfs", faiss.METRIC_INNER_PRODUCT)
    codes.train(_fp32(halves[:: len(halves) // FLAT]))  # finds their centre
    for block in _blocks(halves):
        codes.add(block)
    return codes


def _blocks(halves: Halves) -> Iterator[Vectors]:
    for start in range(0, len(halves), _BLOCK):
        yield _fp32(halves[start : start + _BLOCK])


def _fp32(halves: Halves) -> Vectors:
    vectors = _scaled_down(halves)
    vectors *= _HALF_SCALE
    return vectors


def _scaled_down(halves: Halves) -> Vectors:
    """The numbers 2^-112 times, in fp32: a quarter of the time of NumPy's conversion."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _HALF_BITS
    return bits.view(np.float32)


def _map_halves(path: Path, dimension: int) -> Halves:
    mapped = np.memmap(path, np.float16, "r")
    return mapped.view(np.ndarray).reshape(-1, dimension)


class VectorIndex:
    """Nearest vectors by inner product, and the vectors themselves by number."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self.count: int = self._index.ntotal
        self.dimension: int = self._index.d
        halves = path.with_suffix(_HALVES)
        self._halves = _map_halves(halves, self.dimension) if self.count > FLAT else None

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
        similarities: Vectors = _scaled_down(self._halves[numbers]) @ (query * _HALF_SCALE)
        return similarities

    def stored(self, first: int, last: int) -> StoredVectors:
        """Vectors `first` up to `last`, that one left out, in the precision in which they are kept."""
        if self._halves is None:
            return self.vectors(np.arange(first, last))
        return self._halves[first:last]

    def vectors(self, numbers: Numbers) -> Vectors:
        """The numbered vectors, shape (len(numbers), dimension)."""
        if self._halves is not None:
            return _fp32(self._halves[numbers])
        if not len(numbers):
            return np.empty((0, self.dimension), np.float32)
        rows: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, np.int64))
        return rows
