"""BM25 over folded syllables and over pairs of neighbouring syllables.

Okapi BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") with Lucene's
idf, every term's share of a passage's score computed when the index is built (Lù 2024, "BM25S"), so that
a query only adds up slices (`retrieval.inversion`). A term is known by a key of 64 bits: a syllable by its
hash, a pair by the numbers of its syllables. The whole index is plain arrays that can be memory-mapped, and
opening it costs nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.6
_BLOCK = 64
_AT_ONCE = 1 << 17
"""Postings that are added at a time: memory for more would be new to the process each time, and slow."""
_NO_PAIR = np.uint64(2**64 - 1)

Scores = NDArray[np.float32]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which passages hold a term and what it adds to their score.

    Term `i` has the key `keys[i]` (sorted); its passages are `passages[starts[i]:starts[i + 1]]`.
    """

    keys: Keys
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]

    def find(self, wanted: Keys) -> Numbers:
        """The numbers of the terms with these keys; -1 for a term that no passage holds."""
        if not len(wanted) or not len(self.keys):
            return np.full(len(wanted), -1, np.int64)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[places] == wanted, places, -1)

    def add_scores(self, wanted: Keys, weights: Sequence[float], scores: Scores) -> None:
        """Adds the BM25 share of each of these terms, times its weight, to `scores` (one a passage)."""
        for number, weight in zip(self.find(wanted), weights, strict=True):
            if number >= 0:
                first, last = int(self.starts[number]), int(self.starts[number + 1])
                for start in range(first, last, _AT_ONCE):
                    self._add(slice(start, min(start + _AT_ONCE, last)), weight, scores)

    def _add(self, held: slice, weight: float, scores: Scores) -> None:
        shares = self.weights[held]
        # Places of another type than NumPy's own are added at more slowly than they are brought to it.
        places = self.passages[held].astype(np.intp)
        np.add.at(scores, places, shares if weight == 1 else np.float32(weight) * shares)

    def are_among(self, number: int, passages: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of `passages` hold term `number`."""
        held = self.passages[self.starts[number] : self.starts[number + 1]]
        places = np.minimum(np.searchsorted(held, passages), len(held) - 1)
        found: NDArray[np.bool_] = held[places] == passages
        return found

    def save(self, path: Path) -> None:
        for field in fields(self):
            np.save(path.with_name(f"{path.name}.{field.name}.npy"), getattr(self, field.name))

    @classmethod
    def open(cls, path: Path) -> "Postings":
        return cls(*(map_array(path.with_name(f"{path.name}.{field.name}.npy")) for field in fields(cls)))


def best_scored(scores: Scores, count: int) -> Numbers:
    """The passages with the `count` best scores above 0 (fewer where there are fewer), in no order."""
    best = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK)) if len(scores) else scores
    # So many blocks have a score as good as this that no worse one can be among the best.
    least = np.partition(best, -count)[-count] if count < len(best) else np.float32(0)
    found = np.flatnonzero(scores >= max(least, np.finfo(np.float32).tiny))
    if len(found) > count:
        found = found[np.argpartition(scores[found], -count)[-count:]]
    return found


def map_array(path: Path) -> NDArray[Any]:
    """A saved array, read only where it is used; a plain array, since slicing a `memmap` is slow."""
    array: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array


def term_hashes(terms: Iterable[str]) -> Keys:
    """A 64-bit hash of each term: its key."""
    digests = b"".join([hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms])
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def neighbour_keys(numbers: Numbers) -> Keys:
    """The key of each pair of neighbours: "chữ ký" in "chữ ký số" is more than its parts.

    `numbers` are those of single terms, as `Postings.find` gives them. No pair of an index has the key that
    is given for one with a term that no passage holds.
    """
    left, right = numbers[:-1], numbers[1:]
    return np.where((left < 0) | (right < 0), _NO_PAIR, pair_keys(left, right))


def pair_keys(left: NDArray[np.integer[Any]], right: NDArray[np.integer[Any]]) -> Keys:
    """The keys of pairs of terms by their numbers: those of one first term are neighbours."""
    return left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
