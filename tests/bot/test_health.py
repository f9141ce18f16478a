"""What a monitoring system sees of the bot."""

import asyncio
import socket
import time
from collections.abc import Callable

import httpx
import pytest

from bot.health import HealthServer, polling_is_fresh
from bot.settings import Address


@pytest.fixture
def address() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return Address("127.0.0.1", reserved.getsockname()[1])


def fetch(address: Address, page: str, checks: dict[str, Callable[[], str]]) -> httpx.Response:
    async def ask() -> httpx.Response:
        with HealthServer(address, checks):
            async with httpx.AsyncClient() as client:
                return await client.get(f"http://{address}{page}")

    return asyncio.run(ask())


def test_alive_is_whoever_answers(address: Address) -> None:
    assert fetch(address, "/healthz", {"telegram": lambda: "im lặng"}).status_code == 200


def test_ready_is_who_is_of_use(address: Address) -> None:
    reply = fetch(address, "/readyz", {"telegram": lambda: "", "index": lambda: ""})
    assert (reply.status_code, reply.json()) == (200, {"ready": True, "reasons": {}})


def test_alive_but_useless_is_not_ready(address: Address) -> None:
    reply = fetch(address, "/readyz", {"telegram": lambda: "", "index": lambda: "trống"})
    assert (reply.status_code, reply.json()) == (503, {"ready": False, "reasons": {"index": "trống"}})


def test_metrics_are_for_prometheus(address: Address) -> None:
    reply = fetch(address, "/metrics", {})
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert "tinso_updates_total" in reply.text
    assert "process_resident_memory_bytes" in reply.text


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        (0.0, ""),
        (61.0, "Telegram không trả lời đã 61 giây"),
        (float("inf"), "chưa nhận được tin nào từ Telegram"),
    ],
)
def test_polling_grows_stale(ago: float, reason: str) -> None:
    last = time.monotonic() - ago
    assert polling_is_fresh(lambda: last, 60)() == reason


def test_a_port_that_is_taken_is_reported_and_nothing_worse(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = Address("127.0.0.1", other.getsockname()[1])

        async def listen() -> None:
            with HealthServer(taken, {}):
                pass

        asyncio.run(listen())
    assert "TINSO_HEALTH" in caplog.text
