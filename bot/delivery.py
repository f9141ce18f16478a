"""Getting a message to a citizen through Telegram's limits and network trouble."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

# Without it python-telegram-bot gives seconds as a number now and a timedelta later, and warns of it.
os.environ["PTB_TIMEDELTA"] = "true"

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_LONGEST_WAIT = timedelta(seconds=60)

Json = dict[str, Any]
Outcome = bool | Json | list[Json]
log = logging.getLogger(__name__)


class Delivery(BaseRateLimiter[None]):
    """Repeats what Telegram put off or the network lost. Only the message concerned waits.

    When a connection breaks nobody knows whether the message arrived: a citizen may get an answer
    twice, never not at all.
    """

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
        pauses = _PAUSES if endpoint.startswith(("send", "edit", "answer")) else ()
        for pause in pauses:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = error.retry_after
                assert isinstance(wait, timedelta)
                if wait > _LONGEST_WAIT:
                    raise
                pause = wait.total_seconds()
            except BadRequest:  # a NetworkError by inheritance, but no repetition mends it
                raise
            except NetworkError as error:
                log.debug("%s: %s", endpoint, error)
            await asyncio.sleep(pause)
        return await callback(*args, **kwargs)
