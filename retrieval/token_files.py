"""The packed tokens of an index version's sentences, in files of some hundreds of articles each.

A file is named by the sentences it holds: a build copies one that has not changed, whose checksum it knows,
and writes only the others. Where a file begins depends on the article there alone, so that an edit moves no
other border.
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
"""On average."""


@dataclass(frozen=True, slots=True)
class TokenFile:
    """The tokens of sentences `first` up to `last`, that one left out."""

    name: str
    first: int
    last: int


def lay_out(tables: "Tables") -> list[TokenFile]:
    """The token files of a build's sentences, in order."""
    firsts = tables.passage_starts[:-1][np.diff(tables.passage_starts) > 0]
    marks = np.ascontiguousarray(tables.passage_keys[firsts, :2]).view("<u2").ravel()
    begins = tables.sentence_starts[firsts[marks % ARTICLES_A_FILE == 0]]
    borders = sorted({0, *begins.tolist(), len(tables.sentences)})
    return [TokenFile(_name(tables.sentence_keys[a:b]), a, b) for a, b in pairwise(borders)]


def _name(keys: NDArray[np.uint8]) -> str:
    return f"tokens.{hashlib.blake2b(keys.tobytes(), digest_size=8).hexdigest()}.bin"


def save_layout(files: Sequence[TokenFile], folder: Path) -> None:
    rows = [[file.name, file.last - file.first] for file in files]
    (folder / LAYOUT).write_text(json.dumps(rows), encoding="utf-8")


class TokenFiles:
    """Reads tokens from disk as they are needed."""

    def __init__(self, folder: Path, starts: NDArray[np.int64], width: int) -> None:
        """`starts[i]` is the number of the first token of sentence `i`, and of its end `starts[i + 1]`."""
        rows = json.loads((folder / LAYOUT).read_text(encoding="utf-8"))
        self.names = [name for name, _ in rows]
        self.width = width
        self._borders = [0, *accumulate(count for _, count in rows)]
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
