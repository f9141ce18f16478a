"""`python -m bot`: answers on Telegram, or in the terminal when there is no token."""

import asyncio
import io
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from bot import connection, settings, systemd
from bot.application import build
from bot.delivery import Delivery
from bot.event_loop import keep_the_loop_quick
from bot.handlers import Answers, Conversation, FairUse
from bot.health import HealthServer, polling_is_fresh
from bot.inbox import Inbox, InboxTaken, InboxUnusable
from bot.intake import Intake
from bot.journal import Journal, JournalUnusable
from bot.limits import Limits
from bot.reload import Reload, set_up_logs
from bot.safekeeping import Safekeeping
from bot.service import TokenRefused, serve
from bot.settings import Settings
from bot.terminal import talk
from bot.webhook import Webhook
from bot.workers import Workers
from corpus.errors import TinsoError

log = logging.getLogger(__name__)

_STALE_SECONDS = 60.0
_WITHOUT_TOKEN = "Chưa có TELEGRAM_BOT_TOKEN nên hệ thống trả lời ngay tại đây; nhấn Ctrl-D để kết thúc."


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 when something must be mended first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the event loop minds the signals
    try:
        chosen = settings.load()
        token = chosen.token.get_secret_value() if chosen.token else ""
        set_up_logs(chosen)
        for warning in settings.warnings():
            log.warning(warning)
        answers = _open(chosen)
        workers = Workers(chosen.threads, chosen.waiting)
        try:
            if token:
                asyncio.run(_poll(_conversation(answers, workers, chosen, token), chosen, token))
            else:
                unlimited = FairUse(None, None, None)
                asyncio.run(
                    _talk(Conversation(answers, workers, chosen.department, fair_use=unlimited), chosen)
                )
        finally:
            workers.close()
    except TinsoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _open(chosen: Settings) -> Answers:
    from bot.observed import Observed  # late, so that a wrong setting is told before a second of imports

    answers = Observed(chosen.index, chosen.model)
    summary = answers.summary()
    log.info("Đã mở chỉ mục phiên bản %s gồm %d bài viết.", summary.version, summary.articles)
    return answers


def _conversation(answers: Answers, workers: Workers, chosen: Settings, token: str) -> Conversation:
    """The conversation on Telegram: with a journal, and fair use for everybody."""
    journal = _journal(chosen, token)
    a_minute = chosen.questions_a_minute
    fair_use = FairUse(Limits(a_minute), Limits(2 * a_minute), Limits(3 * a_minute))
    return Conversation(answers, workers, chosen.department, journal, fair_use)


def _journal(chosen: Settings, token: str) -> Journal:
    """The journal; one in memory when the disk fails: citizens are answered all the same."""
    try:
        return Journal(chosen.journal, chosen.journal_days, token)
    except JournalUnusable as error:
        log.error("%s Cho tới khi khởi động lại, câu hỏi không được ghi vào sổ.", error)
        return Journal(None, chosen.journal_days, token)


def _inbox(chosen: Settings, token: str) -> Inbox:
    """The inbox; one in memory when the disk fails. Raises InboxTaken."""
    bot = token.partition(":")[0]
    try:
        return Inbox(chosen.inbox, bot)
    except InboxTaken:
        raise
    except InboxUnusable as error:
        log.error("%s Cho tới khi khởi động lại, câu đang trả lời dở sẽ mất nếu máy tắt đột ngột.", error)
        return Inbox(None, bot)


async def _poll(conversation: Conversation, chosen: Settings, token: str) -> None:
    """Answers on Telegram until a signal comes."""
    intake = Intake(Safekeeping(_inbox(chosen, token)))
    delivery = Delivery(chosen.messages_per_second)
    polling = connection.Polling(on_refused=_cancelled_by_signals(), intake=intake)
    application = build(
        conversation,
        token=token,
        api_url=chosen.api_url,
        request=connection.for_messages(),
        polling=polling,
        intake=intake,
        delivery=delivery,
        pause_file=chosen.pause_file,
    )
    webhook = _webhook(chosen, token, intake)
    checks = {
        "index": lambda: "" if conversation.answers.summary().articles else "chỉ mục không có bài viết nào",
        "telegram": polling_is_fresh(lambda: polling.last_answer, _STALE_SECONDS),
    }
    if webhook:
        checks["telegram"] = lambda: "" if webhook.registered else "chưa đăng ký được webhook với Telegram"
    reload = Reload(chosen, conversation.workers, delivery)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
    keep_the_loop_quick()
    with HealthServer(chosen.health, checks), suppress(asyncio.CancelledError):
        systemd.notify("READY=1")
        await serve(
            application,
            conversation.answers,
            chosen.refresh_seconds,
            conversation.department,
            webhook=webhook,
            last_sign=lambda: polling.last_sign,
        )
    if polling.refused:
        raise TokenRefused
    log.info("Đã dừng.")


def _webhook(chosen: Settings, token: str, intake: Intake) -> Webhook | None:
    if chosen.updates == "polling" or chosen.webhook_url is None:
        return None
    return Webhook(chosen.webhook_url, chosen.webhook_listen, token, intake)


async def _talk(conversation: Conversation, chosen: Settings) -> None:
    """Answers in the terminal until its input ends or a signal comes."""
    _cancelled_by_signals()
    print(_WITHOUT_TOKEN, file=sys.stderr, flush=True)
    source = io.FileIO(sys.stdin.fileno(), closefd=False)
    await talk(conversation, chosen.refresh_seconds, source, sys.stdout)


def _cancelled_by_signals() -> Callable[[], object]:
    """Lets SIGINT and SIGTERM cancel the current task, as what is returned does."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return task.cancel


if __name__ == "__main__":
    sys.exit(main())
