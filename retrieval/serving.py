"""The index version in service: answers from it, and takes over a newly published one."""

import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from retrieval.answer import Answer, IndexSummary
from retrieval.encoder import open_encoder
from retrieval.index import open_index, open_version, without
from retrieval.search import answer
from retrieval.takedown import read_takedown, takedown_path
from retrieval.versions import current_version

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Serving:
    """One encoder and the current index. Safe to use from several threads at once."""

    def __init__(self, index: Path, model: str | Path) -> None:
        """Raises ModelError, IndexMissing, IndexDamaged or IndexForeign."""
        self._directory = index
        self._encoder = open_encoder(model)
        self._takedown = read_takedown(takedown_path(index))
        self._index = open_index(index, self._encoder)
        self._refreshing = threading.Lock()

    def answer(self, text: str, *, limit: int = 3, now: datetime | None = None) -> Answer:
        """Answers `text` as asked at `now`; an answer keeps the version it began with."""
        today = (now or datetime.now(TIME_ZONE)).astimezone(TIME_ZONE).date()
        return answer(self._index, self._encoder, text, today, limit)

    def summary(self) -> IndexSummary:
        return self._index.summary()

    def refresh(self) -> bool:
        """Takes over a newly published version; True when there was one. Heeds the takedown list first.

        Raises IndexUnusable when it cannot be used, SourceError when the list cannot be read: what was
        there before then still serves.
        """
        with self._refreshing:
            takedown = read_takedown(takedown_path(self._directory))
            if takedown != self._takedown:
                self._index, self._takedown = without(self._index, takedown), takedown
            published = current_version(self._directory)
            if published == self._index.folder:
                return False
            self._index = without(open_version(published, self._encoder), takedown)
            return True
