"""Buttons below an answer: more passages, the whole article, newer ones, was it helpful."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.journal import Journal
from bot.messages import ENGLISH, VIETNAMESE
from retrieval.browse import article_key
from retrieval.serving import Serving
from tests.bot.conftest import ARTICLES, build_index
from tests.bot.running import RunningBot
from tests.telegram.double import GROUP, Double
from tests.telegram.world import Sent

QUESTION = "Phí dự thi công chức năm 2025 là bao nhiêu?"
TITLE = "Sở Thông tin và Truyền thông thông báo thi tuyển công chức năm 2025"


def labels(sent: Sent) -> list[str]:
    rows = (sent.markup or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def data(sent: Sent, label: str) -> str:
    rows = (sent.markup or {}).get("inline_keyboard", [])
    return str(next(b["callback_data"] for row in rows for b in row if b["text"] == label))


def press(double: Double, sent: Sent, label: str) -> Sent:
    """What the message shows after a press."""
    count = len(double.sent)
    double.press(sent, data(sent, label))
    double.wait_until(lambda: len(double.sent) > count)
    return double.sent[-1]


def press_for_a_note(double: Double, sent: Sent, carried: str) -> str:
    """What is said about a press."""
    notes = [c for c in double.calls if c.method == "answerCallbackQuery"]
    double.press(sent, carried)
    double.wait_for_call("answerCallbackQuery", times=len(notes) + 1)
    return str([c for c in double.calls if c.method == "answerCallbackQuery"][-1].params.get("text", ""))


def test_a_card_offers_the_article_newer_ones_more_passages_and_a_word_on_it(
    double: Double, serving: Serving
) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
    assert labels(card) == ["Đọc cả bài", "Bài mới hơn", "Xem thêm đoạn khác", "👍 Có ích", "👎 Chưa đúng"]


def test_what_is_not_answered_offers_nothing_but_a_word_on_it(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say("Cách nấu phở bò tái ngon nhất?"))
    assert labels(reply) == ["👍 Có ích", "👎 Chưa đúng"]


def test_more_passages_and_back(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
        more = press(double, card, VIETNAMESE.button_more)
        back = press(double, more, VIETNAMESE.previous_page)
    assert more.text.startswith("Các đoạn tiếp theo")
    assert (more.message_id, more.edited) == (card.message_id, True)
    assert (back.html, back.markup) == (card.html, card.markup)


def test_the_whole_article_in_pages_and_back(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
        page = press(double, card, VIETNAMESE.button_whole)
        shown = [page.text]
        while VIETNAMESE.next_page in labels(page):
            page = press(double, page, VIETNAMESE.next_page)
            shown.append(page.text)
        back = press(double, page, VIETNAMESE.button_answer)
    article = serving.shelf().article(article_key("2025-03-18-tuyen-dung-cong-chuc-nam-2025"))
    assert article is not None
    assert all(any(p.text in text for text in shown) for p in article.paragraphs)
    assert all(text.startswith(f"{TITLE}\nĐăng ngày 18/03/2025. Trang ") for text in shown)
    assert back.html == card.html


def test_newer_articles_on_the_matter(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say("Sở tuyển dụng bao nhiêu công chức năm 2019?"))
        newer = press(double, card, VIETNAMESE.button_newer)
        article = press(double, newer, "Bài 1")
        back = press(double, article, VIETNAMESE.button_list)
    assert newer.text.startswith("Bài mới hơn cùng chủ đề")
    assert f"1. {TITLE}, đăng ngày 18/03/2025" in newer.text
    assert article.text.startswith(TITLE)
    assert back.html == newer.html


def test_buttons_work_after_a_restart(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
    with RunningBot(double, serving):
        assert press(double, card, VIETNAMESE.button_more).text.startswith("Các đoạn tiếp theo")
        assert press(double, double.sent[-1], VIETNAMESE.previous_page).html == card.html


def test_buttons_work_with_a_new_index_and_say_what_is_gone(
    double: Double, retrieval: dict[str, str], tmp_path: Path
) -> None:
    index = shutil.copytree(retrieval["TINSO_INDEX"], tmp_path / "index")
    serving = Serving(index, retrieval["TINSO_MODEL"])
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
        build_index(index, list(reversed(ARTICLES)))
        serving.refresh()
        assert press(double, card, VIETNAMESE.button_whole).text.startswith(TITLE)
        build_index(index, ARTICLES[:2])
        serving.refresh()
        whole = data(card, VIETNAMESE.button_whole)
        assert press_for_a_note(double, card, whole) == VIETNAMESE.article_gone
        newer = data(card, VIETNAMESE.button_newer)
        assert press_for_a_note(double, card, newer) == VIETNAMESE.article_gone


def test_a_double_press_does_no_harm(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
        press(double, card, VIETNAMESE.button_more)
        again = press_for_a_note(double, card, data(card, VIETNAMESE.button_more))
    assert again == ""
    assert [s.html for s in double.sent if s.html == VIETNAMESE.trouble] == []


def test_a_press_that_is_heard_too_late_still_shows_what_it_asks_for(
    double: Double, serving: Serving
) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
    double.expire(double.press(card, data(card, VIETNAMESE.button_whole)))
    with RunningBot(double, serving):
        double.wait_until(lambda: len(double.sent) == 2)
        double.wait_for_reply(double.say("/help"))
    assert double.sent[1].text.startswith(TITLE)
    assert VIETNAMESE.trouble not in [sent.html for sent in double.sent]
    assert any("query is too old" in refusal for refusal in double.refusals)


@pytest.mark.parametrize("carried", ["nonsense", "p:999", "z:1"])
def test_a_button_that_nobody_made_does_no_harm(double: Double, serving: Serving, carried: str) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION))
        press_for_a_note(double, card, carried)
        assert TITLE in double.wait_for_reply(double.say(QUESTION)).text


def test_a_question_that_was_deleted_is_missed_politely(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        question = double.say(QUESTION)
        double.delete(question)
        double.wait_until(lambda: bool(double.sent))
        card = double.sent[0]
        note = press_for_a_note(double, card, data(card, VIETNAMESE.button_more))
        whole = press(double, card, VIETNAMESE.button_whole)
    assert note == VIETNAMESE.question_gone
    assert whole.text.startswith(TITLE)


@pytest.mark.parametrize(
    ("label", "thanks", "helped"),
    [
        (VIETNAMESE.button_helped, VIETNAMESE.thanks, 1),
        (VIETNAMESE.button_not_helped, VIETNAMESE.sorry, 0),
    ],
)
def test_a_word_on_the_answer_is_noted(
    double: Double, serving: Serving, tmp_path: Path, label: str, thanks: str, helped: int
) -> None:
    file = tmp_path / "journal.sqlite"
    journal = Journal(file, 90, "secret")
    with RunningBot(double, serving, journal=journal):
        card = double.wait_for_reply(double.say(QUESTION))
        for _ in range(2):
            assert press_for_a_note(double, card, data(card, label)) == thanks
    journal.close()
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT text, article, helped FROM question").fetchall()
    assert rows == [(QUESTION, "2025-03-18-tuyen-dung-cong-chuc-nam-2025", helped)]


def test_in_a_group_the_buttons_know_the_question_without_its_mention(
    double: Double, serving: Serving
) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(f"@tinso_bot {QUESTION}", chat=GROUP))
        more = press(double, card, VIETNAMESE.button_more)
        assert press(double, more, VIETNAMESE.previous_page).html == card.html


def test_every_button_says_in_words_what_it_does(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        card = double.wait_for_reply(double.say(QUESTION, language="en"))
    assert all(re.search(r"[^\W\d_]{2}", label) for label in labels(card))
    assert ENGLISH.button_whole in labels(card)
