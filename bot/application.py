"""The Telegram application: which update goes to which handler, and how Telegram is spoken to."""

import asyncio
from pathlib import Path

from telegram import BotCommand, LinkPreviewOptions, Message, Update
from telegram.constants import ChatType, MessageEntityType, ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import metrics
from bot.delivery import Delivery
from bot.excerpts import shortened
from bot.handlers import Context, Conversation
from bot.intake import Intake
from bot.messages import ENGLISH, VIETNAMESE, Messages
from bot.pause import Pause

# What Telegram is asked to send.
UPDATES = ("message", "edited_message", "callback_query", "inline_query")

TinsoApplication = Application[ExtBot[None], Context, dict, dict, dict, None]  # type: ignore[type-arg]


def build(
    conversation: Conversation,
    *,
    token: str,
    api_url: str,
    request: BaseRequest,
    polling: BaseRequest,
    intake: Intake,
    queue: "asyncio.Queue[object] | None" = None,
    delivery: Delivery | None = None,
    pause_file: Path | None = None,
) -> TinsoApplication:
    """The application. `polling` carries getUpdates, `request` everything else.

    While `pause_file` exists, every question gets a word that the service is paused.
    """
    builder = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .rate_limiter(delivery or Delivery())
        .defaults(_DEFAULTS)
        .concurrent_updates(intake)
        .job_queue(None)
        .update_queue(queue or asyncio.Queue())
    )
    application = builder.build()
    private, text = filters.ChatType.PRIVATE, filters.TEXT & ~filters.COMMAND
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    if pause_file:
        application.add_handler(TypeHandler(Update, Pause(pause_file, _Addressed())), group=-1)
    application.add_handlers(
        [
            CommandHandler("start", conversation.start, filters=new),
            CommandHandler("help", conversation.help, filters=new),
            CommandHandler("nguon", conversation.sources, filters=new),
            CommandHandler("moinhat", conversation.newest, filters=new),
            CommandHandler("tim", conversation.search, filters=new),
            CommandHandler("chude", conversation.topics, filters=new),
            CommandHandler("language", conversation.language, filters=new),
            CommandHandler("riengtu", conversation.privacy, filters=new),
            CommandHandler("xoa", conversation.erase, filters=new),
            MessageHandler(new & private & filters.COMMAND, conversation.unknown_command),
            MessageHandler(new & private & filters.FORWARDED, conversation.not_text),
            MessageHandler(new & text & _Addressed() & ~filters.VIA_BOT, conversation.question),
            MessageHandler(edited & text & _Addressed(), conversation.edited),
            MessageHandler(
                new & private & ~filters.StatusUpdate.ALL & ~filters.VIA_BOT, conversation.not_text
            ),
            CallbackQueryHandler(conversation.pressed),
            InlineQueryHandler(conversation.inline),
        ]
    )
    application.add_error_handler(_count_error)
    application.add_error_handler(conversation.trouble)
    return application


async def _count_error(update: object, context: Context) -> None:
    metrics.ERRORS.labels(type(context.error).__name__).inc()


async def register_commands(bot: ExtBot[None], department: str) -> None:
    """Shows the commands in Telegram's menu and what this is before a conversation begins.

    Vietnamese for everybody, English for English users.
    """
    for texts, language in ((VIETNAMESE, None), (ENGLISH, "en")):
        await bot.set_my_commands(_commands(texts), language_code=language)
        description = texts.description.format(department=department)
        await bot.set_my_description(shortened(description, 512), language_code=language)
        short = texts.short_description.format(department=department)
        await bot.set_my_short_description(shortened(short, 120), language_code=language)


def _commands(texts: Messages) -> list[BotCommand]:
    return [
        BotCommand("start", texts.command_start),
        BotCommand("help", texts.command_help),
        BotCommand("moinhat", texts.command_newest),
        BotCommand("tim", texts.command_search),
        BotCommand("chude", texts.command_topics),
        BotCommand("nguon", texts.command_sources),
        BotCommand("language", texts.command_language),
        BotCommand("riengtu", texts.command_privacy),
        BotCommand("xoa", texts.command_erase),
    ]


class _Addressed(filters.MessageFilter):
    """Meant for the bot: in a private chat always, in a group by mention or as a reply to it."""

    def filter(self, message: Message) -> bool:
        bot = message.get_bot()
        if message.chat.type == ChatType.PRIVATE:
            return True
        if message.reply_to_message and message.reply_to_message.from_user == bot.bot:
            return True
        mentions = message.parse_entities([MessageEntityType.MENTION]).values()
        return f"@{bot.username}".lower() in map(str.lower, mentions)


_DEFAULTS = Defaults(
    parse_mode=ParseMode.HTML,
    link_preview_options=LinkPreviewOptions(is_disabled=True),
    allow_sending_without_reply=True,
    do_quote=True,
)
