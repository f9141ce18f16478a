"""Buttons as Telegram takes them."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import views
from bot.messages import Messages
from bot.showing import Rows
from bot.views import Helped


def keyboard(
    rows: Rows, entry: str | None = None, texts: Messages | None = None
) -> InlineKeyboardMarkup | None:
    """`rows` of buttons, and with the name of an `entry` of the journal, whether the answer helped."""
    made = [
        [InlineKeyboardButton(button.label, callback_data=views.write(button.view)) for button in row]
        for row in rows
    ]
    if entry and texts:
        labels = ((texts.button_helped, True), (texts.button_not_helped, False))
        made.append(
            [
                InlineKeyboardButton(label, callback_data=views.write(Helped(entry, yes)))
                for label, yes in labels
            ]
        )
    return InlineKeyboardMarkup(made) if made else None
