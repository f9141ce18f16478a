"""SIGHUP takes over what may change, and says what needs a restart."""

import logging

import pytest

from bot import settings
from bot.delivery import Delivery
from bot.reload import Reload
from bot.workers import Workers

TOKEN = "123456:AAbb-cc_dd"


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def reload(monkeypatch: pytest.MonkeyPatch) -> Reload:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    chosen = settings.load()
    return Reload(chosen, Workers(1, chosen.waiting), Delivery(chosen.messages_per_second))


def test_what_may_change_changes(
    reload: Reload, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TINSO_WAITING", "7")
    monkeypatch.setenv("TINSO_MESSAGES_PER_SECOND", "5")
    reload()
    assert (reload.workers.waiting, reload.delivery.per_second) == (7, 5)
    assert "TINSO_MESSAGES_PER_SECOND, TINSO_WAITING" in capsys.readouterr().err


def test_what_needs_a_restart_is_named(
    reload: Reload, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TINSO_THREADS", "9")
    reload()
    assert "Phải khởi động lại" in (told := capsys.readouterr().err)
    assert "TINSO_THREADS" in told


def test_a_mistake_changes_nothing(
    reload: Reload, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = reload.workers.waiting
    monkeypatch.setenv("TINSO_WAITING", "0")
    reload()
    assert reload.workers.waiting == before
    assert "giữ nguyên thiết lập cũ" in caplog.text


def test_the_log_can_become_json_without_the_token(
    reload: Reload, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TINSO_LOG_FORMAT", "json")
    reload()
    logging.getLogger("bot").warning("mã %s", TOKEN)
    assert capsys.readouterr().err.splitlines()[-1].endswith('"logger": "bot", "message": "mã [token]"}')
