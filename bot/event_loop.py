"""The event loop keeps up: nothing but waiting may happen in it, and whether that is so is measured."""

import asyncio
import gc
import logging
import sys
import time

from bot import metrics

LONGEST_BLOCK = 0.05
_EVERY = 0.1
_ALARM = 1.0
_SWITCH_SECONDS = 0.001
"""How long a thread may keep Python to itself while another waits; five times as long is the default."""

log = logging.getLogger(__name__)


def keep_the_loop_quick() -> None:
    """Lets neither the garbage collector nor a search hold up the event loop."""
    gc.collect()
    gc.freeze()  # looking again and again through what stays would stop every thread for 50 ms
    sys.setswitchinterval(_SWITCH_SECONDS)


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
