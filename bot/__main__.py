"""`python -m bot`: answers on Telegram, or in the terminal when there is no token."""

import asyncio
import io
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from bot import connection, logs, settings
from bot.application import build
from bot.handlers import Answers, Conversation, FairUse
from bot.journal import Journal
from bot.limits import Limits
from bot.service import TokenRefused, serve
from bot.settings import Settings
from bot.terminal import talk
from bot.workers import Workers
from corpus.errors import TinsoError

log = logging.getLogger(__name__)

_WITHOUT_TOKEN = "Chưa có TELEGRAM_BOT_TOKEN nên hệ thống trả lời ngay tại đây; nhấn Ctrl-D để kết thúc."


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 when something must be mended first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the event loop minds the signals
    try:
        chosen = settings.load()
        token = chosen.token.get_secret_value() if chosen.token else ""
        logs.set_up(logging.INFO if token else logging.WARNING, secret=token)
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
    from retrieval.serving import Serving  # late, so that a wrong setting is told before a second of imports

    answers = Serving(chosen.index, chosen.model)
    summary = answers.summary()
    log.info("Đã mở chỉ mục phiên bản %s gồm %d bài viết.", summary.version, summary.articles)
    return answers


def _conversation(answers: Answers, workers: Workers, chosen: Settings, token: str) -> Conversation:
    """The conversation on Telegram: with a journal, and fair use for everybody."""
    journal = Journal(chosen.journal, chosen.journal_days, token)
    a_minute = chosen.questions_a_minute
    fair_use = FairUse(Limits(a_minute), Limits(2 * a_minute), Limits(3 * a_minute))
    return Conversation(answers, workers, chosen.department, journal, fair_use)


async def _poll(conversation: Conversation, chosen: Settings, token: str) -> None:
    """Answers on Telegram until a signal comes."""
    polling = connection.Polling(on_refused=_cancelled_by_signals())
    request = connection.for_messages()
    application = build(conversation, token=token, api_url=chosen.api_url, request=request, polling=polling)
    with suppress(asyncio.CancelledError):
        await serve(application, conversation.answers, chosen.refresh_seconds, conversation.department)
    if polling.refused:
        raise TokenRefused
    log.info("Đã dừng.")


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
