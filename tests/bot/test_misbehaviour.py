"""The answer still arrives when Telegram or the network misbehaves."""

import logging

import pytest

from bot.messages import VIETNAMESE
from corpus.errors import TinsoError
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram import faults
from tests.telegram.double import CITIZEN, Double

FEE = found(hit(FEES, 3, 3))


@pytest.mark.parametrize(
    "fault",
    [faults.too_many(1), faults.bad_gateway(), faults.dropped(), faults.unheard(), faults.half_answered()],
    ids=["429", "502", "dropped", "unheard", "half"],
)
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
def test_the_answer_still_arrives(double: Double, method: str, fault: faults.Fault) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave(method, fault)
        assert "150.000" in double.wait_for_reply(double.say("Phí?")).text


def test_one_429_does_not_stop_the_others(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave("sendMessage", faults.too_many(2))
        double.say("Phí?", chat=1)
        double.wait_for_call("sendMessage")
        double.wait_for_reply(double.say("Phí?", chat=2), timeout=1.5)


def test_an_update_is_answered_once(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave("getUpdates", faults.half_answered(), faults.unheard())
        question = double.say("Phí?")
        double.wait_for_reply(question)
        double.wait_until(lambda: double.pending == 0)
    assert len(double.replies(question)) == 1


def test_what_telegram_does_not_accept_is_not_repeated_but_apologised_for(
    double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave("sendMessage", faults.refused("can't parse entities"))
        assert double.wait_for_reply(double.say("Phí?")).html == VIETNAMESE.trouble
    assert sum(call.method == "sendMessage" for call in double.calls) == 2
    assert "Telegram từ chối một tin nhắn của hệ thống: Can't parse entities" in caplog.text


def test_a_wait_of_an_hour_is_not_waited_for(double: Double, caplog: pytest.LogCaptureFixture) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave("sendMessage", faults.too_many(3_600))
        double.say("Phí?")
        double.wait_for_call("sendMessage")
    assert "Không gửi được câu trả lời sau nhiều lần thử: RetryAfter" in caplog.text


def test_a_citizen_who_blocked_the_bot_is_nobodys_trouble(
    double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    double.block(CITIZEN)
    with RunningBot(double, Scripted(FEE)), caplog.at_level(logging.INFO):
        double.say("Phí?")
        double.wait_for_reply(double.say("Phí?", chat=2))
    assert "Lỗi" not in caplog.text


def test_trouble_is_logged_without_the_question(double: Double, caplog: pytest.LogCaptureFixture) -> None:
    with RunningBot(double, Scripted(KeyError("câu hỏi kín"))), caplog.at_level(logging.INFO):
        double.wait_for_reply(double.say("câu hỏi kín"))
    assert "builtins.KeyError" in caplog.text
    assert "samples.py" in caplog.text
    assert "câu hỏi kín" not in caplog.text


def test_lost_polling_is_told_once_and_its_return_too(
    double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.misbehave("getUpdates", faults.bad_gateway(), faults.dropped())
        double.wait_for_reply(double.say("Phí?"))
        double.wait_for_call("getUpdates", times=4)
    assert caplog.text.count("Mất liên lạc với Telegram") == 1
    assert caplog.text.count("Đã liên lạc lại được") == 1


def test_a_new_index_is_noticed(double: Double, caplog: pytest.LogCaptureFixture) -> None:
    answers = Scripted(FEE)
    answers.new_version = True
    with caplog.at_level(logging.INFO), RunningBot(double, answers, refresh_seconds=0.01):
        assert answers.refreshed.wait(10)
        double.wait_for_reply(double.say("Phí?"))
    assert "Đã chuyển sang chỉ mục phiên bản 20250305-093000-ab12" in caplog.text


@pytest.mark.parametrize("error", [TinsoError("Chỉ mục hỏng."), ValueError("lạ")])
def test_a_bad_new_index_is_reported_once_and_the_old_one_serves_on(
    double: Double, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    answers = Scripted(FEE)
    answers.new_version = error
    with RunningBot(double, answers, refresh_seconds=0.01):
        assert answers.refreshed.wait(10)
        assert "150.000" in double.wait_for_reply(double.say("Phí?")).text
    assert caplog.text.count("vẫn phục vụ bằng chỉ mục cũ") == 1
