"""Updates on their way in: the malformed don't hold up the others, and no more are taken than fit."""

import asyncio
import json
import threading
from typing import Any

import pytest

from bot.inbox import Inbox
from bot.intake import Intake
from bot.safekeeping import Safekeeping
from retrieval.answer import Answer
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import CITIZEN, Double

FEE = found(hit(FEES, 3, 3))
MALFORMED: list[Any] = [
    {"message_id": 1},
    {"message_id": 1, "date": "hôm nay", "chat": {"id": 1, "type": "private"}},
    {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}},
    {"message_id": 1, "date": 0, "chat": None},
    {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "entities": "đậm"},
    ["không phải tin nhắn"],
    7,
]


@pytest.mark.parametrize("content", MALFORMED)
def test_a_malformed_update_does_not_hold_up_the_others(double: Double, content: Any) -> None:
    before, broken = double.say("Phí?"), double.deliver("message", content)
    after = double.say("Phí?", chat=CITIZEN + 1)
    with RunningBot(double, Scripted(FEE)):
        double.wait_for_reply(before)
        double.wait_for_reply(after)
        double.wait_until(lambda: double.pending == 0)
    assert broken["update_id"] > before["update_id"]
    assert len(double.replies(before)) == len(double.replies(after)) == 1


def test_a_malformed_update_alone_is_not_asked_for_again(double: Double) -> None:
    double.deliver("message", {"message_id": 1})
    with RunningBot(double, Scripted(FEE)):
        double.wait_until(lambda: double.pending == 0)


def kept(body: bytes) -> bytes:
    async def keep() -> bytes:
        keeping = Safekeeping(Inbox(None, "1"))
        try:
            return await keeping.kept(body)
        finally:
            await keeping.close()

    return asyncio.run(keep())


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"ok":true}', b'{"result":5}', b"[" * 99_999])
def test_what_is_no_answer_is_left_as_it_is(body: bytes) -> None:
    assert kept(body) == body


def test_an_update_without_a_number_is_left_out() -> None:
    body = {
        "ok": True,
        "result": [
            {"message": {}},
            "x",
            {"update_id": "7"},
            {"update_id": True},
            {"update_id": 1 << 99},
            {"update_id": 8},
        ],
    }
    assert json.loads(kept(json.dumps(body).encode()))["result"] == [{"update_id": 8}]


def test_telegram_keeps_what_there_is_no_room_for(double: Double) -> None:
    go_on = threading.Event()

    def slow(text: str) -> Answer:
        go_on.wait(10)
        return FEE

    with RunningBot(double, Scripted(slow), intake=Intake(in_progress=1)):
        first = double.say("Phí?")
        double.wait_until(lambda: double.pending == 1)
        second = double.say("Phí?", chat=CITIZEN + 1)
        assert not double.replies(second)
        go_on.set()
        double.wait_for_reply(first)
        double.wait_for_reply(second)
