"""Updates on their way in: each is worked on once, and no more are taken than can be worked on."""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from typing import Any, cast

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot import metrics
from bot.inbox import Inbox
from bot.safekeeping import Safekeeping

IN_PROGRESS = 512
"""With so many updates in progress no more are taken: Telegram keeps them meanwhile."""

_NO_LIMIT = 1 << 20  # python-telegram-bot would queue above its own limit, which would only hide the load


class Intake(BaseUpdateProcessor):
    """Works on all updates at once and tells when there is room for more.

    What was answered is released from `keep`; what was broken off stays there.
    """

    def __init__(self, keep: Safekeeping | None = None, in_progress: int = IN_PROGRESS) -> None:
        super().__init__(_NO_LIMIT)
        self.keep = keep or Safekeeping(Inbox(None, ""))
        self._limit = in_progress
        self._begun = 0
        self._room = asyncio.Event()
        self._room.set()

    @property
    def full(self) -> bool:
        return self._begun >= self._limit

    async def room(self, seconds: float) -> None:
        """Returns when there is room for more updates, or after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._room.wait(), seconds)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        await self.keep.close()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """See `BaseUpdateProcessor.do_process_update`."""
        number = update.update_id if isinstance(update, Update) else None
        if number is not None and not self.keep.begin(number):
            cast(Coroutine[Any, Any, Any], coroutine).close()
            metrics.UPDATES.labels("repeated").inc()
            return
        self._count(1)
        try:
            with metrics.STAGE_SECONDS.labels("update").time():
                await coroutine
        except BaseException:
            if number is not None:
                self.keep.abandon(number)
            raise
        else:
            metrics.UPDATES.labels("handled").inc()
            if number is not None:
                self.keep.finish(number)
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self._begun += change
        metrics.UPDATES_IN_PROGRESS.set(self._begun)
        if self.full:
            self._room.clear()
        else:
            self._room.set()
