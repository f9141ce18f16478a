"""Searching happens in threads, so that citizens don't wait for one another; too many are turned away."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot import metrics

Result = TypeVar("Result")


class Overloaded(Exception):
    """Too much is waiting already."""


class Workers:
    """`threads` of them work at a time; at most `waiting` more calls wait for one; `waiting` may change."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._threads = threads
        self.waiting = waiting
        self._begun = 0

    async def run(self, function: Callable[[], Result]) -> Result:
        """The result of `function`, called in a thread; raises `Overloaded` instead of waiting too long."""
        if self._begun >= self._threads + self.waiting:
            metrics.OVERLOADED.inc()
            raise Overloaded
        self._count(1)
        asked = time.monotonic()

        def work() -> Result:
            metrics.STAGE_SECONDS.labels("queue").observe(time.monotonic() - asked)
            return function()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self._count(-1)

    def close(self) -> None:
        """Waits for the calls in progress and drops those that wait."""
        self._executor.shutdown(cancel_futures=True)

    def _count(self, change: int) -> None:
        self._begun += change
        metrics.SEARCHES_WAITING.set(max(0, self._begun - self._threads))
