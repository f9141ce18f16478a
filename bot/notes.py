"""The journal, from the event loop: in a thread, and a full disk keeps no citizen waiting."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot import metrics
from bot.journal import Entry, Journal, new_entry_name
from corpus.dates import LOCAL
from retrieval.answer import Answer, Status

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notes:
    journal: Journal

    @staticmethod
    def entry_for(found: Answer) -> str | None:
        """A name for the question of `found`; None for small talk, which is not kept."""
        return None if found.status is Status.TOO_VAGUE else new_entry_name()

    async def asked(self, name: str, text: str, found: Answer, version: str) -> None:
        article = found.hits[0].article.id if found.hits else None
        entry = Entry(text, found.status.value, found.confidence, article, version)
        await self._try(partial(self._write, name, entry))

    async def helped(self, name: str, yes: bool) -> bool:
        return await self._try(partial(self.journal.helped, name, yes))

    async def delete(self, name: str) -> bool:
        return await self._try(partial(self.journal.delete, name))

    async def choose_language(self, citizen: int, code: str) -> None:
        await self._try(partial(self._choose, citizen, code))

    def _write(self, name: str, entry: Entry) -> bool:
        self.journal.write(name, entry, datetime.now(LOCAL).date())
        return True

    def _choose(self, citizen: int, code: str) -> bool:
        self.journal.choose_language(citizen, code)
        return True

    async def _try(self, function: Callable[[], bool]) -> bool:
        try:
            done = await asyncio.to_thread(function)
        except sqlite3.Error as error:
            if not self.journal.fails:
                log.error(
                    "Không ghi được sổ câu hỏi (%s): hãy kiểm tra dung lượng đĩa.", type(error).__name__
                )
            self._note(fails=True)
            return False
        if self.journal.fails:
            log.warning("Đã ghi lại được sổ câu hỏi.")
        self._note(fails=False)
        return done

    def _note(self, *, fails: bool) -> None:
        self.journal.fails = fails
        metrics.JOURNAL_FAILED.set(fails or not self.journal.on_disk)
