"""The Telegram application: which update goes to which handler, and how Telegram is spoken to."""

import asyncio
from pathlib import Path

from telegram import BotCommand, LinkPreviewOptions, Message, Update
from telegram.constants import ChatType, MessageEntityType, ParseMode
from telegram.ext import Application, CommandHandler, Defaults, ExtBot, MessageHandler, TypeHandler, filters
from telegram.request import BaseRequest

from bot import metrics
from bot.delivery import Delivery
from bot.handlers import Context, Conversation
from bot.intake import Intake
from bot.messages import ENGLISH, VIETNAMESE, Messages
from bot.pause import Pause

TinsoApplication = Application[ExtBot[None], Context, dict, dict, dict, None]  # type: ignore[type-arg]


def build(
    conversation: Conversation,
    *,
    token: str,
    api_url: str,
    request: BaseRequest,
    polling: BaseRequest,
    queue: "asyncio.Queue[object] | None" = None,
    intake: Intake | None = None,
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
        .concurrent_updates(intake or Intake())
        .job_queue(None)
        .update_queue(queue or asyncio.Queue())
    )
    application = builder.build()
    private, text = filters.ChatType.PRIVATE, filters.TEXT & ~filters.COMMAND
    new = filters.UpdateType.MESSAGE
    if pause_file:
        application.add_handler(TypeHandler(Update, Pause(pause_file, _Addressed())), group=-1)
    application.add_handlers(
        [
            CommandHandler("start", conversation.start, filters=new),
            CommandHandler("help", conversation.help, filters=new),
            CommandHandler("nguon", conversation.sources, filters=new),
            MessageHandler(new & private & filters.COMMAND, conversation.unknown_command),
            MessageHandler(new & text & _Addressed(), conversation.question),
            MessageHandler(new & private & ~filters.StatusUpdate.ALL, conversation.not_text),
        ]
    )
    application.add_error_handler(_count_error)
    application.add_error_handler(conversation.trouble)
    return application


async def _count_error(update: object, context: Context) -> None:
    metrics.ERRORS.labels(type(context.error).__name__).inc()


async def register_commands(bot: ExtBot[None]) -> None:
    """Shows the commands in Telegram's menu: Vietnamese for everybody, English for English users."""
    await bot.set_my_commands(_commands(VIETNAMESE))
    await bot.set_my_commands(_commands(ENGLISH), language_code="en")


def _commands(texts: Messages) -> list[BotCommand]:
    return [
        BotCommand("start", texts.command_start),
        BotCommand("help", texts.command_help),
        BotCommand("nguon", texts.command_sources),
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
