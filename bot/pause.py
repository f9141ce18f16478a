"""The off switch: while its file exists, every question gets a polite word instead of an answer."""

from dataclasses import dataclass
from pathlib import Path

from telegram import CallbackQuery, Message, Update
from telegram.ext import ApplicationHandlerStop, filters

from bot import metrics
from bot.handlers import Context
from bot.messages import messages_for


@dataclass(frozen=True, slots=True)
class Pause:
    """Comes before all other handlers and, while `file` exists, instead of them."""

    file: Path
    addressed: filters.BaseFilter
    """Which messages of a group are meant for the bot."""

    async def __call__(self, update: Update, context: Context) -> None:
        paused = self.file.exists()
        metrics.PAUSED.set(paused)
        if not paused:
            return
        metrics.UPDATES.labels("paused").inc()
        code = update.effective_user.language_code if update.effective_user else None
        text = messages_for(code).paused
        match update.callback_query, update.message:
            case CallbackQuery() as pressed, _:
                await pressed.answer(text, show_alert=True)
            case _, Message() as message if self.addressed.check_update(update):
                await message.reply_text(text)
        raise ApplicationHandlerStop
