"""A stand-in for the model: cheap, deterministic, and the same for the same text, as the real one is."""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np

from retrieval.encoder import Encoding

DIMENSION = 384


class StandIn:
    """Counts what it encodes; fails after `limit` texts, as a build that is killed does."""

    identity = "multilingual-e5-small/stand-in:0"
    dimension = DIMENSION

    def __init__(self, limit: int | None = None) -> None:
        self.texts: list[str] = []
        self._limit = limit

    def encode_query(self, text: str) -> Encoding:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
        states = np.random.default_rng(seed).standard_normal((3 + seed % 5, DIMENSION)).astype(np.float32)
        vector = states.mean(axis=0)
        return Encoding(vector / np.linalg.norm(vector), states)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        for text in texts:
            if len(self.texts) == self._limit:
                raise KeyboardInterrupt
            self.texts.append(text)
            yield self.encode_query(text)
