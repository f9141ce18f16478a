"""Telegram's limits are kept, and a chat that floods holds nobody up."""

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.delivery import Delivery, Pace


@pytest.mark.parametrize(("rate", "burst"), [(1.0, 5), (28.0, 28), (20 / 60, 20)])
def test_a_burst_goes_at_once_and_the_rest_at_the_rate(rate: float, burst: int) -> None:
    pace = Pace(rate, burst)
    waits = [pace.book() for _ in range(burst + 3)]
    assert waits[:burst] == [0.0] * burst
    assert waits[burst:] == pytest.approx([1 / rate, 2 / rate, 3 / rate], abs=0.05 / rate + 0.05)


async def send(delivery: Delivery, chat: int) -> bool:
    async def sent(*args: Any, **kwargs: Any) -> bool:
        return True

    result = await delivery.process_request(sent, (), {}, "sendMessage", {"chat_id": chat}, None)
    assert isinstance(result, bool)
    return result


def test_a_chat_that_floods_is_cut_off_and_others_go_on() -> None:
    async def flood() -> None:
        delivery = Delivery(per_second=1000)
        tasks = [asyncio.create_task(send(delivery, 1)) for _ in range(100)]
        await asyncio.sleep(0.1)
        refused = [task for task in tasks if task.done() and task.exception()]
        assert len(refused) > 50
        assert all(isinstance(task.exception(), RetryAfter) for task in refused)
        assert await asyncio.wait_for(send(delivery, 2), 0.5)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(flood())


def test_no_more_than_some_requests_go_at_a_time() -> None:
    going = most = 0

    async def slow(*args: Any, **kwargs: Any) -> bool:
        nonlocal going, most
        going += 1
        most = max(most, going)
        await asyncio.sleep(0.01)
        going -= 1
        return True

    async def send_all() -> None:
        delivery = Delivery(per_second=1000)
        each = [
            delivery.process_request(slow, (), {}, "sendMessage", {"chat_id": c}, None) for c in range(100)
        ]
        await asyncio.gather(*each)

    asyncio.run(send_all())
    assert most == 32
