"""Updates on their way in: the malformed are set aside, and no more are taken than can be worked on."""

import asyncio
import json
import logging
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot import metrics

IN_PROGRESS = 512
"""With so many updates in progress no more are taken: Telegram keeps them meanwhile."""

_NO_LIMIT = 1 << 20  # python-telegram-bot would queue above its own limit, which would only hide the load

Json = dict[str, Any]
log = logging.getLogger(__name__)


class Intake(BaseUpdateProcessor):
    """Works on all updates at once and tells when there is room for more."""

    def __init__(self, in_progress: int = IN_PROGRESS) -> None:
        super().__init__(_NO_LIMIT)
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
        """Nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """See `BaseUpdateProcessor.do_process_update`."""
        self._count(1)
        try:
            with metrics.STAGE_SECONDS.labels("update").time():
                await coroutine
            metrics.UPDATES.labels("handled").inc()
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self._begun += change
        metrics.UPDATES_IN_PROGRESS.set(self._begun)
        if self.full:
            self._room.clear()
        else:
            self._room.set()


def readable(body: bytes) -> bytes:
    """The answer to getUpdates, with an empty update in place of each that is malformed.

    python-telegram-bot reads all updates of an answer or none, and would ask for the same ones for ever.
    """
    try:
        answer = json.loads(body)
        updates = answer["result"]
        fit = [is_readable(update) for update in updates]
    except (ValueError, KeyError, TypeError, RecursionError):
        return body  # not an answer at all, which it notices itself
    if all(fit):
        return body
    answer["result"] = [
        update if whole else _empty(update)
        for update, whole in zip(updates, fit, strict=True)
        if whole or _empty(update)
    ]
    return json.dumps(answer).encode()


def is_readable(update: object) -> bool:
    """Whether python-telegram-bot can make an `Update` of it; counts and reports those it cannot."""
    try:
        if isinstance(update, dict) and type(update["update_id"]) is int:
            Update.de_json(update, None)
            return True
    except Exception as error:  # whatever a field of an unexpected type leads to
        log.warning("Bỏ qua một cập nhật sai cấu trúc của Telegram (%s).", type(error).__name__)
    else:
        log.warning("Bỏ qua một cập nhật không có số thứ tự của Telegram.")
    metrics.UPDATES.labels("malformed").inc()
    return False


def _empty(update: object) -> Json:
    """An update with nothing but its number, so that Telegram learns that it arrived."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return {"update_id": number} if type(number) is int else {}
