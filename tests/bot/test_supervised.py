"""`python -m bot` as a supervisor sees it: ready, reloaded, stopping; its pages tell no secrets."""

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.running import BotProcess
from tests.telegram.double import Double

Environment = dict[str, str]
QUESTION = "Phí dự thi công chức năm 2025 là bao nhiêu?"


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(60)
        yield channel


@pytest.fixture
def online(double: Double, retrieval: Environment, tmp_path: Path) -> Environment:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        health = f"127.0.0.1:{reserved.getsockname()[1]}"
    return retrieval | {
        "TELEGRAM_BOT_TOKEN": double.token,
        "TELEGRAM_API_URL": double.url,
        "TINSO_HEALTH": health,
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
    }


def test_systemd_hears_when_it_is_ready_reloads_and_stops(
    double: Double, online: Environment, systemd: socket.socket, tmp_path: Path
) -> None:
    with BotProcess(tmp_path, online) as bot:
        assert systemd.recv(100) == b"READY=1"
        double.wait_for_call("getUpdates", timeout=60)
        (tmp_path / ".env").write_text("TINSO_WAITING=7\n")
        bot.signal_only(signal.SIGHUP)
        assert systemd.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert systemd.recv(100) == b"READY=1"
        bot.wait_for_log("Đã nạp lại thiết lập: TINSO_WAITING.")
        assert bot.signal(signal.SIGTERM) == 0
        assert systemd.recv(100) == b"STOPPING=1"


def test_its_pages_tell_how_it_is_but_not_who_asked_what(
    double: Double, online: Environment, tmp_path: Path
) -> None:
    with BotProcess(tmp_path, online):
        double.wait_for_reply(double.say(QUESTION), timeout=60)
        double.wait_for_call("getUpdates", times=3, timeout=60)
        pages = f"http://{online['TINSO_HEALTH']}"
        assert httpx.get(f"{pages}/healthz").status_code == 200
        assert httpx.get(f"{pages}/readyz").json() == {"ready": True, "reasons": {}}
        metrics = httpx.get(f"{pages}/metrics").text
    assert re.search(
        r'tinso_questions_total\{spelling="accented",status="(answered|related)"\} 1\.0', metrics
    )
    assert "tinso_index_articles 5.0" in metrics
    assert double.token not in metrics and "thi công chức" not in metrics
    assert not re.search(r"(?<![\d.])1001(?![\d.])", metrics)  # some second's digits may hold it
