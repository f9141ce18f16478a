"""Updates that Telegram brings."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from bot.intake import Intake
from bot.settings import Address
from bot.webhook import Webhook
from tests.bot.running import RunningBot
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import Double
from tests.telegram.world import Json

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def webhook(double: Double) -> Iterator[Webhook]:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        listen = Address("127.0.0.1", reserved.getsockname()[1])
    intake = Intake()
    webhook = Webhook(f"https://{listen}/tinso", listen, double.token, intake)
    with RunningBot(double, Scripted(found(hit(FEES, 3, 3))), webhook=webhook, intake=intake):
        yield webhook


def bring(double: Double, webhook: Webhook, update: Json | bytes, *, secret: str | None = None) -> int:
    """The status that Telegram gets for bringing `update` to where the bot said."""
    call = next(call for call in double.calls if call.method == "setWebhook")
    address = str(call.params["url"]).replace("https:", "http:")
    headers = {HEADER: webhook.secret if secret is None else secret}
    if isinstance(update, bytes):
        return httpx.post(address, content=update, headers=headers).status_code
    return httpx.post(address, json=update, headers=headers).status_code


def test_an_update_is_answered(double: Double, webhook: Webhook) -> None:
    question = double.say("Phí?")
    assert bring(double, webhook, question) == 200
    assert "150.000" in double.wait_for_reply(question).text


def test_telegram_learns_the_secret_and_a_path_without_the_token(double: Double, webhook: Webhook) -> None:
    params = next(call.params for call in double.calls if call.method == "setWebhook")
    assert params["secret_token"] == webhook.secret
    assert params["url"].endswith(webhook.path) and len(webhook.path) == 65
    assert double.token.split(":")[1] not in str(params)


@pytest.mark.parametrize("secret", ["", "đoán mò".encode().hex(), "0" * 64])
def test_nobody_else_can_bring_updates(double: Double, webhook: Webhook, secret: str) -> None:
    question = double.say("Phí?")
    assert bring(double, webhook, question, secret=secret) == 403
    assert not double.replies(question)


def test_an_update_brought_twice_is_answered_once(double: Double, webhook: Webhook) -> None:
    question, next_one = double.say("Phí?"), double.say("Phí?")
    for update in (question, question, next_one):
        assert bring(double, webhook, update) == 200
    double.wait_for_reply(next_one)
    assert len(double.replies(question)) == 1


def test_a_malformed_update_is_not_brought_again(double: Double, webhook: Webhook) -> None:
    assert bring(double, webhook, {"update_id": 1, "message": {"message_id": 1}}) == 200


def test_what_is_no_update_is_refused(double: Double, webhook: Webhook) -> None:
    assert bring(double, webhook, b"{") == 400


def test_too_much_is_brought_again_later(
    double: Double, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Webhook, "full", True)
    assert bring(double, webhook, double.say("Phí?")) == 503


def test_the_path_and_the_secret_change_with_the_token_only() -> None:
    listen, intake = Address("127.0.0.1", 1), Intake()
    first, again, other = (
        Webhook("https://x.example", listen, token, intake) for token in ("1:a", "1:a", "1:b")
    )
    assert (first.path, first.secret) == (again.path, again.secret)
    assert len({first.path, first.secret, other.path, other.secret}) == 4
