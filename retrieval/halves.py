"""Unit vectors in fp16 in a mapped file: only pages that are read take memory, and may be taken back."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

# An fp16 number's sign and the rest of it, where fp32 has them: that is the number 2^-112 times.
_BITS, _SCALE = np.array(0x8FFFE000, np.uint32).view(np.int32), np.float32(2.0**112)

StoredVectors = Vectors | NDArray[np.float16]


def write_halves(batches: Iterable[StoredVectors], path: Path) -> int:
    """Writes vectors that come a few at a time, each batch (count, dimension); gives how many."""
    count = 0
    with path.open("wb") as file:
        for batch in batches:
            file.write(np.ascontiguousarray(batch, np.float16).data.cast("B"))
            count += len(batch)
    return count


class Halves:
    """The vectors of a file by number."""

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        """Raises OSError or ValueError when the file has fewer."""
        shape = (count, dimension)
        # An empty file cannot be mapped.
        mapped = np.memmap(path, np.float16, "r", shape=shape) if count else np.empty(shape, np.float16)
        self._vectors: NDArray[np.float16] = mapped.view(np.ndarray)

    def __len__(self) -> int:
        return len(self._vectors)

    def similarities(self, query: Vectors, numbers: NDArray[np.int64]) -> Vectors:
        """Cosine of `query` with each of the numbered vectors."""
        similarities: Vectors = _scaled_down(self._vectors[numbers]) @ (query * _SCALE)
        return similarities

    def vectors(self, numbers: NDArray[np.int64] | slice) -> Vectors:
        """The numbered vectors, shape (count, dimension)."""
        vectors = _scaled_down(self._vectors[numbers])
        vectors *= _SCALE
        return vectors

    def stored(self, first: int, last: int) -> NDArray[np.float16]:
        """Vectors `first` up to `last`, that one left out, as they are kept."""
        return self._vectors[first:last]


def _scaled_down(halves: NDArray[np.float16]) -> Vectors:
    """The numbers 2^-112 times, in fp32: a quarter of the time of NumPy's conversion."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _BITS
    return bits.view(np.float32)
