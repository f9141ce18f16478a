"""FAISS indexes of unit vectors, of a type that follows from their number, read by mapping the file.

    up to FLAT   exact: every vector in fp32
    more         every vector's 1-bit code is compared (RaBitQ, Gao & Long 2024), and the best of these once
                 more by the vectors themselves, in fp16

`scripts/benchmark.py` measures how much of the exact result each type finds. Codes are in memory; vectors are
in the mapped file, of which only pages that are read take memory, and those may be taken back.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

FLAT = 20_000

_REFINED, _REFINED_LEAST, _REFINED_ENOUGH = 12, 3, 400
"""How many times as many vectors as are wanted are compared exactly: the least when many are wanted, with at
least so many compared."""
_BLOCK = 16_384

# An fp16 number's sign and the rest of it, where fp32 has them: that is the number 2^-112 times.
_HALF_BITS, _HALF_SCALE = np.array(0x8FFFE000, np.uint32).view(np.int32), np.float32(2.0**112)

Numbers = NDArray[np.int64]
StoredVectors = Vectors | NDArray[np.float16]


def write_vectors(vectors: Vectors, path: Path) -> None:
    """Writes an inner-product index of `vectors`, shape (count, dimension)."""
    write_batches([vectors], vectors.shape[1], path)


def write_batches(batches: Iterable[StoredVectors], dimension: int, path: Path) -> None:
    """The same of vectors that come a few at a time, so that they are in memory only once.

    `faiss.write_index` reports no error on a full disk; a Python writer does.
    """
    index = build(batches, dimension)
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


def build(batches: Iterable[StoredVectors], dimension: int) -> faiss.Index:
    """An index of the type that their number calls for."""
    exact: faiss.Index = faiss.IndexFlatIP(dimension)
    for batch in batches:
        is_flat = isinstance(exact, faiss.IndexFlatIP)
        if batch.dtype == np.float16 and not is_flat:
            exact.add_sa_codes(np.ascontiguousarray(batch).view(np.uint8))
        else:
            exact.add(np.ascontiguousarray(batch, np.float32))
        if is_flat and exact.ntotal > FLAT:
            exact = _halved(exact)
    return exact if exact.ntotal <= FLAT else _with_codes(exact)


def _halved(flat: faiss.Index) -> faiss.Index:
    """The same vectors in fp16."""
    halved = faiss.IndexScalarQuantizer(flat.d, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for block in _blocks(flat):
        halved.add(block)
    return halved


def _with_codes(exact: faiss.Index) -> faiss.Index:
    codes = faiss.index_factory(exact.d, "RaBitQfs", faiss.METRIC_INNER_PRODUCT)
    codes.train(_sample(exact))
    for block in _blocks(exact):
        codes.add(block)
    return faiss.IndexRefine(codes, exact)


def _blocks(index: faiss.Index) -> Iterator[Vectors]:
    for start in range(0, index.ntotal, _BLOCK):
        yield index.reconstruct_n(start, min(_BLOCK, index.ntotal - start))


def _sample(index: faiss.Index) -> Vectors:
    """Vectors that the codes' centre is the mean of, the same ones each time."""
    rows: Vectors = index.reconstruct_batch(np.arange(0, index.ntotal, index.ntotal // FLAT))
    return rows


class VectorIndex:
    """Nearest vectors by inner product, and the vectors themselves by number."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self.count: int = self._index.ntotal
        self.dimension: int = self._index.d
        self._halves = _halves(self._index)

    def nearest(self, query: Vectors, k: int) -> Numbers:
        """Numbers of the `k` nearest vectors (fewer when there are fewer), best first."""
        if self.count == 0:
            return np.empty(0, np.int64)
        faiss.omp_set_num_threads(1)  # of this thread's own: two are slower for a single query
        _, numbers = self._index.search(query[None, :], min(k, self.count), params=self._closeness(k))
        found: Numbers = numbers[0][numbers[0] >= 0]
        return found

    def similarities(self, query: Vectors, numbers: Numbers) -> Vectors:
        """Cosine of `query` with each of the numbered vectors."""
        if self._halves is None:
            return self.vectors(numbers) @ query
        # Four times as fast as NumPy's conversion.
        bits = self._halves[numbers].astype(np.int32)
        bits <<= 13
        bits &= _HALF_BITS
        similarities: Vectors = bits.view(np.float32) @ (query * _HALF_SCALE)
        return similarities

    def _closeness(self, k: int) -> "faiss.SearchParameters | None":
        if self._halves is None:
            return None
        factor = min(_REFINED, max(_REFINED_LEAST, _REFINED_ENOUGH / k))
        return faiss.IndexRefineSearchParameters(k_factor=factor)  # type: ignore[call-arg]

    def stored(self, first: int, last: int) -> StoredVectors:
        """Vectors `first` up to `last`, that one left out, in the precision in which they are kept."""
        if self._halves is None:
            return self.vectors(np.arange(first, last))
        return self._halves[first:last].view(np.float16)

    def vectors(self, numbers: Numbers) -> Vectors:
        """The numbered vectors, shape (len(numbers), dimension)."""
        if not len(numbers):
            return np.empty((0, self.dimension), np.float32)
        rows: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, np.int64))
        return rows


def _halves(index: faiss.Index) -> NDArray[np.int16] | None:
    """The vectors of an index in fp16 where they are mapped, shape (count, dimension), as their bits."""
    if not isinstance(index, faiss.IndexRefine):
        return None
    codes = faiss.downcast_index(index.refine_index).codes  # type: ignore[attr-defined]
    held: NDArray[np.int16] = faiss.rev_swig_ptr(codes.data(), codes.size()).view(np.int16)
    return held.reshape(index.ntotal, index.d)
