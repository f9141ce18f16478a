"""Getting a message to a citizen through Telegram's limits and network trouble."""

import asyncio
import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot import metrics

# Without it python-telegram-bot gives seconds as a number now and a timedelta later, and warns of it.
os.environ["PTB_TIMEDELTA"] = "true"

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_TRIED_FOR_SECONDS = 3600.0
_LONGEST_WAIT = timedelta(minutes=10)
_LONGEST_QUEUE = 30.0
_AT_A_TIME = 32
_CHATS = 10_000

Json = dict[str, Any]
Outcome = bool | Json | list[Json]
log = logging.getLogger(__name__)


class Pace:
    """Spreads what exceeds `burst` at a time to `rate` a second (a leaky bucket, as a meter)."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self._burst = burst
        self._free = 0.0

    def book(self) -> float:
        """Books the next place; gives the seconds until it comes."""
        self._free = max(self._free, time.monotonic()) + 1 / self.rate
        return self.wait

    @property
    def wait(self) -> float:
        """The seconds until the place booked last comes."""
        return max(0.0, self._free - time.monotonic() - self._burst / self.rate)


class Delivery(BaseRateLimiter[None]):
    """Keeps Telegram's limits, and repeats what Telegram put off or the network lost.

    Only the message concerned waits. Telegram allows a chat a message a second on average, a group
    twenty a minute, and a bot about thirty a second (`per_second`).

    When a connection breaks nobody knows whether the message arrived: a citizen may get an answer
    twice, never not at all.
    """

    def __init__(self, per_second: float = 28.0) -> None:
        self._overall = Pace(per_second, burst=per_second)
        self._chats: OrderedDict[int, Pace] = OrderedDict()
        # Hundreds of requests in httpx's own queue would block the event loop: it looks through all of them
        # whenever one begins or ends.
        self._places = asyncio.Semaphore(_AT_A_TIME)

    @property
    def per_second(self) -> float:
        return self._overall.rate

    @per_second.setter
    def per_second(self, rate: float) -> None:
        self._overall = Pace(rate, burst=rate)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Outcome:
        """See `BaseRateLimiter.process_request`. What isn't meant for a citizen is tried once."""
        if not endpoint.startswith(("send", "edit", "answer")) or endpoint == "sendChatAction":
            return await self._send(callback, args, kwargs, endpoint)
        if (chat := data.get("chat_id")) is not None and (pause := self._book(chat)):
            await asyncio.sleep(pause)
        for pause in _pauses():
            try:
                return await self._send(callback, args, kwargs, endpoint)
            except RetryAfter as error:
                wait = error.retry_after
                assert isinstance(wait, timedelta)
                if wait > _LONGEST_WAIT:
                    raise
                pause = wait.total_seconds()
            except BadRequest:  # a NetworkError by inheritance, but no repetition mends it
                raise
            except NetworkError as error:
                log.debug("%s: %s", endpoint, type(error).__name__)
            await asyncio.sleep(pause)
        return await self._send(callback, args, kwargs, endpoint)

    def _book(self, chat: object) -> float:
        """The seconds until a message to `chat` may go.

        Raises RetryAfter when too many wait for that chat already: one that floods must not hold
        up the others.
        """
        if not isinstance(chat, int):
            return self._overall.book()
        pace = self._chat(chat)
        if pace.wait > _LONGEST_QUEUE:
            metrics.REQUESTS.labels("any", "chat_flooded").inc()
            raise RetryAfter(timedelta(seconds=int(pace.wait)))
        return max(self._overall.book(), pace.book())

    def _chat(self, chat: int) -> Pace:
        pace = self._chats.pop(chat, None) or (Pace(20 / 60, burst=20) if chat < 0 else Pace(1, burst=5))
        self._chats[chat] = pace
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        return pace

    async def _send(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
    ) -> Outcome:
        try:
            with metrics.STAGE_SECONDS.labels("send").time():
                async with self._places:
                    result = await callback(*args, **kwargs)
        except TelegramError as error:
            metrics.REQUESTS.labels(endpoint, type(error).__name__).inc()
            raise
        metrics.REQUESTS.labels(endpoint, "ok").inc()
        return result


def _pauses() -> Iterator[float]:
    """The pauses between tries, as long as it makes sense to try: networks are away for minutes at times."""
    until, pause = time.monotonic() + _TRIED_FOR_SECONDS, _FIRST_PAUSE
    while time.monotonic() < until:
        yield pause
        pause = min(_LONGEST_PAUSE, 2 * pause)
