"""What the bot does: a method for each interaction, in the order in which a citizen meets them.

A question goes from `Conversation.question` to retrieval in a worker thread, and comes back as
an `Answer` that `bot.replies` turns into HTML. Where updates come from is `bot.application`'s matter.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot import inline, replies, showing, views
from bot.asking import Asked, Heard, asked_of, entry_of, heard_in
from bot.journal import Journal
from bot.keyboards import keyboard
from bot.kinds import kind_word
from bot.limits import Limits, Wait
from bot.logs import where
from bot.memory import Memory, Replied
from bot.messages import Messages, messages_for
from bot.notes import Notes
from bot.showing import Answers, Shown
from bot.typing_action import typing
from bot.views import Alone, Helped, Language, Matches, Newest, Passages, Topics, View
from bot.workers import Overloaded, Workers
from retrieval.answer import Answer, Status

__all__ = ["Answers", "Context", "Conversation"]

Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]
log = logging.getLogger(__name__)

_CITIZEN_A_MINUTE = 20
_GROUP_A_MINUTE = 40
_TYPED_A_MINUTE = 60
_DAYS_KEPT = 90


@dataclass(frozen=True, slots=True)
class FairUse:
    """How many requests a citizen, and a group, may make; None sets no limit."""

    citizens: Limits | None = field(default_factory=lambda: Limits(_CITIZEN_A_MINUTE))
    groups: Limits | None = field(default_factory=lambda: Limits(_GROUP_A_MINUTE))

    typing: Limits | None = field(default_factory=lambda: Limits(_TYPED_A_MINUTE))

    def is_typing_too_fast(self, citizen: int) -> bool:
        """Inline mode asks again at every pause in typing: it has a limit of its own."""
        return self.typing is not None and self.typing.take(citizen) is not None

    def take(self, citizen: int, chat: int) -> Wait | None:
        """How long to wait, when too much was asked."""
        wait = self.citizens.take(citizen) if self.citizens else None
        if wait is None and chat != citizen and self.groups:
            wait = self.groups.take(chat)
        return wait


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that is said to citizens."""

    answers: Answers
    workers: Workers
    department: str
    journal: Journal = field(default_factory=lambda: Journal(None, _DAYS_KEPT, ""))
    fair_use: FairUse = field(default_factory=FairUse)
    memory: Memory = field(default_factory=Memory)

    async def start(self, update: Update, context: Context) -> None:
        """/start: who this is and what it does."""
        message, texts = self._received(update)
        await message.reply_text(replies.start(self.department, texts))

    async def help(self, update: Update, context: Context) -> None:
        """/help: how to ask."""
        message, texts = self._received(update)
        await message.reply_text(texts.help)

    async def sources(self, update: Update, context: Context) -> None:
        """/nguon: what is being searched."""
        message, texts = self._received(update)
        await message.reply_text(replies.sources(self.answers.summary(), self.department, texts))

    async def question(self, update: Update, context: Context) -> None:
        """Any other text: search for it and quote what was found."""
        message, texts = self._received(update)
        heard = heard_in(message, context.bot.username, self.memory)
        if await self._is_too_much(update, message, texts):
            return
        try:
            async with typing(message):
                asked, found = await self.workers.run(partial(showing.reply_to, self.answers, heard))
        except Overloaded:
            await message.reply_text(texts.busy)
            return
        texts = self._texts(update, found)
        shown = showing.card(found, Passages(), texts, head=_head(asked, texts), alone=asked.is_continued)
        entry = Notes.entry_for(found)
        sent = await self._reply(message, shown, texts, entry)
        await self._remember(message, heard, asked, found, sent, entry)

    async def newest(self, update: Update, context: Context) -> None:
        """/moinhat: the newest articles, of a time if one is named."""
        await self._browse(update, Newest())

    async def search(self, update: Update, context: Context) -> None:
        """/tim: articles by keywords."""
        await self._browse(update, Matches())

    async def topics(self, update: Update, context: Context) -> None:
        """/chude: the sections."""
        await self._browse(update, Topics())

    async def language(self, update: Update, context: Context) -> None:
        """/language: which language to answer in."""
        message, texts = self._received(update)
        await message.reply_text(
            texts.choose_language,
            reply_markup=keyboard(
                (
                    (showing.Button(texts.vietnamese, Language("vi")),),
                    (showing.Button(texts.english, Language("en")),),
                    (showing.Button(texts.as_telegram, Language("")),),
                )
            ),
        )

    async def privacy(self, update: Update, context: Context) -> None:
        """/riengtu: what is kept and for how long."""
        message, texts = self._received(update)
        await message.reply_text(replies.privacy(self.department, self.journal.days, texts))

    async def erase(self, update: Update, context: Context) -> None:
        """/xoa: deletes what is known of the citizen; as a reply to an answer, the question kept."""
        message, texts = self._received(update)
        answered = message.reply_to_message
        if answered and answered.from_user == context.bot.bot and (entry := entry_of(answered)):
            deleted = await self._notes().delete(entry)
            await message.reply_text(texts.erased_question if deleted else texts.erased_already)
            return
        citizen = _citizen(update)
        self.memory.forget(message.chat.id, citizen)
        await self._notes().choose_language(citizen, "")
        await message.reply_text(self._texts(update).erased)

    async def edited(self, update: Update, context: Context) -> None:
        """A question that was corrected: the reply to it is corrected."""
        message, texts = self._received(update)
        before = self.memory.replied.get((message.chat.id, message.message_id))
        if before is None:
            await self.question(update, context)
            return
        if before.text == (message.text or ""):  # Telegram reports more than changes of the words
            return
        if await self._is_too_much(update, message, texts):
            return
        heard = heard_in(message, context.bot.username, self.memory)
        try:
            asked, found = await self.workers.run(partial(showing.reply_to, self.answers, heard))
        except Overloaded:
            await message.reply_text(texts.busy)
            return
        texts = self._texts(update, found)
        entry = Notes.entry_for(found)
        shown = showing.card(found, Passages(), texts, head=_head(asked, texts), alone=asked.is_continued)
        try:
            await context.bot.edit_message_text(
                shown.html,
                chat_id=message.chat.id,
                message_id=before.message,
                reply_markup=keyboard(shown.rows, entry, texts),
            )
        except BadRequest as error:
            if not _is_harmless(error):
                await self._reply(message, shown, texts, entry)
        await self._remember(message, heard, asked, found, before.message, entry)

    async def pressed(self, update: Update, context: Context) -> None:
        """A button: the message shows what it asks for. Late and double presses do no harm."""
        query = update.callback_query
        assert query is not None
        texts = self._texts(update)
        view = views.read(query.data or "")
        message = query.message if isinstance(query.message, Message) else None
        if view is None or message is None:
            await _say(update, texts.old_button)
        elif wait := self.fair_use.take(_citizen(update), message.chat.id):
            await _say(update, texts.wait.format(seconds=wait.seconds))
        elif isinstance(view, Helped):
            known = await self._notes().helped(view.entry, view.yes)
            thanks = texts.thanks if view.yes else texts.sorry
            await _say(update, thanks if known else texts.old_button)
        elif isinstance(view, Language):
            await self._notes().choose_language(_citizen(update), view.code)
            texts = self._texts(update)
            await _say(update, texts.language_chosen)
            await _edit(message, Shown(texts.language_chosen), texts, None)
        else:
            await self._turn(update, context, message, view)

    async def inline(self, update: Update, context: Context) -> None:
        """@bot and a question, in any chat: passages to send there."""
        query = update.inline_query
        assert query is not None
        texts = self._texts(update)
        results: list[Any] = []
        cache = 0
        if not self.fair_use.is_typing_too_fast(_citizen(update)):
            with suppress(Overloaded):
                results = await self.workers.run(partial(inline.results, self.answers, query.query, texts))
                cache = inline.CACHE_SECONDS
        with suppress(BadRequest):  # it came too late: the citizen has typed on
            await query.answer(results, cache_time=cache, is_personal=True)

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that doesn't exist."""
        message, texts = self._received(update)
        await message.reply_text(texts.unknown_command)

    async def not_text(self, update: Update, context: Context) -> None:
        """A photo, a voice message, a sticker: a kind word on what works."""
        message, texts = self._received(update)
        if not await self._is_too_much(update, message, texts):
            await message.reply_text(kind_word(message, texts))

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
        if not isinstance(update, Update) or update.inline_query:
            return
        with suppress(TelegramError):
            if update.callback_query:
                await _say(update, self._texts(update).trouble)
            elif update.effective_message:
                await update.effective_message.reply_text(self._texts(update).trouble)

    async def _browse(self, update: Update, view: View) -> None:
        message, texts = self._received(update)
        if await self._is_too_much(update, message, texts):
            return
        try:
            shown = await self._shown(view, message.text or "", texts)
        except Overloaded:
            await message.reply_text(texts.busy)
            return
        await self._reply(message, shown, texts, None)

    async def _turn(self, update: Update, context: Context, message: Message, view: View) -> None:
        """Shows `view` in the place of what `message` shows."""
        texts = self._texts(update)
        asked = asked_of(message, context.bot.username, alone=isinstance(view, Alone))
        try:
            if isinstance(view, Passages | Alone):
                if asked is None:
                    await _say(update, texts.question_gone)
                    return
                page = view if isinstance(view, Passages) else Passages()
                found = await self.workers.run(partial(showing.find, self.answers, asked.text, page))
                texts = self._texts(update, found)
                shown = showing.card(found, page, texts, head=_head(asked, texts), alone=asked.is_continued)
            else:
                shown = await self._shown(view, asked.text if asked else "", texts, _head(asked, texts))
        except Overloaded:
            await _say(update, texts.busy)
            return
        if not shown.rows and not isinstance(view, Passages | Alone):
            await _say(update, shown.html)
            return
        await _edit(message, shown, texts, entry_of(message))
        await _say(update, "")

    async def _shown(self, view: View, asked: str, texts: Messages, head: str = "") -> Shown:
        return await self.workers.run(partial(showing.browse, self.answers, view, asked, texts, head))

    async def _reply(self, message: Message, shown: Shown, texts: Messages, entry: str | None) -> int:
        sent = await message.reply_text(shown.html, reply_markup=keyboard(shown.rows, entry, texts))
        return sent.message_id

    async def _is_too_much(self, update: Update, message: Message, texts: Messages) -> bool:
        """Whether fair use is exceeded, which the citizen is told once."""
        wait = self.fair_use.take(_citizen(update), message.chat.id)
        if wait and not wait.told:
            await message.reply_text(texts.wait.format(seconds=wait.seconds))
        return wait is not None

    async def _remember(
        self, message: Message, heard: Heard, asked: Asked, found: Answer, sent: int, entry: str | None
    ) -> None:
        """Keeps what a later message may refer to, and with the name of an `entry` the question."""
        chat = message.chat.id
        self.memory.replied.put((chat, message.message_id), Replied(sent, message.text or "", heard.before))
        if entry is None:  # small talk: no matter that could be continued
            return
        self.memory.told.put((chat, sent), asked.matter)
        if message.from_user:
            self.memory.asked.put((chat, message.from_user.id), asked.matter)
        await self._notes().asked(entry, asked.text, found, self.answers.summary().version)

    def _notes(self) -> Notes:
        return Notes(self.journal)

    def _received(self, update: Update) -> tuple[Message, Messages]:
        """The message that came, and the texts in its author's language."""
        message = update.effective_message
        assert message is not None, "handlers are registered for messages only"
        return message, self._texts(update)

    def _texts(self, update: Update, found: Answer | None = None) -> Messages:
        user = update.effective_user
        # A lone "alo" or "ok" does not tell in which language somebody wants to be answered.
        question = found.question if found and found.status is not Status.TOO_VAGUE else None
        if user is None:
            return messages_for(None, question)
        return messages_for(user.language_code, question, self.journal.language(user.id))


def _head(asked: Asked | None, texts: Messages) -> str:
    return replies.continued(asked.text, texts) if asked and asked.is_continued else ""


def _citizen(update: Update) -> int:
    return update.effective_user.id if update.effective_user else 0


async def _edit(message: Message, shown: Shown, texts: Messages, entry: str | None) -> None:
    try:
        await message.edit_text(shown.html, reply_markup=keyboard(shown.rows, entry, texts))
    except BadRequest as error:
        if not _is_harmless(error):
            raise


def _is_harmless(error: BadRequest) -> bool:
    """A second press of the same button, or a message that was deleted meanwhile."""
    said = error.message.lower()
    return "not modified" in said or "to edit not found" in said


async def _say(update: Update, text: str) -> None:
    """Answers a press with a note that the citizen closes; without `text`, with nothing to see."""
    assert update.callback_query is not None
    with suppress(BadRequest):  # "query is too old": the citizen has gone on
        await update.callback_query.answer(text[:200] or None, show_alert=bool(text))
