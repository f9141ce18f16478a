"""The conversation at a terminal and on a pipe: the same application without Telegram."""

import asyncio
import io
import os
from threading import Thread

import pytest

from bot.ansi import render
from bot.handlers import Conversation
from bot.messages import VIETNAMESE
from bot.terminal import talk
from bot.workers import Workers
from retrieval.answer import Answer, Status
from tests.bot.running import DEPARTMENT
from tests.bot.samples import FEES, Scripted, found, hit

FEE = found(hit(FEES, 3, 3))
VAGUE = found(status=Status.TOO_VAGUE)


def conversation(answers: Scripted, typed: bytes) -> str:
    """What is printed when `typed` comes through a pipe."""
    reader, writer = os.pipe()
    Thread(target=_type, args=(writer, typed)).start()
    out, workers = io.StringIO(), Workers(threads=2, waiting=10)
    with io.FileIO(reader) as source:
        asyncio.run(talk(Conversation(answers, workers, DEPARTMENT), 60, source, out))
    workers.close()
    return out.getvalue()


def _type(writer: int, typed: bytes) -> None:
    with io.FileIO(writer, "w") as pipe:
        pipe.write(typed)


def test_a_question_on_a_pipe_is_answered_and_then_it_ends() -> None:
    assert conversation(Scripted(FEE), "Phí bao nhiêu?\n".encode()) == (
        "  │ Phí cấp mới là 150.000 đồng. Phí gia hạn là 90.000 đồng. Người cao tuổi được miễn phí.\n"
        "Nguồn: Mức phí cấp chữ ký số <cá nhân> & tổ chức (https://so.example/tin?id=7&muc=phi),"
        " đăng ngày 05/03/2025, đoạn 3.\n\n"
    )


def test_several_lines_are_answered_in_order() -> None:
    def answer(text: str) -> Answer:
        return FEE if text == "Phí?" else VAGUE

    answers = Scripted(answer)
    printed = conversation(answers, "Phí?\nchào\n/start\nPhí?".encode())
    assert answers.asked == ["Phí?", "chào", "Phí?"]
    beginnings = [
        "Phí cấp mới",
        VIETNAMESE.too_vague[:20],
        "Đây là kênh tra cứu tự động của Sở",
        "Phí cấp mới",
    ]
    places = [
        printed.index(beginnings[0]),
        *map(printed.index, beginnings[1:3]),
        printed.rindex(beginnings[3]),
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("typed", [b"\n", b"\xff\xfe\x00\x07\n", b"/\n", b"/ \n", b"x" * 5_000])
def test_any_line_is_answered(typed: bytes) -> None:
    answers = Scripted(VAGUE)
    assert conversation(answers, typed).startswith("Kính chào quý vị.")
    assert len(answers.asked) == 1


def test_nothing_typed_nothing_printed() -> None:
    assert conversation(Scripted(FEE), b"") == ""


def test_quotations_have_a_margin_and_bold_only_where_it_can_be_seen() -> None:
    html = "<blockquote>một <b>hai &lt;3</b>\nba</blockquote>\nbốn"
    assert render(html, styled=False) == "  │ một hai <3\n  │ ba\nbốn"
    assert render(html, styled=True) == "  │ một \x1b[1mhai <3\x1b[0m\n  │ ba\nbốn"
