"""Each update is answered, and once: whatever Telegram repeats, and however the bot before was ended."""

import sqlite3
import threading
from pathlib import Path

import pytest

from bot import safekeeping, service
from bot.inbox import Inbox
from bot.messages import VIETNAMESE
from retrieval.answer import Answer
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram import faults
from tests.telegram.double import Double

FEE = found(hit(FEES, 3, 3))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox.sqlite"


def test_what_telegram_does_not_know_to_be_answered_is_not_answered_again(
    double: Double, inbox: Path
) -> None:
    with RunningBot(double, Scripted(FEE), inbox=inbox):
        double.misbehave("getUpdates", *[faults.dropped()] * 99)
        question = double.say("Phí?")
        double.wait_for_reply(question)
    assert double.pending == 1
    double.recover("getUpdates")
    with RunningBot(double, Scripted(FEE), inbox=inbox):
        double.wait_for_reply(double.say("Phí?"))
        double.wait_until(lambda: double.pending == 0)
    assert len(double.replies(question)) == 1


def test_what_could_not_be_finished_in_time_is_answered_at_the_next_start(
    double: Double, inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "_STOP_WITHIN_SECONDS", 0.2)
    go_on = threading.Event()

    def slow(text: str) -> Answer:
        go_on.wait(10)
        return FEE

    with RunningBot(double, Scripted(slow), inbox=inbox):
        question = double.say("Phí?")
        double.wait_until(lambda: double.pending == 0)
        threading.Timer(0.5, go_on.set).start()
    assert not double.replies(question)
    with RunningBot(double, Scripted(FEE), inbox=inbox):
        double.wait_for_reply(question)
    assert len(double.replies(question)) == 1
    assert "Trả lời tiếp 1 tin" in caplog.text


def test_an_update_that_was_open_at_every_kill_gets_an_apology(double: Double, inbox: Path) -> None:
    question = double.say("Phí?")
    killed = Inbox(inbox, "4242")
    killed.hold([question])
    for _ in range(3):
        killed.left_over()
    killed.close()
    with RunningBot(double, Scripted(FEE), inbox=inbox):
        assert double.wait_for_reply(question).html == VIETNAMESE.trouble
        double.wait_until(lambda: double.pending == 0)
    assert len(double.replies(question)) == 1


def test_a_full_disk_keeps_nobody_waiting_and_is_told_once(
    double: Double, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    genuine = Inbox.hold
    monkeypatch.setattr(Inbox, "hold", full)
    with RunningBot(double, Scripted(FEE)):
        for _ in range(2):
            double.wait_for_reply(double.say("Phí?"))
        monkeypatch.setattr(Inbox, "hold", genuine)
        double.wait_for_reply(double.say("Phí?"))
    assert caplog.text.count("Không ghi được hộp tin chờ") == 1
    assert caplog.text.count("Đã ghi lại được hộp tin chờ") == 1


def test_what_could_not_be_deleted_is_deleted_later(
    double: Double, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine, failures = Inbox.release, [sqlite3.OperationalError("database or disk is full")]

    def full_once(box: Inbox, numbers: list[int]) -> None:
        if failures:
            raise failures.pop()
        genuine(box, numbers)

    monkeypatch.setattr(safekeeping, "_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(Inbox, "release", full_once)
    with RunningBot(double, Scripted(FEE), inbox=inbox):
        double.wait_for_reply(double.say("Phí?"))
    reopened = Inbox(inbox, "4242")
    assert reopened.left_over() == []
    reopened.close()
