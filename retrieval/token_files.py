"""The packed tokens of an index version's sentences, in files of some hundreds of articles each.

A file is named by the sentences it holds: a build copies one that has not changed, whose checksum it knows,
and writes only the others. Where a file begins depends on the articles near, so that an edit moves no border
far away.
"""

import hashlib
import json
import os
import weakref
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from retrieval.tables import Tables

LAYOUT = "tokens.json"
ARTICLES_A_FILE = 512
"""On average, up to MANY_FILES; from there on files grow, since every one is held open."""
MANY_FILES = 128


@dataclass(frozen=True, slots=True)
class TokenFile:
    """The tokens of sentences `first` up to `last`, that one left out."""

    name: str
    first: int
    last: int


def lay_out(tables: "Tables") -> list[TokenFile]:
    """The token files of a build's sentences, in order."""
    size = ARTICLES_A_FILE
    while len(tables) > size * MANY_FILES:
        size *= 2
    firsts = tables.passage_starts[:-1]
    marks = np.ascontiguousarray(tables.passage_keys[firsts, :2]).view("<u2").ravel()
    articles = [0]
    for article in np.flatnonzero(marks % size == 0).tolist():
        if article - articles[-1] >= size / 4:  # many articles may begin alike
            articles.append(article)
    borders = [*tables.sentence_starts[tables.passage_starts[articles]].tolist(), len(tables.sentences)]
    return [TokenFile(_name(tables.sentence_keys[a:b]), a, b) for a, b in pairwise(borders) if a < b]


def _name(keys: NDArray[np.uint8]) -> str:
    return f"tokens.{hashlib.blake2b(keys.tobytes(), digest_size=8).hexdigest()}.bin"


def save_layout(files: Sequence[TokenFile], folder: Path) -> None:
    rows = [[file.name, file.last - file.first] for file in files]
    (folder / LAYOUT).write_text(json.dumps(rows), encoding="utf-8")


class TokenFiles:
    """Reads tokens from disk as they are needed."""

    def __init__(self, folder: Path, starts: NDArray[np.int64], width: int) -> None:
        """`starts[i]` is the number of the first token of sentence `i`, and of its end `starts[i + 1]`.

        Raises OSError or ValueError when the files are not as a build wrote them.
        """
        rows = json.loads((folder / LAYOUT).read_text(encoding="utf-8"))
        self.names = [name for name, _ in rows]
        self.width = width
        self._borders = [0, *accumulate(count for _, count in rows)]
        if self._borders[-1] != len(starts) - 1:
            raise ValueError(f"{LAYOUT} tells of other sentences")
        self._starts, self._bytes = starts, width // 2
        self._descriptors: list[int] = []
        weakref.finalize(self, _close, self._descriptors)
        for name in self.names:
            self._descriptors.append(os.open(folder / name, os.O_RDONLY))

    def read(self, first: int, last: int) -> NDArray[np.uint8]:
        """The packed tokens of sentences `first` up to `last`, that one left out."""
        return np.frombuffer(self.read_bytes(first, last), np.uint8).reshape(-1, self._bytes)

    def read_bytes(self, first: int, last: int) -> bytes:
        parts = list(self._parts(first, last))
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def counts(self, first: int, last: int) -> tuple[int, ...]:
        """How many tokens each of these sentences has."""
        return tuple(np.diff(self._starts[first : last + 1]).tolist())

    def _parts(self, first: int, last: int) -> Iterator[bytes]:
        """What each file has of them."""
        file = bisect_right(self._borders, first) - 1
        while first < last:
            border, next_border = self._borders[file], self._borders[file + 1]
            end = min(last, next_border)
            start, after = int(self._starts[first]), int(self._starts[end])
            place = (start - int(self._starts[border])) * self._bytes
            yield os.pread(self._descriptors[file], (after - start) * self._bytes, place)
            first, file = end, file + 1


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
