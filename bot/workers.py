"""Searching happens in threads, so that citizens don't wait for one another; too many are turned away."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Overloaded(Exception):
    """Too much is waiting already."""


class Workers:
    """`threads` of them work at a time; at most `waiting` more calls wait for one."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._limit = threads + waiting
        self._begun = 0

    async def run(self, function: Callable[[], Result]) -> Result:
        """The result of `function`, called in a thread; raises `Overloaded` instead of waiting too long."""
        if self._begun >= self._limit:
            raise Overloaded
        self._begun += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, function)
        finally:
            self._begun -= 1

    def close(self) -> None:
        """Waits for the calls in progress and drops those that wait."""
        self._executor.shutdown(cancel_futures=True)
