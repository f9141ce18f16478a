"""Whether the event loop keeps up: nothing but waiting may happen in it."""

import asyncio
import logging
import time

from bot import metrics

LONGEST_BLOCK = 0.05
_EVERY = 0.1
_ALARM = 1.0

log = logging.getLogger(__name__)


async def measure_lag() -> None:
    """Measures again and again how late the event loop wakes a task; an alarm beyond a second."""
    while True:
        begun = time.monotonic()
        await asyncio.sleep(_EVERY)
        lag = max(0.0, time.monotonic() - begun - _EVERY)
        metrics.LOOP_LAG.observe(lag)
        metrics.TASKS.set(len(asyncio.all_tasks()))
        if lag > LONGEST_BLOCK:
            metrics.LOOP_BLOCKED.inc()
        if lag > _ALARM:
            log.warning("Vòng lặp chính bị nghẽn %.1f giây; máy có thể đang quá tải.", lag)
