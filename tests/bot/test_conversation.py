"""What a citizen gets back on Telegram, whatever is sent."""

import threading
from typing import Any

import pytest

from bot.messages import ENGLISH, VIETNAMESE
from retrieval.answer import Answer, Spelling, Status
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import GROUP, Double

FEE = found(hit(FEES, 3, 3))
FEE_TEXT = "Phí cấp mới là 150.000 đồng. Phí gia hạn là 90.000 đồng. Người cao tuổi được miễn phí."


def test_a_question_is_answered_with_a_quotation_and_its_source(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        reply = double.wait_for_reply(double.say("Cấp chữ ký số hết bao nhiêu tiền?"))
    assert reply.text == (
        f"{FEE_TEXT}\nNguồn: Mức phí cấp chữ ký số <cá nhân> & tổ chức, đăng ngày 05/03/2025, đoạn 3."
    )
    assert [(e.type, reply.text[e.offset : e.offset + e.length], e.url) for e in reply.entities] == [
        ("blockquote", FEE_TEXT, None),
        ("bold", "Phí cấp mới là 150.000 đồng.", None),
        ("text_link", FEES.title, FEES.url),
    ]
    assert '"is_disabled": true' in reply.params["link_preview_options"]


@pytest.mark.parametrize(
    ("status", "beginning"),
    [
        (Status.RELATED, VIETNAMESE.related),
        (Status.NOT_FOUND, VIETNAMESE.not_found),
        (Status.TOO_VAGUE, VIETNAMESE.too_vague.format(examples=VIETNAMESE.examples)),
    ],
)
def test_each_status_has_its_reply(double: Double, status: Status, beginning: str) -> None:
    with RunningBot(double, Scripted(found(hit(FEES, 3, 3), status=status))):
        reply = double.wait_for_reply(double.say("Phí?"))
    assert reply.html.startswith(beginning)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/start", "kênh tra cứu tự động của Sở Thông tin & Truyền thông tỉnh Lam Giang, cơ quan chịu trách"),
        ("/start", "Đây là phần mềm, không phải cán bộ trả lời."),
        ("/riengtu", "Sở Thông tin & Truyền thông tỉnh Lam Giang là cơ quan chịu trách nhiệm"),
        ("/riengtu", "90 ngày"),
        ("/language", "chọn ngôn ngữ"),
        ("/help", "Cách hỏi"),
        ("/nguon", "1.234 bài viết"),
        ("/nguon", "đăng từ ngày 11/01/2018 đến ngày 05/03/2025"),
        ("/nguon", "cập nhật lúc 09:30, 05/03/2025, phiên bản 20250305-093000-ab12"),
        ("/khongco", "không có lệnh này"),
    ],
)
def test_commands(double: Double, command: str, text: str) -> None:
    with RunningBot(double, Scripted(FEE)):
        assert text in double.wait_for_reply(double.say(command)).text


def test_commands_are_registered_in_both_languages(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        pass
    names = ["start", "help", "moinhat", "tim", "chude", "nguon", "language", "riengtu", "xoa"]
    assert [c["command"] for c in double.commands[""]] == names
    assert [c["command"] for c in double.commands["en"]] == names
    assert double.commands["en"][0] == {"command": "start", "description": "Introduction"}


@pytest.mark.parametrize(
    ("language", "spelling", "expected"),
    [
        ("vi", Spelling.ACCENTED, VIETNAMESE),
        (None, Spelling.UNACCENTED, VIETNAMESE),
        ("fr", Spelling.ACCENTED, VIETNAMESE),
        ("en", Spelling.ACCENTED, ENGLISH),
        ("en-GB", Spelling.ACCENTED, ENGLISH),
        ("vi", Spelling.ENGLISH, ENGLISH),
    ],
)
def test_language(double: Double, language: str | None, spelling: Spelling, expected: Any) -> None:
    with RunningBot(double, Scripted(found(status=Status.NOT_FOUND, spelling=spelling))):
        reply = double.wait_for_reply(double.say("Phí?", language=language))
    assert reply.html == expected.not_found


def test_a_greeting_is_answered_in_the_language_of_the_citizens_telegram(double: Double) -> None:
    with RunningBot(double, Scripted(found(status=Status.TOO_VAGUE, spelling=Spelling.ENGLISH))):
        reply = double.wait_for_reply(double.say("alo"))
    assert reply.html.startswith("Kính chào quý vị.")


_FILE = {"file_id": "a", "file_unique_id": "a"}
_PERSON = {"id": 5, "is_bot": False, "first_name": "Hoa"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"photo": [{**_FILE, "width": 1, "height": 1}], "caption": "gì đây?"}, VIETNAMESE.picture),
        ({"voice": {**_FILE, "duration": 3}}, VIETNAMESE.voice),
        ({"document": _FILE}, VIETNAMESE.file),
        (
            {
                "sticker": {
                    **_FILE,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            VIETNAMESE.sticker,
        ),
        ({"location": {"latitude": 21.0, "longitude": 105.8}}, VIETNAMESE.not_text),
        (
            {"text": "Phí?", "forward_origin": {"type": "user", "date": 1, "sender_user": _PERSON}},
            VIETNAMESE.forwarded,
        ),
    ],
    ids=["photo", "voice", "file", "sticker", "place", "forwarded"],
)
def test_what_is_not_a_question_gets_a_kind_word(
    double: Double, fields: dict[str, Any], expected: str
) -> None:
    with RunningBot(double, Scripted(FEE)):
        assert double.wait_for_reply(double.send(**fields)).html == expected


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000, "😀" * 100, "<b>&amp;</i>", "a\u0000\u0007\u202eb", "{department} %s", "/ ?", "'; DROP"],
)
def test_any_text_is_answered(double: Double, text: str) -> None:
    with RunningBot(double, Scripted(FEE)):
        assert FEE_TEXT in double.wait_for_reply(double.say(text)).text


def test_a_question_that_was_deleted_is_answered_all_the_same(double: Double) -> None:
    double.delete(double.say("Phí?"))
    with RunningBot(double, Scripted(FEE)):
        double.wait_until(lambda: bool(double.sent))
    assert double.sent[0].reply_to is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("@tinso_bot phí bao nhiêu?", "phí bao nhiêu?"),
        ("phí bao nhiêu vậy @TinSo_Bot ?", "phí bao nhiêu vậy  ?"),
    ],
)
def test_in_a_group_a_mention_is_answered(double: Double, text: str, asked: str) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        assert FEE_TEXT in double.wait_for_reply(double.say(text, chat=GROUP)).text
    assert answers.asked == [asked]


def test_in_a_group_a_reply_to_the_bot_is_answered(double: Double) -> None:
    with RunningBot(double, Scripted(FEE)):
        double.wait_for_reply(double.say("/start", chat=GROUP))
        said = {
            "message_id": double.sent[0].message_id,
            "date": 1,
            "chat": {"id": GROUP, "type": "supergroup"},
        }
        question = double.say(
            "Phí?",
            chat=GROUP,
            reply_to_message={**said, "from": {"id": 4242, "is_bot": True, "first_name": "TinSở"}},
        )
        assert FEE_TEXT in double.wait_for_reply(question).text


def test_in_a_group_other_talk_is_left_alone(double: Double) -> None:
    answers = Scripted(FEE)
    with RunningBot(double, answers):
        for text in ("chào cả nhà", "@another_bot phí?", "/start@another_bot", "/khongco"):
            double.say(text, chat=GROUP)
        double.send(chat=GROUP, location={"latitude": 21.0, "longitude": 105.8})
        double.wait_for_reply(double.say("/help", chat=GROUP))
    assert (answers.asked, len(double.sent)) == ([], 1)


def test_a_failure_is_apologised_for(double: Double) -> None:
    answers = Scripted(ValueError("Phí?"))
    with RunningBot(double, answers):
        assert double.wait_for_reply(double.say("Phí?")).html == VIETNAMESE.trouble
        answers.reply = FEE
        assert FEE_TEXT in double.wait_for_reply(double.say("Phí?")).text


def test_many_citizens_do_not_wait_for_one_another(double: Double) -> None:
    both = threading.Barrier(2, timeout=10)

    def answer(text: str) -> Answer:
        both.wait()
        return FEE

    with RunningBot(double, Scripted(answer), threads=2):
        questions = [double.say("Phí?", chat=citizen) for citizen in (1, 2)]
        assert all(FEE_TEXT in double.wait_for_reply(question).text for question in questions)


def test_overload_is_answered_politely(double: Double) -> None:
    go_on = threading.Event()

    def answer(text: str) -> Answer:
        go_on.wait(10)
        return FEE

    answers = Scripted(answer)
    with RunningBot(double, answers, threads=1, waiting=1):
        questions = [double.say("Phí?", chat=citizen) for citizen in range(1, 6)]
        double.wait_until(lambda: len(double.sent) == 3)
        go_on.set()
        replies = [double.wait_for_reply(question).html for question in questions]
    assert replies.count(VIETNAMESE.busy) == 3
    assert len(answers.asked) == 2
