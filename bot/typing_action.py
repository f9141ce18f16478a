"""A sign of life while a citizen waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

_PATIENCE = 0.5
_SHOWN_SECONDS = 4.5


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing …" in the chat of `message` until the block ends, if that takes a while."""
    task = asyncio.create_task(_type(message))
    try:
        yield
    finally:
        task.cancel()


async def _type(message: Message) -> None:
    await asyncio.sleep(_PATIENCE)
    while True:
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.TYPING)
        await asyncio.sleep(_SHOWN_SECONDS)
