"""BM25 over folded syllables and over pairs of neighbouring syllables.

Okapi BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") with Lucene's
idf, every term's share of a passage's score computed when the index is built (Lù 2024, "BM25S"), so that
a query only adds up slices. Terms are kept as 64-bit hashes in sorted arrays: the whole index is plain
arrays that can be memory-mapped, and opening it costs nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.ragged import run_lengths, take

K1 = 1.2
B = 0.6
_BLOCK = 64

Scores = NDArray[np.float32]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which passages hold a term and what it adds to their score.

    Term `i` is `hashes[i]` (sorted); its passages are `passages[starts[i]:starts[i + 1]]`.
    """

    hashes: Hashes
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]

    def find(self, wanted: Hashes) -> NDArray[np.int64]:
        """The numbers of the terms with these hashes; -1 for a term that no passage holds."""
        if not len(wanted) or not len(self.hashes):
            return np.full(len(wanted), -1, np.int64)
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[places] == wanted, places, -1)

    def add_scores(self, wanted: Hashes, weights: Sequence[float], scores: Scores) -> None:
        """Adds the BM25 share of each of these terms, times its weight, to `scores` (one a passage)."""
        for number, weight in zip(self.find(wanted), weights, strict=True):
            if number >= 0:
                held = slice(self.starts[number], self.starts[number + 1])
                np.add.at(scores, self.passages[held], np.float32(weight) * self.weights[held])

    def save(self, path: Path) -> None:
        for field in fields(self):
            np.save(path.with_name(f"{path.name}.{field.name}.npy"), getattr(self, field.name))

    @classmethod
    def open(cls, path: Path) -> "Postings":
        return cls(*(map_array(path.with_name(f"{path.name}.{field.name}.npy")) for field in fields(cls)))


def best_scored(scores: Scores, count: int) -> NDArray[np.int64]:
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


def term_hashes(terms: Iterable[str]) -> Hashes:
    """A 64-bit hash of each term."""
    digests = b"".join([hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms])
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def pair_hashes(left: Hashes, right: Hashes) -> Hashes:
    """A hash of each pair of neighbouring terms: "chữ ký" in "chữ ký số" is more than its parts.

    It is made of theirs, for an index has too many pairs to hash their texts. The left one is multiplied
    first, so that a pair and its reverse differ; the sum is mixed as in SplitMix64 (Steele et al. 2014).
    """
    mixed = left * np.uint64(0x9E3779B97F4A7C15) + right
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def build_postings(passages: Iterable[Sequence[str]]) -> Postings:
    """Postings of passages given as their terms, in order."""
    numbers: dict[str, int] = {}
    term_parts, lengths = [], []
    for terms in passages:
        term_parts.append(np.array([numbers.setdefault(t, len(numbers)) for t in terms], np.int64))
        lengths.append(len(terms))
    terms_flat = np.concatenate(term_parts) if term_parts else np.empty(0, np.int64)
    hashes = term_hashes(numbers)
    return postings_of(hashes, terms_flat, np.array(lengths, np.int64))


def postings_of(hashes: Hashes, terms_flat: NDArray[np.integer[Any]], length: NDArray[np.int64]) -> Postings:
    """Postings of passages given as `length[i]` numbers of `hashes` each, one passage after another."""
    keys = terms_flat.astype(np.int64) * max(len(length), 1)
    keys += np.repeat(np.arange(len(length), dtype=np.int64), length)
    keys.sort(kind="stable")  # the faster kind here: a term's passages are in order already
    keys, frequencies = run_lengths(keys)
    term, passage = np.divmod(keys, max(len(length), 1))
    return weighed(hashes, np.bincount(term, minlength=len(hashes)), passage, frequencies, length)


def weighed(
    hashes: Hashes,
    held: NDArray[np.int64],
    passages: NDArray[np.int64],
    frequencies: NDArray[np.int64],
    length: NDArray[np.int64],
) -> Postings:
    """Postings of terms of which `held` says how many of `passages` hold each, one term after another."""
    count, order = len(length), np.argsort(hashes)
    starts, places = take(np.concatenate([[0], np.cumsum(held)]).astype(np.int64), order)
    held, passages = held[order], passages[places]
    idf = np.log1p((count - held + 0.5) / (held + 0.5)).astype(np.float32)
    norm = K1 * (1 - B + B * length / max(length.mean(), 1.0)) if count else np.empty(0)
    frequencies = frequencies[places]
    weights = np.repeat(idf, held) * frequencies * (K1 + 1) / (frequencies + norm[passages])
    return Postings(hashes[order], starts, passages.astype(np.int32), weights.astype(np.float32), idf)
