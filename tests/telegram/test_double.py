"""The Bot API double behaves as the Bot API does."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.telegram import faults
from tests.telegram.double import CITIZEN, Double


@pytest.fixture
def double() -> Iterator[Double]:
    with Double() as double:
        yield double


def call(double: Double, method: str, token: str | None = None, **params: Any) -> Any:
    response = httpx.post(f"{double.url}/bot{token or double.token}/{method}", json=params, timeout=10)
    assert response.status_code == response.json().get("error_code", 200)
    return response.json()


def refusal(double: Double, method: str, **params: Any) -> tuple[int, str]:
    answer = call(double, method, **params)
    return answer["error_code"], answer["description"]


def test_updates_stay_until_a_later_offset_confirms_them(double: Double) -> None:
    first, second = double.say("một"), double.say("hai")
    assert [u["update_id"] for u in call(double, "getUpdates")["result"]] == [
        first["update_id"],
        second["update_id"],
    ]
    assert len(call(double, "getUpdates")["result"]) == 2
    assert call(double, "getUpdates", offset=second["update_id"])["result"] == [second]
    assert call(double, "getUpdates", offset=second["update_id"] + 1)["result"] == []
    assert double.pending == 0


def test_a_long_poll_ends_when_something_is_said(double: Double) -> None:
    threading.Timer(0.2, double.say, ["chào"]).start()
    begun = time.monotonic()
    assert call(double, "getUpdates", timeout=5)["result"][0]["message"]["text"] == "chào"
    assert time.monotonic() - begun < 2


def test_a_long_poll_ends_empty_after_its_timeout(double: Double) -> None:
    assert call(double, "getUpdates", timeout=0.1)["result"] == []


def test_a_second_poller_ends_the_first_with_a_conflict(double: Double) -> None:
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(call(double, "getUpdates", timeout=5)))
    first.start()
    double.wait_for_call("getUpdates")
    call(double, "getUpdates")
    first.join()
    assert answers[0]["error_code"] == 409
    assert "terminated by other getUpdates" in answers[0]["description"]


def test_a_webhook_forbids_polling(double: Double) -> None:
    call(double, "setWebhook", url="https://bot.example/")
    assert refusal(double, "getUpdates")[0] == 409
    call(double, "deleteWebhook")
    assert call(double, "getUpdates")["ok"]


def test_tokens(double: Double) -> None:
    assert call(double, "getMe")["result"]["username"] == "tinso_bot"
    assert call(double, "getMe", token="4242:wrong")["error_code"] == 401
    assert call(double, "getMe", token="nonsense")["error_code"] == 404


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "<b>" + "a" * 4097 + "</b>", "parse_mode": "HTML"}, "message is too long"),
        ({"text": "<b></b>" * 5_000 + "a", "parse_mode": "HTML"}, "text is too long"),
        ({"text": "<b>a</b> " * 101, "parse_mode": "HTML"}, "too many entities"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "+", "callback_data": "đ" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "+", "callback_data": ""}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "+"}]]}},
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "+", "callback_data": "a"}] * 101]}},
            "REPLY_MARKUP_TOO_LONG",
        ),
    ],
)
def test_messages_that_are_refused(double: Double, fields: dict[str, Any], description: str) -> None:
    double.say("chào")
    assert refusal(double, "sendMessage", chat_id=CITIZEN, **fields) == (400, f"Bad Request: {description}")


def test_a_message_of_4096_characters_is_accepted(double: Double) -> None:
    double.say("chào")
    assert call(double, "sendMessage", chat_id=CITIZEN, text="<b>đ</b>" * 96 + "a" * 4000, parse_mode="HTML")[
        "ok"
    ]


def test_unknown_chats_and_blocked_bots(double: Double) -> None:
    assert refusal(double, "sendMessage", chat_id=CITIZEN, text="a") == (400, "Bad Request: chat not found")
    double.say("chào")
    double.block()
    assert refusal(double, "sendMessage", chat_id=CITIZEN, text="a")[0] == 403


def test_a_reply_to_a_deleted_message_needs_permission(double: Double) -> None:
    question = double.say("chào")
    double.delete(question)
    target = {"message_id": question["message"]["message_id"], "allow_sending_without_reply": True}
    assert call(double, "sendMessage", chat_id=CITIZEN, text="a", reply_parameters=target)["ok"]


def test_a_button_is_answered_once(double: Double) -> None:
    double.say("chào")
    keyboard = {"inline_keyboard": [[{"text": "+", "callback_data": "more"}]]}
    call(double, "sendMessage", chat_id=CITIZEN, text="a", reply_markup=keyboard)
    query = double.press(double.sent[0], "more")["callback_query"]["id"]
    assert call(double, "answerCallbackQuery", callback_query_id=query)["ok"]
    assert "query is too old" in refusal(double, "answerCallbackQuery", callback_query_id=query)[1]


def test_an_edit_must_change_something(double: Double) -> None:
    double.say("chào")
    sent = call(double, "sendMessage", chat_id=CITIZEN, text="một")["result"]
    edit = {"chat_id": CITIZEN, "message_id": sent["message_id"]}
    assert "message is not modified" in refusal(double, "editMessageText", text="một", **edit)[1]
    assert call(double, "editMessageText", text="hai", **edit)["result"]["text"] == "hai"


def test_misbehaviour_comes_in_order_and_then_ends(double: Double) -> None:
    double.misbehave("getMe", faults.too_many(3), faults.slow(0.01))
    assert call(double, "getMe")["parameters"] == {"retry_after": 3}
    assert call(double, "getMe")["ok"]
    assert call(double, "getMe")["ok"]


@pytest.mark.parametrize(
    ("fault", "carried_out"),
    [(faults.dropped(), False), (faults.unheard(), True), (faults.half_answered(), True)],
)
def test_connections_break(double: Double, fault: faults.Fault, carried_out: bool) -> None:
    double.say("chào")
    double.misbehave("sendMessage", fault)
    with pytest.raises(httpx.RemoteProtocolError):
        call(double, "sendMessage", chat_id=CITIZEN, text="a")
    assert bool(double.sent) == carried_out


def _article(number: int, **content: str) -> dict[str, Any]:
    return {"type": "article", "id": str(number), "title": "t", "input_message_content": content}


@pytest.mark.parametrize(
    ("results", "fields", "description"),
    [
        ([_article(n, message_text="a") for n in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([_article(1, message_text="a")] * 2, {}, "RESULT_ID_INVALID"),
        ([_article(1, message_text="a") | {"id": "đ" * 33}], {}, "RESULT_ID_INVALID"),
        ([_article(1, message_text="a") | {"title": ""}], {}, "ARTICLE_TITLE_EMPTY"),
        ([_article(1, message_text="a" * 4_097)], {}, "message is too long"),
        ([_article(1, message_text="<b>a", parse_mode="HTML")], {}, "can't parse entities"),
        ([], {"next_offset": "a" * 65}, "NEXT_OFFSET_INVALID"),
    ],
)
def test_inline_answers_that_are_refused(
    double: Double, results: list[Any], fields: dict[str, str], description: str
) -> None:
    query = double.search("phí")["inline_query"]["id"]
    refused = refusal(double, "answerInlineQuery", inline_query_id=query, results=results, **fields)
    assert description in refused[1]


def test_an_inline_query_is_answered_once_and_not_too_late(double: Double) -> None:
    first, second = (double.search("phí") for _ in range(2))
    answer = {"inline_query_id": first["inline_query"]["id"], "results": []}
    assert call(double, "answerInlineQuery", **answer)["ok"]
    assert "query is too old" in refusal(double, "answerInlineQuery", **answer)[1]
    double.expire(second)
    late = refusal(double, "answerInlineQuery", inline_query_id=second["inline_query"]["id"], results=[])
    assert "query is too old" in late[1]


@pytest.mark.parametrize(
    ("method", "field", "most"),
    [("setMyDescription", "description", 512), ("setMyShortDescription", "short_description", 120)],
)
def test_descriptions_have_a_length(double: Double, method: str, field: str, most: int) -> None:
    assert call(double, method, **{field: "đ" * most})["ok"]
    assert refusal(double, method, **{field: "đ" * (most + 1)})[0] == 400
