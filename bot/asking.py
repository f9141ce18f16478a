"""Which question a message asks: by itself, or continuing the one before it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message
from telegram.constants import ChatType, MessageEntityType

from bot import views
from bot.memory import Memory
from bot.views import Helped
from retrieval.followup import combined, replaces_matter

Continues = Callable[[str, str], bool]
"""Whether the second question continues the first."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A citizen's words, and the matter that they may continue."""

    text: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be searched for."""

    text: str
    matter: str
    """What a short question after this one continues."""
    is_continued: bool


def heard_in(message: Message, username: str, memory: Memory) -> Heard:
    """The words of a citizen's `message`.

    They may continue the answer that it replies to, or in a private chat the question of a few minutes ago;
    a corrected message still continues what it continued at first.
    """
    replied = memory.replied.get((message.chat.id, message.message_id))
    before = replied.before if replied else _before(message, memory)
    return Heard(without_mention(message.text or "", username), before)


def understood(heard: Heard, continues: Continues) -> Asked:
    """What was asked: by itself, or together with the matter before, if it `continues` that."""
    text, before = heard.text, heard.before
    if before is None or before == text or not continues(before, text):
        return Asked(text, text, False)
    whole = combined(before, text)
    return Asked(whole, whole if replaces_matter(text) else before, True)


def asked_of(message: Message, username: str, *, alone: bool) -> Asked | None:
    """The question that the bot's `message` answers; as typed if `alone`. None when it is gone."""
    entities = message.parse_entities([MessageEntityType.ITALIC])
    if entities and not alone:
        whole = next(iter(entities.values()))
        return Asked(whole, whole, True)
    question = message.reply_to_message
    if question is None or not question.text:
        return None
    text = without_mention(question.text, username)
    return Asked(text, text, False)


def entry_of(message: Message) -> str | None:
    """The journal's name for the question that the bot's `message` answers: its buttons carry it."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    for row in rows:
        for button in row:
            view = views.read(button.callback_data) if isinstance(button.callback_data, str) else None
            if isinstance(view, Helped):
                return view.entry
    return None


def without_mention(text: str, username: str) -> str:
    return re.sub(rf"@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()


def _before(message: Message, memory: Memory) -> str | None:
    """The matter that `message` may continue."""
    answer = message.reply_to_message
    if answer:
        told = memory.told.get((message.chat.id, answer.message_id))
        if told:
            return told
        italics = answer.parse_entities([MessageEntityType.ITALIC]) if answer.text else {}
        if italics:
            return next(iter(italics.values()))
    if message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return None
    return memory.asked.get((message.chat.id, message.from_user.id))
