"""Running: connect to Telegram, poll, notice new indexes, stop cleanly."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.application import UPDATES, TinsoApplication, register_commands
from bot.handlers import Answers
from bot.logs import where
from bot.settings import SettingsError
from corpus.errors import TinsoError

log = logging.getLogger(__name__)

_POLL_SECONDS = 10
_STOP_WITHIN_SECONDS = 25
_LONGEST_PAUSE = 30.0


class TokenRefused(SettingsError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram không chấp nhận TELEGRAM_BOT_TOKEN: hãy chép lại nguyên vẹn mã (token) mà @BotFather"
            " cấp cho bot này hoặc xin cấp mã mới; nếu dùng máy chủ Bot API riêng, hãy xem lại cả"
            " TELEGRAM_API_URL."
        )


async def serve(
    application: TinsoApplication, answers: Answers, refresh_seconds: float, department: str
) -> None:
    """Answers until this task is cancelled; what was begun is finished first."""
    asyncio.get_running_loop().set_exception_handler(_stray)
    try:
        await _connect(application)
        with suppress(TelegramError):  # only the menu would be missing
            await register_commands(application.bot, department)
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(
            timeout=_POLL_SECONDS,
            bootstrap_retries=-1,
            allowed_updates=UPDATES,
            error_callback=_polling_failed,
        )
        await _keep_current(answers, refresh_seconds)
    except InvalidToken:
        raise TokenRefused from None
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_WITHIN_SECONDS):
                await _stop(application)


async def _connect(application: TinsoApplication) -> None:
    """Introduces the bot to Telegram, however long it takes until there is a network."""
    pause, told = 1.0, False
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise
        except TelegramError as error:
            if not told:
                why = type(error).__name__
                log.warning("Chưa kết nối được với Telegram (%s); hệ thống đang tự thử lại.", why)
            told = True
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 1.5)
    log.info("Đã kết nối với Telegram với tên @%s.", application.bot.username)


def _polling_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):  # everything else is noted by bot.connection
        log.error(
            "Telegram báo có chương trình khác đang nhận tin bằng cùng TELEGRAM_BOT_TOKEN:"
            " hãy tắt chương trình đó hoặc xin cấp mã mới từ @BotFather."
        )


async def _keep_current(answers: Answers, seconds: float) -> None:
    """Looks for a new index version again and again. A bad one is reported once."""
    told = ""
    while True:
        await asyncio.sleep(seconds)
        try:
            if await asyncio.to_thread(answers.refresh):
                log.info("Đã chuyển sang chỉ mục phiên bản %s.", answers.summary().version)
            told = ""
        except Exception as error:
            if repr(error) != told:
                why = str(error) if isinstance(error, TinsoError) else where(error)
                log.error("Chỉ mục mới không dùng được, hệ thống vẫn phục vụ bằng chỉ mục cũ: %s", why)
            told = repr(error)


def _stray(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An error that nobody waits for. asyncio would log its words; those of Telegram were told already."""
    error = context.get("exception")
    if error is None:
        log.error("asyncio: %s", context["message"])
    elif not isinstance(error, TelegramError):
        log.error("Lỗi trong một tác vụ nền:\n%s", where(error))


async def _stop(application: TinsoApplication) -> None:
    if application.updater is not None and application.updater.running:
        with suppress(InvalidToken):  # what ended the polling is raised again here
            await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
