"""The off switch works at once and says so politely."""

from pathlib import Path

from bot.messages import ENGLISH, VIETNAMESE
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import CITIZEN, GROUP, Double

FEE = found(hit(FEES, 3, 3))


def test_a_paused_bot_says_so_and_searches_nothing(double: Double, tmp_path: Path) -> None:
    switch, answers = tmp_path / "tam-dung", Scripted(FEE)
    switch.touch()
    with RunningBot(double, answers, pause_file=switch):
        assert double.wait_for_reply(double.say("Phí?")).html == VIETNAMESE.paused
        assert double.wait_for_reply(double.say("Fee?", language="en")).html == ENGLISH.paused
        assert double.wait_for_reply(double.say("/start")).html == VIETNAMESE.paused
    assert answers.asked == []


def test_it_goes_on_as_soon_as_the_file_is_gone(double: Double, tmp_path: Path) -> None:
    switch = tmp_path / "tam-dung"
    switch.touch()
    with RunningBot(double, Scripted(FEE), pause_file=switch):
        double.wait_for_reply(double.say("Phí?"))
        switch.unlink()
        assert "150.000" in double.wait_for_reply(double.say("Phí?")).text


def test_a_paused_bot_does_not_disturb_a_group(double: Double, tmp_path: Path) -> None:
    switch = tmp_path / "tam-dung"
    switch.touch()
    with RunningBot(double, Scripted(FEE), pause_file=switch):
        talk = double.say("Chào cả nhà", chat=GROUP)
        asked = double.say("@tinso_bot phí?", chat=GROUP)
        double.wait_for_reply(asked)
        double.wait_for_reply(double.say("Phí?", chat=CITIZEN))
    assert not double.replies(talk)


def test_the_texts_fit_into_a_button_s_notice() -> None:
    assert max(len(VIETNAMESE.paused), len(ENGLISH.paused)) <= 200
