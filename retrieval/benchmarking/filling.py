"""Encodings for indexes too large to be encoded while one waits: as many and as large as real ones.

What a search costs depends on how many vectors, tokens and postings there are, hardly on their values.
Quality and the rate of encoding are never measured on these.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from retrieval.encoder import Encoder, Encoding, Vectors

_APART = 0.6


class FillingEncoder:
    """Encodes questions with the real model, and articles by mixing the encodings of a few real texts."""

    def __init__(self, encoder: Encoder, samples: Sequence[str]) -> None:
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.encode_query = encoder.encode_query
        encodings = list(encoder.encode_passages(samples))
        self._vectors = np.stack([encoding.vector for encoding in encodings])
        self._states = np.concatenate([encoding.tokens for encoding in encodings])
        self._tokens_a_character = len(self._states) / sum(map(len, samples))

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        for text in texts:
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
            count = min(round(len(text) * self._tokens_a_character), 500, len(self._states) - 1)
            start = seed % (len(self._states) - count)
            (vector,) = mixed(self._vectors, 1, np.random.default_rng(seed))
            yield Encoding(vector, self._states[start : start + max(count, 1)])


def mixed(vectors: Vectors, count: int, random: np.random.Generator) -> Vectors:
    """`count` unit vectors that lie about as the given ones do: one of them, moved as two others differ."""
    one, two, three = (vectors[random.integers(0, len(vectors), count)] for _ in range(3))
    moved = one + np.float32(_APART / np.sqrt(2)) * (two - three)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit
