"""Articles that look like one another, found by sketches of their word sequences.

A sketch is the smallest hashes of an article's sequences of five words; the share of hashes that two
sketches have in common estimates the share of sequences that the articles have in common (Broder 1997,
"On the resemblance and containment of documents").
"""

import zlib
from collections import Counter, defaultdict

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
    words = np.array([zlib.crc32(word.encode()) for word in text.lower().split()], dtype=np.uint64)
    hashes = np.zeros(max(len(words) - _SEQUENCE + 1, 1), dtype=np.uint64)
    for offset in range(min(_SEQUENCE, len(words))):
        hashes = _mixed(hashes ^ words[offset : offset + len(hashes)])
    return np.unique(hashes)[:_SKETCH]


def _mixed(hashes: Sketch) -> Sketch:
    hashes = hashes * _ODD
    return hashes ^ (hashes >> _SHIFT)


def _likeness(first: Sketch, second: Sketch) -> float:
    union = np.union1d(first, second)[:_SKETCH]
    return float(np.isin(union, np.intersect1d(first, second, assume_unique=True)).mean())
