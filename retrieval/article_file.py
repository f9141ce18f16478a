"""Articles in one file of an index version, one JSON line each, decoded only when one is wanted."""

import mmap
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.article_json import article_line, parse_article

_OFFSETS = ".offsets.npy"


def write_articles(articles: Iterable[Article], path: Path) -> None:
    write_lines(map(article_line, articles), path)


def write_lines(lines: Iterable[bytes], path: Path) -> None:
    """Writes the articles of which these are the lines, one at a time."""
    offsets = [0]
    with path.open("wb") as file:
        for line in lines:
            file.write(line)
            offsets.append(file.tell())
    np.save(path.with_suffix(_OFFSETS), np.array(offsets, np.int64))


class ArticleFile:
    """The articles of one version by row, in the order in which they were written."""

    def __init__(self, path: Path) -> None:
        self._offsets = np.load(path.with_suffix(_OFFSETS))
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(self) else b""

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Article:
        return parse_article(self.line(row))

    def line(self, row: int) -> bytes:
        return self._data[self._offsets[row] : self._offsets[row + 1]]
