"""Inline mode, corrected questions, languages, fair use, what is kept and deleted."""

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.handlers import FairUse
from bot.journal import Journal
from bot.limits import Limits
from bot.messages import ENGLISH, VIETNAMESE
from retrieval.answer import Answer, Status
from retrieval.serving import Serving
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.bot.test_buttons import data, labels, press_for_a_note
from tests.telegram.double import CITIZEN, GROUP, Double
from tests.telegram.markup import parse

FEE = found(hit(FEES, 3, 3))
NOTHING = found(status=Status.NOT_FOUND)
ANOTHER = CITIZEN + 1


def inline_results(double: Double, query: str) -> list[dict[str, Any]]:
    """What a citizen may choose from after @bot and `query`."""
    double.search(query)
    double.wait_for_call("answerInlineQuery")
    call = [c for c in double.calls if c.method == "answerInlineQuery"][-1]
    return list(json.loads(call.params["results"]))


def test_inline_mode_offers_passages_with_their_sources(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        first, *_ = inline_results(double, "Phí dự thi công chức năm 2025 là bao nhiêu?")
    assert first["description"].startswith("Sở Thông tin và Truyền thông thông báo thi tuyển công chức")
    text, entities = parse(first["input_message_content"]["message_text"])
    assert "300.000 đồng" in text
    assert "Nguồn: Sở Thông tin và Truyền thông thông báo thi tuyển công chức năm 2025" in text
    assert "bold" in {e.type for e in entities}


@pytest.mark.parametrize("query", ["", "x", "  "])
def test_inline_mode_begins_with_the_newest_articles(double: Double, serving: Serving, query: str) -> None:
    with RunningBot(double, serving):
        results = inline_results(double, query)
    assert results[0]["title"] == "Sở Thông tin và Truyền thông thông báo thi tuyển công chức năm 2025"
    assert len(results) == 5


def test_inline_mode_says_when_nothing_is_found(double: Double) -> None:
    with RunningBot(double, Scripted(NOTHING)):
        (result,) = inline_results(double, "Cách nấu phở?")
    assert result["title"] == VIETNAMESE.inline_none


def test_a_corrected_question_is_answered_in_the_same_reply(double: Double) -> None:
    def answer(text: str) -> Answer:
        return FEE if "phí" in text else NOTHING

    with RunningBot(double, Scripted(answer)):
        question = double.say("Chữ ký số phở bao nhiêu?")
        reply = double.wait_for_reply(question)
        double.edit(question, "Chữ ký số phí bao nhiêu?")
        double.wait_until(lambda: len(double.sent) == 2)
    assert reply.text.startswith("Rất tiếc")
    assert (double.sent[1].message_id, double.sent[1].edited) == (reply.message_id, True)
    assert "150.000 đồng" in double.sent[1].text


def test_an_edit_that_changes_no_word_is_left_alone(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        question = double.say("Chữ ký số phí bao nhiêu?")
        double.wait_for_reply(question)
        double.edit(question, "Chữ ký số phí bao nhiêu?")
        double.wait_for_reply(double.say("Mức phí cấp mới chữ ký số?"))
    assert len(answers.asked) == 2


def test_a_corrected_question_of_before_a_restart_gets_a_new_reply(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        question = double.say("Chữ ký số phí?")
        double.wait_for_reply(question)
    with RunningBot(double, Scripted(FEE)):
        double.edit(question, "Chữ ký số phí bao nhiêu?")
        double.wait_until(lambda: len(double.sent) == 2)
    assert not double.sent[1].edited


def test_the_language_can_be_chosen_and_outlives_a_restart(double: Double, tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with RunningBot(double, Scripted(NOTHING), journal=Journal(file, 90, "secret")):
        choice = double.wait_for_reply(double.say("/language"))
        double.press(choice, data(choice, "English"))
        double.wait_until(lambda: len(double.sent) == 2)
        assert double.sent[1].html == ENGLISH.language_chosen
    with RunningBot(double, Scripted(NOTHING), journal=Journal(file, 90, "secret")):
        assert double.wait_for_reply(double.say("Phí?")).html == ENGLISH.not_found
        assert double.wait_for_reply(double.say("Phí?", chat=ANOTHER)).html == VIETNAMESE.not_found


def test_too_many_questions_are_turned_down_once_and_with_a_time(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers, fair_use=FairUse(Limits(2), None, None)):
        for _ in range(5):
            double.say("Phí?")
        double.wait_for_reply(double.say("Phí?", chat=ANOTHER))
    told = [sent.text for sent in double.sent if "giây" in sent.text]
    assert len(answers.asked) == 3
    assert len(told) == 1
    assert "Xin vui lòng gửi tiếp sau 30 giây." in told[0]


def test_a_group_has_a_limit_of_its_own(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers, fair_use=FairUse(None, Limits(1), None)):
        for _ in range(3):
            double.say("@tinso_bot phí?", chat=GROUP)
        double.wait_for_reply(double.say("Phí?"))
    assert len(answers.asked) == 2


def test_too_many_presses_are_turned_down_with_a_note(double: Double) -> None:
    with RunningBot(double, Scripted(FEE), fair_use=FairUse(Limits(1), None, None)):
        card = double.wait_for_reply(double.say("Phí?"))
        assert "giây" in press_for_a_note(double, card, "p:0")


def test_a_long_search_is_shown_as_typing(double: Double) -> None:
    go_on = threading.Event()

    def answer(text: str) -> Answer:
        go_on.wait(10)
        return FEE

    with RunningBot(double, Scripted(answer)):
        question = double.say("Phí?")
        double.wait_for_call("sendChatAction")
        go_on.set()
        double.wait_for_reply(question)
    assert next(c for c in double.calls if c.method == "sendChatAction").params["action"] == "typing"


def test_a_quick_answer_needs_no_typing(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.wait_for_reply(double.say("Phí?"))
    assert "sendChatAction" not in [call.method for call in double.calls]


def test_what_is_kept_names_nobody(double: Double, tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    journal = Journal(file, 90, "secret")
    asked = "Phí chữ ký số? Gọi tôi 0912 345 678, lan.nguyen@mail.example, @lan_nguyen, CCCD 001203004005"
    with RunningBot(double, Scripted(FEE), journal=journal):
        choice = double.wait_for_reply(double.say("/language"))
        press_for_a_note(double, choice, "g:en")
        double.wait_for_reply(double.say(asked))
    journal.close()
    with closing(sqlite3.connect(file)) as database:
        (text,) = database.execute("SELECT text FROM question").fetchone()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert text == "Phí chữ ký số? Gọi tôi [số], [thư điện tử], [tên người dùng], CCCD [số]"
    for identity in (b"0912", b"lan.nguyen", b"lan_nguyen", b"1203004005", str(CITIZEN).encode(), b"Lan"):
        assert identity not in kept


def test_erasing_deletes_the_choice_of_language_and_the_question_before(
    double: Double, tmp_path: Path
) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers, journal=Journal(tmp_path / "journal.sqlite", 90, "secret")):
        choice = double.wait_for_reply(double.say("/language"))
        press_for_a_note(double, choice, "g:en")
        double.wait_for_reply(double.say("Hội nghị tổng kết năm 2024 ở đâu?"))
        assert double.wait_for_reply(double.say("/xoa")).html == VIETNAMESE.erased
        double.wait_for_reply(double.say("ai chủ trì?"))
    assert answers.asked[-1] == "ai chủ trì?"


def test_erasing_in_reply_to_an_answer_deletes_its_question(double: Double, tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    journal = Journal(file, 90, "secret")
    with RunningBot(double, Scripted(FEE), journal=journal):
        card = double.wait_for_reply(double.say("Hội nghị bí mật ở đâu?"))
        double.wait_for_reply(double.say("Mức phí cấp chữ ký số?"))
        said = {
            "message_id": card.message_id,
            "date": 1,
            "chat": {"id": CITIZEN, "type": "private", "first_name": "Lan"},
            "from": {**_bot()},
            "text": card.text,
            "reply_markup": card.markup,
        }
        first = double.wait_for_reply(double.say("/xoa", reply_to_message=said))
        second = double.wait_for_reply(double.say("/xoa", reply_to_message=said))
    journal.close()
    assert (first.html, second.html) == (VIETNAMESE.erased_question, VIETNAMESE.erased_already)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT text FROM question").fetchall() == [("Mức phí cấp chữ ký số?",)]


def _bot() -> dict[str, Any]:
    return {"id": 4242, "is_bot": True, "first_name": "TinSở"}


def test_small_talk_is_not_kept_and_needs_no_word_on_it(double: Double) -> None:
    with RunningBot(double, Scripted(found(status=Status.TOO_VAGUE))):
        assert labels(double.wait_for_reply(double.say("chào"))) == []


def test_a_full_disk_keeps_nobody_waiting(double: Double) -> None:
    journal = Journal(None, 90, "secret")
    journal.close()
    with RunningBot(double, Scripted(FEE), journal=journal):
        assert "150.000" in double.wait_for_reply(double.say("Phí?")).text
        assert "150.000" in double.wait_for_reply(double.say("Phí?")).text


def test_the_description_before_the_first_contact_names_who_is_responsible(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        pass
    said = [c.params["description"] for c in double.calls if c.method == "setMyDescription"]
    assert len(said) == 2
    assert all("Sở Thông tin & Truyền thông tỉnh Lam Giang" in description for description in said)
    assert all(len(description) <= 512 for description in said)
