"""The index version in service: answers from it, and takes over a newly published one."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from threadpoolctl import threadpool_limits

from retrieval.answer import Answer, IndexSummary
from retrieval.browse import Shelf
from retrieval.context import stays_with_article
from retrieval.encoder import open_encoder
from retrieval.errors import IndexDamaged, IndexUnusable
from retrieval.followup import asks, continues, may_continue, repeats
from retrieval.index import Index, open_index, open_version, without
from retrieval.periods import asks_for_articles
from retrieval.search import answer
from retrieval.takedown import read_takedown, takedown_path
from retrieval.understanding import is_english
from retrieval.vagueness import is_vague
from retrieval.versions import POINTER, current_version, list_versions

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_TRIAL = "Thông báo mới nhất là gì?"
_TRY_AGAIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Refused:
    """A published version that could not be used."""

    pointer: tuple[Path, int]
    """The version, and when it was published."""
    error: IndexUnusable
    at: float

    def still_stands(self, pointer: tuple[Path, int]) -> bool:
        """Reading a large version again every few seconds would only heat the machine."""
        return pointer == self.pointer and time.monotonic() - self.at < _TRY_AGAIN_SECONDS


class Serving:
    """One encoder and the current index. Safe to use from several threads at once."""

    def __init__(self, index: Path, model: str | Path, *, fall_back: bool = False) -> None:
        """Raises ModelError, IndexMissing, IndexDamaged or IndexForeign.

        With `fall_back` the newest version that can be used serves while the published one cannot; `refresh`
        then tells why.
        """
        # Questions are answered in several threads: those of BLAS would only get in their way and spin.
        threadpool_limits(1, user_api="blas")
        self._directory = index
        self._encoder = open_encoder(model)
        self._takedown = read_takedown(takedown_path(index))
        self._index = self._first(fall_back)
        self._shelf = Shelf(self._index)
        self._refreshing = threading.Lock()
        self._refused: _Refused | None = None

    def _first(self, fall_back: bool) -> Index:
        try:
            return open_index(self._directory, self._encoder)
        except IndexUnusable:
            for version in reversed(list_versions(self._directory) if fall_back else []):
                with suppress(IndexUnusable):
                    return without(self._open(version), self._takedown)
            raise

    def answer(self, text: str, *, limit: int = 3, now: datetime | None = None) -> Answer:
        """Answers `text` as asked at `now`; an answer keeps the version it began with."""
        return answer(self._index, self._encoder, text, _today(now), limit)

    def continues(self, before: str, text: str, *, now: datetime | None = None) -> bool:
        """Whether `text` continues the question `before` it rather than asking of a new matter."""
        today = _today(now)
        if continues(text):
            return True
        if not may_continue(text) or asks_for_articles(text, today) or is_english(text) != is_english(before):
            return False
        if is_vague(text):  # it names nothing: a question all the same is one about what was asked before
            return asks(text)
        if repeats(before, text):
            return False
        return stays_with_article(self._index, self._encoder, before, text, today)

    def shelf(self) -> Shelf:
        """The articles of the version in service, to be browsed."""
        return self._shelf

    def summary(self) -> IndexSummary:
        return self._index.summary()

    def refresh(self) -> bool:
        """Takes over a newly published version; True when there was one. Heeds the takedown list first.

        Raises IndexUnusable, every time, while the published one cannot be used, and SourceError when the
        list cannot be read: what was there before then still serves. A refused version is read again when
        something is published anew, or after a minute.
        """
        with self._refreshing:
            takedown = read_takedown(takedown_path(self._directory))
            if takedown != self._takedown:
                self._index, self._takedown = without(self._index, takedown), takedown
                self._shelf = Shelf(self._index)
            published = current_version(self._directory)
            if published == self._index.folder:
                self._refused = None
                return False
            pointer = published, (self._directory / POINTER).stat().st_mtime_ns
            if self._refused and self._refused.still_stands(pointer):
                raise self._refused.error.with_traceback(None)
            try:
                self._index = without(self._open(published), takedown)
            except IndexUnusable as error:
                self._refused = _Refused(pointer, error, time.monotonic())
                raise
            self._shelf = Shelf(self._index)
            self._refused = None
            return True

    def _open(self, version: Path) -> Index:
        """Opens a version and has it answer a question before any citizen's reaches it."""
        index = open_version(version, self._encoder)
        try:
            answer(index, self._encoder, _TRIAL, datetime.now(TIME_ZONE).date(), 1)
        except Exception as error:
            raise IndexDamaged(
                f"Chỉ mục {version} không trả lời được câu hỏi thử ({type(error).__name__})."
                " Hãy dựng lại bằng scripts/build_index.py."
            ) from error
        return index


def _today(now: datetime | None) -> date:
    return (now or datetime.now(TIME_ZONE)).astimezone(TIME_ZONE).date()
