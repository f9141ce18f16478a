"""The connections to Telegram, and what the operator hears of them."""

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot import metrics
from bot.intake import Intake

log = logging.getLogger(__name__)

_SECONDS = 10.0
_REFUSED = (401, 404)


def for_messages() -> HTTPXRequest:
    """Connections for everything but getUpdates."""
    return HTTPXRequest(
        connection_pool_size=48,
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        write_timeout=_SECONDS,
        pool_timeout=_SECONDS,
    )


class Polling(HTTPXRequest):
    """Connections for getUpdates. Says once when Telegram is lost, and once when it is back.

    `on_refused` is called when Telegram no longer accepts the token. While `intake` is full Telegram is not
    asked for more, and what it gave is kept safe before the next poll has it forget that. The pool is larger
    than the one poll at a time needs: a connection that hangs would otherwise leave the bot deaf.
    """

    def __init__(self, on_refused: Callable[[], object], intake: Intake) -> None:
        super().__init__(
            connection_pool_size=4,
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            write_timeout=_SECONDS,
            pool_timeout=_SECONDS,
        )
        self._on_refused = on_refused
        self._intake = intake
        self._lost = False
        self.refused = False
        self.last_answer = self.last_sign = -math.inf
        """When Telegram last answered well; when there was last any sign that polling goes on."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        while self._intake.full:
            self.last_sign = time.monotonic()
            await self._intake.room(_SECONDS)
        try:
            code, body = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            self._note(lost=True, why=type(error).__name__)
            raise
        self._note(lost=code >= 500, why=str(code))
        if code in _REFUSED and not self.refused:
            self.refused = True
            self._on_refused()
        return code, await self._intake.keep.kept(body) if code == 200 else body

    def _note(self, *, lost: bool, why: str) -> None:
        if lost and not self._lost:
            log.warning("Mất liên lạc với Telegram (%s); hệ thống đang tự thử lại.", why)
        elif self._lost and not lost:
            log.warning("Đã liên lạc lại được với Telegram.")
        self._lost = lost
        self.last_sign = time.monotonic()
        if not lost:
            self.last_answer = self.last_sign
            metrics.LAST_POLL.set_to_current_time()
