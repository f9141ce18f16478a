"""Polling that goes silent is noticed and started again."""

import asyncio

import pytest
from telegram import Bot

from bot import service
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import Double

FEE = found(hit(FEES, 3, 3))


def test_silent_polling_is_started_again(
    double: Double, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "SILENT_AFTER_SECONDS", 1.0)
    genuine = Bot.get_updates
    hung: list[bool] = []

    async def hang_once(bot: Bot, **kwargs: object) -> object:
        if not hung:
            hung.append(True)
            await asyncio.Event().wait()
        return await genuine(bot, **kwargs)  # type: ignore[arg-type]

    with RunningBot(double, Scripted(FEE)):
        double.wait_for_reply(double.say("Phí?"))
        monkeypatch.setattr(Bot, "get_updates", hang_once)
        double.wait_for_reply(double.say("Phí?", chat=2))
        question = double.say("Phí?", chat=3)
        assert "150.000" in double.wait_for_reply(question, timeout=20).text
    assert "im lặng" in caplog.text
