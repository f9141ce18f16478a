"""Short questions continue the one before them, by a rule that a citizen can predict."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.messages import VIETNAMESE
from retrieval.followup import combined, continues
from retrieval.serving import Serving
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import CITIZEN, GROUP, Double

FEE = found(hit(FEES, 3, 3))
DIALOGUES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_there_are_enough_dialogues_of_both_kinds() -> None:
    continuing = sum(dialogue["continues"] for dialogue in DIALOGUES)
    assert len(DIALOGUES) >= 60
    assert continuing >= 40
    assert len(DIALOGUES) - continuing >= 15


def test_the_rule_agrees_with_what_citizens_mean() -> None:
    right = [continues(dialogue["second"]) == dialogue["continues"] for dialogue in DIALOGUES]
    assert sum(right) / len(right) >= 0.95


@pytest.mark.slow
def test_the_article_of_the_second_question_is_found(library: Serving) -> None:
    """Measured when written: 62 of 68 with the question before, 21 of 68 without."""
    wanted = [dialogue for dialogue in DIALOGUES if dialogue["article"]]
    assert sum(_finds(library, dialogue) for dialogue in wanted) / len(wanted) >= 0.85


def _finds(library: Serving, dialogue: dict[str, Any]) -> bool:
    second = dialogue["second"]
    hits = library.answer(combined(dialogue["first"], second) if continues(second) else second).hits
    return bool(hits) and hits[0].article.id == dialogue["article"]


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
    assert reply.text.startswith(
        "Hỏi tiếp câu trước: Ai chủ trì hội nghị tổng kết năm 2019?"
    )
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
