"""From a citizen's message to the reply, with the real retrieval room behind the real bot."""

import shutil
import time
from pathlib import Path

import pytest

from bot.messages import ENGLISH, VIETNAMESE, Messages
from retrieval.answer import Status
from retrieval.serving import Serving
from tests.bot.conftest import ARTICLES, build_index
from tests.bot.running import REPOSITORY, RunningBot
from tests.telegram.double import Double

RECRUITMENT = REPOSITORY / "corpus" / "articles" / "2025-03-18-tuyen-dung-cong-chuc-nam-2025.txt"


@pytest.mark.parametrize(
    "question",
    [
        "Phí dự thi công chức năm 2025 là bao nhiêu?",
        "phi du thi cong chuc nam 2025 bao nhieu tien",
        "How much is the fee for the 2025 civil service exam?",
    ],
)
def test_a_question_is_answered_word_for_word(double: Double, serving: Serving, question: str) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say(question))
    first = next(e for e in reply.entities if e.type == "blockquote")
    quoted = reply.text[first.offset : first.offset + first.length]
    article = RECRUITMENT.read_text(encoding="utf-8")
    assert all(paragraph in article for paragraph in quoted.split("\n"))
    assert "300.000 đồng" in reply.text
    assert "Sở Thông tin và Truyền thông thông báo thi tuyển công chức năm 2025" in reply.text
    assert "18/03/2025" in reply.text


def test_a_question_on_something_else_is_not_answered(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say("Cách nấu phở bò tái ngon nhất?"))
    assert reply.html == VIETNAMESE.not_found


@pytest.mark.parametrize("text", ["xin chào", ":)))))", "😀😀😀", "?"])
def test_small_talk_gets_a_kind_word(double: Double, serving: Serving, text: str) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say(text))
    assert reply.html == VIETNAMESE.too_vague.format(examples=VIETNAMESE.examples)


@pytest.mark.parametrize(
    "text",
    [
        "phí dự thi " * 450,
        "😀" * 4_000,
        "<b>phí</b> &amp; <script>",
        "phí\u0000\u0007\u202edự thi",
        "\u0301" * 99,
    ],
    ids=["5,000 characters", "emoji", "HTML", "control characters", "accents"],
)
def test_any_text_gets_a_proper_answer(double: Double, serving: Serving, text: str) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say(text))
    assert reply.html not in (VIETNAMESE.trouble, ENGLISH.trouble)


@pytest.mark.parametrize(
    ("texts", "facts"),
    [
        (VIETNAMESE, ["300.000 đồng", "0299.3826.456", "Lê Thị Minh Nguyệt, Giám đốc Sở chủ trì"]),
        (ENGLISH, ["ngày 10/5/2025", "0299.3826.456", "Lê Thị Minh Nguyệt, Giám đốc Sở chủ trì"]),
    ],
    ids=["vi", "en"],
)
def test_the_examples_that_citizens_are_given_have_answers(
    serving: Serving, texts: Messages, facts: list[str]
) -> None:
    for example, fact in zip(texts.examples.splitlines(), facts, strict=True):
        answer = serving.answer(example.removeprefix("• "))
        assert answer.status in (Status.ANSWERED, Status.RELATED)
        assert fact in answer.hits[0].passage.text


def test_a_new_index_is_served_without_a_restart(
    double: Double, retrieval: dict[str, str], tmp_path: Path
) -> None:
    index = shutil.copytree(retrieval["TINSO_INDEX"], tmp_path / "index")
    with RunningBot(double, Serving(index, retrieval["TINSO_MODEL"]), refresh_seconds=0.1):
        assert "trong 5 bài viết" in double.wait_for_reply(double.say("/nguon")).text
        build_index(index, ARTICLES[:2])
        while "trong 2 bài viết" not in double.wait_for_reply(double.say("/nguon")).text:
            time.sleep(0.1)
