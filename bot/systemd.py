"""Telling systemd that the service is ready, alive, or stopping (see sd_notify(3))."""

import asyncio
import os
import socket
import time
from contextlib import suppress


def notify(state: str) -> None:
    """Sends `state`, such as READY=1; without systemd it does nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # Linux's abstract namespace
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.setblocking(False)
        with suppress(OSError):  # systemd is busy or gone: neither is a reason to stop answering
            channel.sendto(state.encode(), address)


def reloading() -> str:
    """The state at the beginning of a reload; READY=1 ends it."""
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"


async def feed_watchdog() -> None:
    """Tells systemd twice in its period that the event loop is alive; without a watchdog it does nothing."""
    period = int(os.environ.get("WATCHDOG_USEC") or 0) / 1e6
    while period:
        notify("WATCHDOG=1")
        await asyncio.sleep(period / 2)
