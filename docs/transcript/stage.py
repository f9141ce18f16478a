"""A stage for one conversation: what citizens do, and what the bot's answers look like."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.handlers import Answers
from docs.transcript import bubbles
from tests.bot.running import RunningBot
from tests.telegram.double import CITIZEN, GROUP, Double, Json
from tests.telegram.world import Sent

_PATIENCE = 60.0


class Stage:
    """Records one conversation with the real bot as `pieces` of HTML."""

    def __init__(self, double: Double, answers: Answers) -> None:
        self.double = double
        self.answers = answers
        self.pieces: list[str] = []

    @contextmanager
    def bot(self, **options: Any) -> Iterator[None]:
        """The bot runs meanwhile; `options` as `RunningBot` takes them."""
        with RunningBot(self.double, options.pop("answers", self.answers), **options):
            yield

    @property
    def last(self) -> Sent:
        return self.double.sent[-1]

    def remark(self, text: str) -> None:
        self.pieces.append(bubbles.remark(text))

    def say(self, text: str, *, who: str = "", opened: bool = False, **fields: Any) -> Json:
        """A citizen writes; the bot replies."""
        return self.send(text, who=who, opened=opened, text=text, **fields)

    def send(self, shown: str, *, who: str = "", opened: bool = False, **fields: Any) -> Json:
        """A citizen sends a message of any kind, which is `shown` so; the bot replies."""
        update = self.send_unanswered(shown, who=who, **fields)
        sent = self.double.wait_for_reply(update, timeout=_PATIENCE)
        self.pieces.append(bubbles.bot(sent, reply=shown, opened=opened))
        return update

    def send_unanswered(self, shown: str, *, who: str = "", **fields: Any) -> Json:
        quoted = fields.get("reply_to_message", {}).get("text", "")
        self.pieces.append(bubbles.citizen(shown, who=who, reply=quoted))
        return self.double.send(**fields)

    def wait_and_show(self, update: Json) -> None:
        sent = self.double.wait_for_reply(update, timeout=_PATIENCE)
        self.pieces.append(bubbles.bot(sent, reply=update["message"]["text"]))

    def reply_to(self, sent: Sent) -> Json:
        """The field `reply_to_message` of a message that replies to the bot's."""
        kind: Json = {"type": "supergroup", "title": "Tổ"} if sent.chat_id == GROUP else {"type": "private"}
        said = {
            "message_id": sent.message_id,
            "date": 1,
            "chat": {"id": sent.chat_id, **kind},
            "from": {"id": 4242, "is_bot": True, "first_name": "TinSở"},
            "text": sent.text,
            "entities": [{"type": e.type, "offset": e.offset, "length": e.length} for e in sent.entities],
        }
        return {"reply_to_message": said | ({"reply_markup": sent.markup} if sent.markup else {})}

    def edit(self, update: Json, text: str) -> None:
        """A citizen corrects a message; the bot corrects its reply."""
        before = len(self.double.sent)
        self.double.edit(update, text)
        self.double.wait_until(lambda: len(self.double.sent) > before, timeout=_PATIENCE)
        self.pieces += [bubbles.citizen(text, mark="đã sửa"), bubbles.bot(self.last, reply=text)]

    def press(self, label: str, sent: Sent | None = None) -> None:
        """A citizen presses the button `label` of the last message, or of `sent`."""
        self.pieces.append(bubbles.press(label))
        self.press_data(_data(sent or self.last, label), sent)

    def press_data(self, data: str, sent: Sent | None = None) -> None:
        answered = sum(call.method == "answerCallbackQuery" for call in self.double.calls)
        before = len(self.double.sent)
        self.double.press(sent or self.last, data)
        self.double.wait_for_call("answerCallbackQuery", times=answered + 1, timeout=_PATIENCE)
        if len(self.double.sent) > before:
            self.pieces.append(bubbles.bot(self.last))
        said = [call for call in self.double.calls if call.method == "answerCallbackQuery"][-1]
        if text := str(said.params.get("text", "")):
            self.pieces.append(bubbles.alert(text))

    def inline(self, query: str) -> list[Json]:
        """A citizen writes @bot and `query` in some chat; the results to choose from."""
        answered = sum(call.method == "answerInlineQuery" for call in self.double.calls)
        self.double.search(query)
        self.double.wait_for_call("answerInlineQuery", times=answered + 1, timeout=_PATIENCE)
        call = [call for call in self.double.calls if call.method == "answerInlineQuery"][-1]
        results: list[Json] = json.loads(call.params["results"])
        self.pieces.append(bubbles.menu([(r["title"], r.get("description", "")) for r in results[:4]]))
        self.pieces.append(bubbles.typed(f"@tinso_bot {query}"))
        return results


def _data(sent: Sent, label: str) -> str:
    rows = (sent.markup or {})["inline_keyboard"]
    return str(next(button["callback_data"] for row in rows for button in row if button["text"] == label))


__all__ = ["CITIZEN", "GROUP", "Stage"]
