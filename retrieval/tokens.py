"""Late interaction: each token of a question looks for its nearest token in a sentence.

MaxSim as in ColBERT (Khattab & Zaharia 2020), on the token states of the same model that gives the vectors.
A state is centred, projected to fewer dimensions and kept in 4 bits a dimension; a sentence's states are
read from disk only when it is a candidate, so that they cost no memory (`retrieval.token_files`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

_LARGEST = 7
# A byte -> the two values in it, as one number of 8 bytes, so that unpacking is one look-up for two.
_NIBBLES = np.arange(1 << 8, dtype=np.uint8)[:, None] >> np.array([0, 4], np.uint8) & np.uint8(15)
_TWO_VALUES = (_NIBBLES.astype(np.float32) - _LARGEST).view(np.complex64).ravel()


@dataclass(frozen=True, slots=True)
class Projection:
    """Which directions of the token states are kept; `matrix` has shape (states, kept)."""

    mean: Vectors
    matrix: Vectors

    @property
    def width(self) -> int:
        return int(self.matrix.shape[1])

    def is_like(self, other: "Projection") -> bool:
        """Whether both give the same tokens; an index keeps its projection in half precision."""
        return np.array_equal(self.mean, other.mean) and np.array_equal(
            self.matrix.astype(np.float16), other.matrix.astype(np.float16)
        )

    def apply(self, states: Vectors, mean: Vectors | None = None) -> Vectors:
        """Unit vectors, shape (tokens, width); `mean` centres states of another kind of text."""
        return _unit((states - (self.mean if mean is None else mean)) @ self.matrix)


def fit_projection(states: Vectors, width: int) -> Projection:
    """The `width` principal directions of `states`, shape (tokens, dimension)."""
    mean = states.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((states - mean).T))
    return Projection(mean.astype(np.float32), directions[:, ::-1][:, :width].astype(np.float32))


def pack(vectors: Vectors) -> NDArray[np.uint8]:
    """4 bits a value, two values a byte; a vector's length is lost, its direction kept."""
    scale = _LARGEST / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    values: NDArray[np.uint8] = (np.rint(vectors * scale) + _LARGEST).astype(np.uint8)
    return values[:, 0::2] | values[:, 1::2] << np.uint8(4)


def unpack(packed: NDArray[np.uint8]) -> Vectors:
    """Unit vectors of what `pack` made."""
    vectors, lengths = _unscaled(packed)
    vectors /= lengths[:, None]
    return vectors


def best_matches(query: Vectors, packed: NDArray[np.uint8], starts: NDArray[np.int64]) -> Vectors:
    """For each query token its best cosine in each group of packed tokens, shape (query tokens, groups).

    A group runs from one of `starts` to the next; none is empty.
    """
    if not len(starts):
        return np.zeros((len(query), 0), np.float32)
    vectors, lengths = _unscaled(packed)
    # Few rows times many run slower than many times few.
    cosines = vectors @ query.T
    cosines /= lengths[:, None]
    matches: Vectors = np.maximum.reduceat(cosines, starts, axis=0).T
    return matches


def _unscaled(packed: NDArray[np.uint8]) -> tuple[Vectors, Vectors]:
    """What `pack` made, in whole numbers, and the length of each vector."""
    vectors: Vectors = np.take(_TWO_VALUES, packed).view(np.float32)
    # Squares of whole numbers add up without rounding, in whatever order.
    squares = np.einsum("ij,ij->i", vectors, vectors)
    return vectors, np.maximum(np.sqrt(squares), 1e-9)


def _unit(vectors: NDArray[Any]) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
