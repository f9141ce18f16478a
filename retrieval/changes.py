"""What a build changes: articles compared, by content, with those of the version in service."""

from dataclasses import dataclass

import numpy as np

from corpus.article_json import id_part
from retrieval.article_file import ArticleFile
from retrieval.ragged import Places


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of articles, in the order in which they were found."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


class Comparison:
    """Compares articles one by one with `before`; None is nothing to compare with."""

    def __init__(self, before: ArticleFile | None) -> None:
        self._before = before
        self._left = {id_part(before.line(row)): row for row in range(len(before))} if before else {}
        self._kept: list[int] = []
        self._new: list[str] = []

    def find(self, id: str, line: bytes) -> int:
        """The row of the same article before; -1 when it is new or was edited."""
        part = id_part(line)
        row = self._left.get(part)
        if self._before is None or row is None or self._before.line(row) != line:
            self._new.append(id)
            return -1
        del self._left[part]
        self._kept.append(row)
        return row

    def gone(self) -> list[int]:
        """The rows of articles that were edited or removed, once all were compared."""
        return sorted(self._left.values())

    def same(self) -> bool:
        """Whether there are just the same articles in the same order."""
        return not self._new and self._before is not None and self._kept == list(range(len(self._before)))

    def changes(self) -> Changes:
        gone = [self._before[row].id for row in self.gone()] if self._before else []
        return Changes(
            tuple(id for id in self._new if id not in set(gone)),
            tuple(id for id in self._new if id in set(gone)),
            tuple(id for id in gone if id not in set(self._new)),
            len(self._kept),
        )


def rows_to_take(rows: list[int], before: int) -> Places:
    """Places in the articles before and the new ones after them, given -1 for each new one in turn."""
    found = np.array(rows, np.int64)
    new = found < 0
    found[new] = before + np.arange(int(new.sum()))
    return found
