"""Sketches of articles: small samples that tell how much of their text two articles share.

A sketch is the smallest hashes of an article's sequences of five words; the share of hashes that two
sketches have in common estimates the share of sequences that the articles have in common (Broder 1997,
"On the resemblance and containment of documents").
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, ParagraphKind

_SEQUENCE = 5
_SIZE = 128
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Sketch = NDArray[np.uint64]
Places = NDArray[np.int64]


def sketch_of(article: Article) -> Sketch:
    """The hashes in ascending order, each once."""
    text = " ".join(part.text for part in article.paragraphs if part.kind is ParagraphKind.TEXT)
    letters = np.frombuffer(f" {text.lower()} ".encode("utf-32-le"), np.uint32)
    spaces = np.flatnonzero(letters == ord(" "))
    sequences = max(len(spaces) - _SEQUENCE, 1)
    hashes = np.sort(_mixed(_polynomials(letters, spaces[:sequences], spaces[-sequences:])))
    sketch: Sketch = hashes[np.append(True, hashes[1:] != hashes[:-1])][:_SIZE]
    return sketch


def _polynomials(letters: NDArray[np.uint32], before: Places, after: Places) -> Sketch:
    """A hash of what stands between each two places: the polynomial of its letters at `_ODD`, modulo 2^64."""
    powers, inverses = _powers(len(letters).bit_length())
    sums = np.cumsum(letters * powers[: len(letters)])
    hashes: Sketch = (sums[after - 1] - sums[before]) * inverses[before + 1]
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


def likeness(first: Sketch, second: Sketch) -> float:
    """The share of the text that two articles have in common, between 0 and 1."""
    both = np.sort(np.concatenate([first, second]))
    shared = np.append(both[1:] == both[:-1], False)
    distinct = np.append(True, ~shared[:-1])
    return float(shared[distinct][:_SIZE].mean())
