"""Work in threads is bounded."""

import asyncio
import threading

import pytest

from bot.workers import Overloaded, Workers


def test_a_result_and_an_error_come_back() -> None:
    workers = Workers(threads=1, waiting=1)

    async def work() -> None:
        assert await workers.run(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await workers.run(lambda: 1 // 0)

    asyncio.run(work())
    workers.close()


def test_too_many_are_turned_away_until_there_is_room_again() -> None:
    workers = Workers(threads=1, waiting=1)
    go_on = threading.Event()

    async def work() -> None:
        begun = [asyncio.create_task(workers.run(go_on.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await workers.run(go_on.wait)
        go_on.set()
        assert await asyncio.gather(*begun) == [True, True]
        assert await workers.run(go_on.wait)

    asyncio.run(work())
    workers.close()
