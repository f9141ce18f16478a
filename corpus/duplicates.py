"""Articles that look like one another, found by sketches of their word sequences.

A sketch is the smallest hashes of an article's sequences of five words; the share of hashes that two
sketches have in common estimates the share of sequences that the articles have in common (Broder 1997,
"On the resemblance and containment of documents").
"""

from collections import Counter, defaultdict
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, ParagraphKind

_SIMILAR = 0.8
_SEQUENCE = 5
_SKETCH = 128
_KEYS = 16
"""Articles are compared when they share a quarter of so many smallest hashes; similar ones share most."""
_COMMON = 50
"""A hash that more articles share stands for a phrase that all of them use."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Sketch = NDArray[np.uint64]
Places = NDArray[np.int64]


class Duplicates:
    """The articles seen so far, each as its sketch."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sketches: list[Sketch] = []
        self._by_key: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, article: Article) -> str | None:
        """Remember `article`; gives the id of the earlier one that it looks most like, if any."""
        sketch = _sketch(article)
        keys = sketch[:_KEYS].tolist()
        shared = Counter(number for key in keys for number in self._by_key[key])
        candidates = sorted(number for number, count in shared.items() if count * 4 >= len(keys))
        likeness = {number: _likeness(sketch, self._sketches[number]) for number in candidates}
        best = max(likeness, key=likeness.__getitem__, default=None)
        for key in keys:
            if len(self._by_key[key]) < _COMMON:
                self._by_key[key].append(len(self._ids))
        self._ids.append(article.id)
        self._sketches.append(sketch)
        return self._ids[best] if best is not None and likeness[best] >= _SIMILAR else None


def _sketch(article: Article) -> Sketch:
    text = " ".join(part.text for part in article.paragraphs if part.kind is ParagraphKind.TEXT)
    letters = np.frombuffer(text.lower().encode("utf-32-le"), np.uint32)
    spaces = np.flatnonzero(letters == ord(" "))
    starts, ends = np.append(0, spaces + 1), np.append(spaces, len(letters))
    starts = starts[: max(len(starts) - _SEQUENCE + 1, 1)]
    ends = ends[-len(starts) :]
    hashes = np.sort(_mixed(_polynomials(letters, starts, ends)))
    sketch: Sketch = hashes[np.append(True, hashes[1:] != hashes[:-1])][:_SKETCH]
    return sketch


def _polynomials(letters: NDArray[np.uint32], starts: Places, ends: Places) -> Sketch:
    """A hash of each stretch of `letters`: the polynomial of its letters at `_ODD`, modulo 2^64."""
    powers, inverses = _powers(max(len(letters), 1).bit_length())
    sums = np.append(np.uint64(0), np.cumsum(letters * powers[: len(letters)]))
    hashes: Sketch = (sums[ends] - sums[starts]) * inverses[starts]
    return hashes


@cache
def _powers(bits: int) -> tuple[Sketch, Sketch]:
    """The first 2^bits powers of `_ODD`, and what undoes a multiplication by each."""
    inverse = pow(int(_ODD), -1, 2**64)
    return (_powers_of(_ODD, bits), _powers_of(np.uint64(inverse), bits))


def _powers_of(base: np.uint64, bits: int) -> Sketch:
    factors = np.full(2**bits, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _mixed(hashes: Sketch) -> Sketch:
    hashes = (hashes ^ (hashes >> _SHIFT)) * _ODD
    return hashes ^ (hashes >> _SHIFT)


def _likeness(first: Sketch, second: Sketch) -> float:
    union = np.union1d(first, second)[:_SKETCH]
    return float(np.isin(union, np.intersect1d(first, second, assume_unique=True)).mean())
