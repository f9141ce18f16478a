"""Short questions continue the one before them, by a rule that a citizen can predict."""

import pytest

from bot.messages import VIETNAMESE
from retrieval.answer import Status
from retrieval.evaluation.dialogues import Dialogue, play, read_dialogues, tally
from retrieval.followup import asks, combined, continues, repeats
from retrieval.serving import Serving
from scripts.evaluate_dialogues import SETS
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import CITIZEN, GROUP, Double

FEE = found(hit(FEES, 3, 3))
TUNED, HELD_OUT = map(read_dialogues, SETS.values())


@pytest.mark.parametrize("dialogues", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_there_are_enough_dialogues_of_both_kinds(dialogues: list[Dialogue]) -> None:
    continuing = sum(dialogue.continues for dialogue in dialogues)
    assert len(dialogues) >= 60
    assert continuing >= 40
    assert len(dialogues) - continuing >= 20


def test_no_dialogue_is_in_both_sets() -> None:
    assert not {(d.first, d.second) for d in TUNED} & {(d.first, d.second) for d in HELD_OUT}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dialogues", "understood", "first"),
    [(TUNED[::4], 0.85, 0.8), (HELD_OUT, 0.8, 0.8)],
    ids=["tuned", "held out"],
)
def test_follow_ups_are_understood_and_their_article_is_found(
    library: Serving, dialogues: list[Dialogue], understood: float, first: float
) -> None:
    """Floors; scripts/evaluate_dialogues.py measures both sets whole."""
    found = tally([play(dialogue, library) for dialogue in dialogues])
    assert found.understood / found.dialogues >= understood
    assert found.first / found.with_article >= first
    assert found.first > 1.3 * found.first_alone


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "continued"),
    [
        ("hao pin lắm không?", True),
        ("cài ở đâu vậy", True),
        ("mấy giờ thì gọi được", True),
        ("giá biển địa chỉ số", False),
        ("cách nấu phở bò", False),
        ("DECT 6.0", False),
        ("bạn là ai vậy", False),
        ("cảm ơn nhiều nhé", False),
    ],
)
def test_a_short_question_stays_with_the_article_that_speaks_of_it(
    library: Serving, text: str, continued: bool
) -> None:
    assert library.continues("Ứng dụng Bluezone có lộ thông tin không?", text) == continued


@pytest.mark.slow
@pytest.mark.parametrize("text", ["How much is the exam fee?", "thông báo mới nhất", "co tin gi moi khong"])
def test_another_language_or_the_news_as_such_is_a_new_matter(library: Serving, text: str) -> None:
    assert not library.continues("Lệ phí dự thi công chức là bao nhiêu?", text)


@pytest.mark.slow
def test_what_follows_an_unanswered_question_goes_by_its_words_only(library: Serving) -> None:
    assert not library.continues("Cách nấu phở bò tái ngon nhất?", "hao pin lắm không?")
    assert library.continues("Cách nấu phở bò tái ngon nhất?", "còn năm 2019?")


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            "Ai chủ trì hội nghị tổng kết năm 2024?",
            "còn năm 2019?",
            "Ai chủ trì hội nghị tổng kết năm 2019?",
        ),
        ("Ai chủ trì hội nghị tổng kết?", "năm 2019 thì sao?", "Ai chủ trì hội nghị tổng kết năm 2019"),
        (
            "Hội nghị tổng kết năm 2024 diễn ra ở đâu?",
            "ai chủ trì?",
            "Hội nghị tổng kết năm 2024 diễn ra, ai chủ trì",
        ),
        ("hop tong ket 2024 o dau", "con nam 2019", "hop tong ket nam 2019 o dau"),
        ("Who chaired the 2024 meeting?", "what about 2019?", "Who chaired the 2019 meeting?"),
    ],
)
def test_two_questions_become_one(before: str, text: str, whole: str) -> None:
    assert combined(before, text) == whole


@pytest.mark.parametrize(
    "text", ["", "?", "😀", "cảm ơn", "Chữ ký số là gì?", "mức độ hài lòng bao nhiêu?", "ai " * 50]
)
def test_what_names_a_matter_or_none_at_all_continues_nothing(text: str) -> None:
    assert not continues(text)


def test_a_follow_up_is_told_how_it_was_understood(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("Ai chủ trì hội nghị tổng kết năm 2024?"))
        reply = double.wait_for_reply(double.say("còn năm 2019?"))
        again = double.wait_for_reply(double.say("ở đâu?"))
    assert reply.text.startswith("Hỏi tiếp câu trước: Ai chủ trì hội nghị tổng kết năm 2019?")
    assert "chủ trì hội nghị tổng kết năm 2019, ở đâu" in again.text
    assert answers.asked[1] == "Ai chủ trì hội nghị tổng kết năm 2019?"


def test_a_follow_up_can_be_asked_by_itself(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("Hội nghị tổng kết năm 2024 ở đâu?"))
        reply = double.wait_for_reply(double.say("ai chủ trì?"))
        double.press(reply, "o")
        double.wait_until(lambda: len(double.sent) == 3)
    assert VIETNAMESE.button_alone in str(reply.markup)
    assert answers.asked[-1] == "ai chủ trì?"
    assert "Hỏi tiếp" not in double.sent[-1].text


def test_a_follow_up_that_finds_nothing_is_answered_by_itself(double: Double) -> None:
    answers = Scripted(lambda text: FEE if text == "bao giờ thi?" else found(status=Status.NOT_FOUND))
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("asdf qwer zxcv"))
        reply = double.wait_for_reply(double.say("bao giờ thi?"))
    assert answers.asked[1:] == ["asdf qwer zxcv, bao giờ thi", "bao giờ thi?"]
    assert "Hỏi tiếp" not in reply.text


def test_the_pages_of_a_follow_up_keep_its_question_over_a_restart(double: Double) -> None:
    answers = Scripted(found(*[hit(FEES, 3, 3)] * 5))
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("Hội nghị tổng kết năm 2024 ở đâu?"))
        reply = double.wait_for_reply(double.say("ai chủ trì?"))
    with RunningBot(double, answers):
        double.press(reply, "p:3")
        double.wait_until(lambda: len(double.sent) == 3)
    assert answers.asked[-1] == answers.asked[-2] == "Hội nghị tổng kết năm 2024, ai chủ trì"
    assert double.sent[-1].text.startswith("Hỏi tiếp câu trước:")


def test_a_follow_up_that_is_corrected_still_continues(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("Ai chủ trì hội nghị tổng kết năm 2024?"))
        second = double.say("còn năm 2091?")
        double.wait_for_reply(second)
        double.edit(second, "còn năm 2019?")
        double.wait_until(lambda: len(double.sent) == 3)
    assert answers.asked[-1] == "Ai chủ trì hội nghị tổng kết năm 2019?"
    assert double.sent[-1].edited


@pytest.mark.parametrize(
    ("text", "asking"),
    [("làm mấy ca", True), ("is there a fee?", True), ("bot tên gì", False), ("hay quá", False)],
)
def test_a_question_about_the_bot_asks_nothing_of_the_articles(text: str, asking: bool) -> None:
    assert asks(text) == asking


def test_a_question_in_the_words_of_the_one_before_names_its_matter_itself() -> None:
    assert not repeats("Cáp viễn thông gắn thẻ màu gì?", "cáp viễn thông Cẩm Sơn")
    assert repeats("Cáp viễn thông gắn thẻ màu gì?", "cáp viễn thông năm 2021")


def test_another_citizen_is_not_drawn_into_the_conversation(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        double.wait_for_reply(double.say("Hội nghị tổng kết năm 2024 ở đâu?", chat=CITIZEN))
        double.wait_for_reply(double.say("ai chủ trì?", chat=CITIZEN + 1))
    assert answers.asked[-1] == "ai chủ trì?"


def test_in_a_group_only_a_reply_continues(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        card = double.wait_for_reply(double.say("@tinso_bot Hội nghị tổng kết năm 2024 ở đâu?", chat=GROUP))
        double.wait_for_reply(double.say("@tinso_bot ai chủ trì?", chat=GROUP))
        said = {
            "message_id": card.message_id,
            "date": 1,
            "chat": {"id": GROUP, "type": "supergroup", "title": "T"},
            "from": {"id": 4242, "is_bot": True, "first_name": "TinSở"},
        }
        double.wait_for_reply(double.say("ai chủ trì?", chat=GROUP, reply_to_message=said))
    assert answers.asked[1:] == ["ai chủ trì?", "Hội nghị tổng kết năm 2024, ai chủ trì"]
