"""What the bot does: a method for each interaction, in the order in which a citizen meets them.

A question goes from `Conversation.question` to retrieval in a worker thread, and comes back as
an `Answer` that `bot.replies` turns into HTML. Where updates come from is `bot.application`'s matter.
"""

import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot import replies
from bot.logs import where
from bot.messages import Messages, messages_for
from bot.workers import Overloaded, Workers
from retrieval.answer import Answer, IndexSummary

Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]
log = logging.getLogger(__name__)


class Answers(Protocol):
    """What the bot needs of retrieval: `retrieval.serving.Serving` gives it."""

    def answer(self, text: str, *, limit: int = ..., now: datetime | None = ...) -> Answer: ...
    def summary(self) -> IndexSummary: ...
    def refresh(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that is said to citizens."""

    answers: Answers
    workers: Workers
    department: str

    async def start(self, update: Update, context: Context) -> None:
        """/start: who this is and what it does."""
        message, texts = _received(update)
        await message.reply_text(replies.start(self.department, texts))

    async def help(self, update: Update, context: Context) -> None:
        """/help: how to ask."""
        message, texts = _received(update)
        await message.reply_text(texts.help)

    async def sources(self, update: Update, context: Context) -> None:
        """/nguon: what is being searched."""
        message, texts = _received(update)
        await message.reply_text(replies.sources(self.answers.summary(), self.department, texts))

    async def question(self, update: Update, context: Context) -> None:
        """Any other text: search for it and quote what was found."""
        message, texts = _received(update)
        asked = _without_mention(message.text or "", context.bot.username)
        try:
            found = await self.workers.run(partial(self.answers.answer, asked, limit=replies.MAX_SOURCES))
        except Overloaded:
            await message.reply_text(texts.busy)
            return
        texts = messages_for(_language(update), found.question)
        await message.reply_text(replies.answer(found, texts))

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that doesn't exist."""
        message, texts = _received(update)
        await message.reply_text(texts.unknown_command)

    async def not_text(self, update: Update, context: Context) -> None:
        """A photo, a voice message, a sticker: a kind word on what works."""
        message, texts = _received(update)
        await message.reply_text(texts.not_text)

    async def trouble(self, update: object, context: Context) -> None:
        """Something failed: the operator learns where, the citizen gets an apology."""
        match context.error:
            case Forbidden():  # the citizen blocked the bot or left: nobody is waiting
                return
            case BadRequest() as error:  # a NetworkError by inheritance, so it comes first
                log.error("Telegram từ chối một tin nhắn của hệ thống: %s", error.message)
            case NetworkError() | RetryAfter() as error:
                log.error("Không gửi được câu trả lời sau nhiều lần thử: %s", type(error).__name__)
                return
            case BaseException() as error:
                log.error("Lỗi khi trả lời một tin nhắn:\n%s", where(error))
        if isinstance(update, Update) and update.effective_message:
            message, texts = _received(update)
            with suppress(TelegramError):
                await message.reply_text(texts.trouble)


def _received(update: Update) -> tuple[Message, Messages]:
    """The message that came, and the texts in its author's language."""
    message = update.effective_message
    assert message is not None, "handlers are registered for messages only"
    return message, messages_for(_language(update))


def _language(update: Update) -> str | None:
    return update.effective_user.language_code if update.effective_user else None


def _without_mention(text: str, username: str) -> str:
    return re.sub(rf"@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()
