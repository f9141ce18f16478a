"""The inbox, from the event loop: in a thread of its own, and a full disk keeps no citizen waiting."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot import metrics
from bot.inbox import Inbox, LeftOver
from bot.wellformed import emptied, is_readable, without_malformed

Json = dict[str, Any]
Result = TypeVar("Result")
log = logging.getLogger(__name__)

_MOST_UNRELEASED = 10_000
_PAUSE_SECONDS = 5.0

# An answer to what somebody typed is of no use to them after a restart.
_NOT_KEPT = frozenset({"inline_query"})


class Safekeeping:
    """Sees to it that each update is answered, and once.

    While the disk fails, updates are answered all the same, but a kill then loses those in progress.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._begun: set[int] = set()
        """Updates in progress, and those whose release is not on disk yet."""
        self._answered: list[int] = []
        self._releasing: asyncio.Task[None] | None = None
        self._failed = False

    async def kept(self, body: bytes) -> bytes:
        """The answer to getUpdates, with nothing but its number left of an update that needs no answer.

        When this returns, the others are safe.
        """
        return await self._in_thread(lambda: self._kept(body))

    async def is_new(self, update: object) -> bool:
        """Whether a single update is to be answered, and then it is safe."""
        return await self._in_thread(lambda: is_readable(update) and not self._hold([update]))  # type: ignore[list-item]

    async def left_over(self) -> list[LeftOver]:
        """What earlier runs took and did not answer."""
        try:
            return await self._in_thread(self._inbox.left_over)
        except sqlite3.Error as error:
            self._note(error)
            return []

    def begin(self, number: int) -> bool:
        """Whether update `number` is to be worked on: False while it is already."""
        if number in self._begun:
            return False
        self._begun.add(number)
        return True

    def abandon(self, number: int) -> None:
        """Work on an update was broken off: it stays in the inbox."""
        self._begun.discard(number)

    def finish(self, number: int) -> None:
        """Update `number` was answered: its content is deleted at once, but not waited for."""
        self._answered.append(number)
        if self._releasing is None or self._releasing.done():
            self._releasing = asyncio.create_task(self._release())

    async def close(self) -> None:
        """Deletes what is still to be deleted."""
        if self._releasing:
            self._releasing.cancel()
            await asyncio.wait([self._releasing])
        await self._in_thread(self._close)
        self._thread.shutdown()

    def _kept(self, body: bytes) -> bytes:
        answer = without_malformed(body)
        if answer is None:
            return body
        whole = [update for update in answer["result"] if len(update) > 1]
        answered = self._hold(whole)
        answer["result"] = [emptied(u) if u["update_id"] in answered else u for u in answer["result"]]
        return json.dumps(answer).encode()

    def _hold(self, updates: list[Json]) -> set[int]:
        kept = [update for update in updates if not update.keys() & _NOT_KEPT]
        if not kept:
            return set()
        try:
            answered = self._inbox.hold(kept)
        except sqlite3.Error as error:
            self._note(error)
            return set()
        self._note(None)
        return answered

    async def _release(self) -> None:
        """Deletes answered updates until none is left, several at a time."""
        while self._answered:
            numbers, self._answered = self._answered[-_MOST_UNRELEASED:], []
            try:
                await self._in_thread(lambda numbers=numbers: self._inbox.release(numbers))  # type: ignore[misc]
            except asyncio.CancelledError:
                self._answered = numbers + self._answered
                raise
            except sqlite3.Error as error:
                self._note(error)
                self._answered = numbers + self._answered
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                self._begun.difference_update(numbers)

    def _close(self) -> None:
        try:
            if self._answered:
                self._inbox.release(self._answered)
            self._inbox.close()
        except sqlite3.Error as error:
            self._note(error)

    def _note(self, error: sqlite3.Error | None) -> None:
        """Tells once when the disk fails, and once when it works again."""
        if error and not self._failed:
            log.error(
                "Không ghi được hộp tin chờ (%s): hãy kiểm tra dung lượng đĩa. Người dân vẫn được trả lời,"
                " nhưng câu đang trả lời dở sẽ mất nếu máy tắt đột ngột.",
                type(error).__name__,
            )
        elif self._failed and not error:
            log.warning("Đã ghi lại được hộp tin chờ.")
        self._failed = error is not None
        metrics.INBOX_FAILED.set(self._failed or not self._inbox.on_disk)

    async def _in_thread(self, function: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)
