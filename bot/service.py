"""Running: connect to Telegram, take updates, notice new indexes and silence, stop cleanly."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, cast

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Updater

from bot import event_loop, metrics, systemd
from bot.application import UPDATES, TinsoApplication, register_commands
from bot.handlers import Answers
from bot.intake import Intake
from bot.logs import where
from bot.settings import SettingsError
from bot.webhook import Webhook
from bot.wellformed import is_readable
from corpus.errors import TinsoError

log = logging.getLogger(__name__)

_POLL_SECONDS = 10
_STOP_WITHIN_SECONDS = 25
_STOP_POLLING_WITHIN_SECONDS = 5
_CLOSE_WITHIN_SECONDS = 5
_LONGEST_PAUSE = 30.0
_MOST_TRIES = 3

SILENT_AFTER_SECONDS = 90.0
"""A poll takes 20 seconds at most, even without a network: after so long none is going on."""


class TokenRefused(SettingsError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram không chấp nhận TELEGRAM_BOT_TOKEN: hãy chép lại nguyên vẹn mã (token) mà @BotFather"
            " cấp cho bot này hoặc xin cấp mã mới; nếu dùng máy chủ Bot API riêng, hãy xem lại cả"
            " TELEGRAM_API_URL."
        )


class GivenUp(TinsoError):
    """An update was begun several times and the program was killed each time."""


class PollingLost(TinsoError):
    """Polling went silent and could not be started again."""


async def serve(
    application: TinsoApplication,
    answers: Answers,
    refresh_seconds: float,
    department: str,
    *,
    webhook: Webhook | None = None,
    last_sign: Callable[[], float] | None = None,
) -> None:
    """Answers until this task is cancelled; what was begun is finished first.

    Updates come by `webhook`, or else by long polling, which is started again when `last_sign` (the moment of
    its last sign of life, by the monotonic clock) grows too old. Raises TokenRefused or PollingLost.
    """
    asyncio.get_running_loop().set_exception_handler(_stray)
    beside: list[asyncio.Task[None]] = []
    try:
        beside += map(asyncio.create_task, (event_loop.measure_lag(), systemd.feed_watchdog()))
        await _insist(application.initialize)
        log.info("Đã kết nối với Telegram với tên @%s.", application.bot.username)
        with suppress(TelegramError):  # only the menu would be missing
            await register_commands(application.bot, department)
        await application.start()
        await _take_up_left_over(application)
        if webhook:
            webhook.listen(application)
            await _insist(partial(webhook.register, application, list(UPDATES)))
        else:
            await _start_polling(application)
        watch = [_keep_polling(application, last_sign)] if last_sign and not webhook else []
        await asyncio.gather(_keep_current(answers, refresh_seconds), *watch)
    except InvalidToken:
        raise TokenRefused from None
    finally:
        systemd.notify("STOPPING=1")
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_WITHIN_SECONDS):
                if webhook:
                    await webhook.stop()
                await _stop(application)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN_SECONDS):
                await application.shutdown()
        for task in beside:
            task.cancel()


async def _take_up_left_over(application: TinsoApplication) -> None:
    """Goes on with what an earlier run took and did not answer, before Telegram is asked for more."""
    keep = cast(Intake, application.update_processor).keep
    left = await keep.left_over()
    if left:
        log.warning("Trả lời tiếp %d tin mà lần chạy trước chưa trả lời xong.", len(left))
    for one in left:
        if not is_readable(one.update):  # by an older version of this program
            keep.finish(one.update["update_id"])
        elif one.tries < _MOST_TRIES:
            metrics.UPDATES.labels("left_over").inc()
            await application.update_queue.put(Update.de_json(one.update, application.bot))
        else:
            keep.begin(one.update["update_id"])  # Telegram may bring it again meanwhile
            application.create_task(_give_up(application, Update.de_json(one.update, application.bot)))


async def _give_up(application: TinsoApplication, update: Update) -> None:
    """Apologises for an update that was in progress whenever the program was killed: it may be the reason."""
    metrics.UPDATES.labels("given_up").inc()
    await application.process_error(update, GivenUp())
    cast(Intake, application.update_processor).keep.finish(update.update_id)


async def _start_polling(application: TinsoApplication) -> None:
    await _updater(application).start_polling(
        timeout=_POLL_SECONDS,
        bootstrap_retries=-1,
        allowed_updates=UPDATES,
        error_callback=_polling_failed,
    )


async def _keep_polling(application: TinsoApplication, last_sign: Callable[[], float]) -> None:
    """Starts polling again whenever it goes silent; raises PollingLost when even that gets stuck."""
    begun = time.monotonic()
    while True:
        silent = time.monotonic() - max(begun, last_sign())
        if silent <= SILENT_AFTER_SECONDS:
            await asyncio.sleep(SILENT_AFTER_SECONDS / 10)
            continue
        log.error(
            "Việc nhận tin từ Telegram im lặng đã %.0f giây; hệ thống đang khởi động lại việc đó.", silent
        )
        metrics.POLLING_RESTARTS.inc()
        try:
            async with asyncio.timeout(SILENT_AFTER_SECONDS):
                await _restart_polling(application)
        except TimeoutError:
            raise PollingLost(
                "Không khởi động lại được việc nhận tin từ Telegram nên chương trình dừng để được"
                " chạy lại từ đầu."
            ) from None
        begun = time.monotonic()


async def _restart_polling(application: TinsoApplication) -> None:
    updater = _updater(application)
    if updater.running:
        try:
            await updater.stop()
        except InvalidToken:
            raise
        except Exception as error:  # what ended the polling is raised again here
            log.error("Việc nhận tin đã dừng vì lỗi:\n%s", where(error))
    await _start_polling(application)


def _updater(application: TinsoApplication) -> Updater:
    assert application.updater is not None
    return application.updater


async def _insist(action: Callable[[], Awaitable[None]]) -> None:
    """Repeats `action`, however long it takes until there is a network."""
    pause, told = 1.0, False
    while True:
        try:
            return await action()
        except InvalidToken:
            raise
        except TelegramError as error:
            if not told:
                why = type(error).__name__
                log.warning("Chưa kết nối được với Telegram (%s); hệ thống đang tự thử lại.", why)
            told = True
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 1.5)


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
        # What ended the polling is raised again here; between two tries it takes half a minute to end.
        with suppress(Exception):
            async with asyncio.timeout(_STOP_POLLING_WITHIN_SECONDS):
                await application.updater.stop()
    if application.running:
        await application.stop()
