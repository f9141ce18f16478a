"""FAISS indexes of unit vectors, written so that a full disk or a crash cannot leave a bad file unseen."""

from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np

from retrieval.encoder import Vectors


def write_vectors(vectors: Vectors, path: Path) -> None:
    """Writes an exact inner-product index of `vectors`, shape (count, dimension)."""
    write_batches([vectors], vectors.shape[1], path)


def write_batches(batches: Iterable[Vectors], dimension: int, path: Path) -> None:
    """The same of vectors that come a few at a time, so that they are in memory only once.

    `faiss.write_index` reports no error on a full disk; a Python writer does.
    """
    index = faiss.IndexFlatIP(dimension)
    for batch in batches:
        index.add(np.ascontiguousarray(batch, np.float32))
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


class VectorIndex:
    """Nearest vectors by inner product, and the vectors themselves by number."""

    def __init__(self, path: Path, *, mapped: bool = False) -> None:
        """`mapped` reads vectors from the file where they are used, which must stay as it is."""
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
        self.count: int = self._index.ntotal
        self.dimension: int = self._index.d

    def nearest(self, query: Vectors, k: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Numbers of the `k` nearest vectors (fewer when there are fewer), best first."""
        if self.count == 0:
            return np.empty(0, np.int64)
        faiss.omp_set_num_threads(1)  # of this thread's own: two are slower for a single query
        _, numbers = self._index.search(query[None, :], min(k, self.count))
        found: np.ndarray[tuple[int], np.dtype[np.int64]] = numbers[0][numbers[0] >= 0]
        return found

    def similarities(self, query: Vectors, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Vectors:
        """Cosine of `query` with each of the numbered vectors."""
        return self.vectors(numbers) @ query

    def vectors(self, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Vectors:
        """The numbered vectors, shape (len(numbers), dimension)."""
        if not len(numbers):
            return np.empty((0, self.dimension), np.float32)
        rows: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, np.int64))
        return rows
