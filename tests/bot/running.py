"""The bot, running: in a thread of the test's process, or as a process of its own."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bot import connection
from bot.application import build
from bot.delivery import Delivery
from bot.handlers import Answers, Conversation, FairUse
from bot.inbox import Inbox
from bot.intake import Intake
from bot.journal import Journal
from bot.safekeeping import Safekeeping
from bot.service import serve
from bot.webhook import Webhook
from bot.workers import Workers
from tests.telegram.double import Double

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60
DEPARTMENT = "Sở Thông tin & Truyền thông tỉnh Lam Giang"


class RunningBot:
    """The real application with its real polling loop; only retrieval may be a test's."""

    def __init__(
        self,
        double: Double,
        answers: Answers,
        *,
        threads: int = 2,
        waiting: int = 100,
        refresh_seconds: float = 60,
        pause_file: Path | None = None,
        webhook: Webhook | None = None,
        intake: Intake | None = None,
        fair_use: FairUse | None = None,
        journal: Journal | None = None,
        inbox: Path | None = None,
    ) -> None:
        self._double = double
        self._workers = Workers(threads, waiting)
        self._conversation = Conversation(
            answers,
            self._workers,
            DEPARTMENT,
            journal or Journal(None, 90, "test"),
            fair_use or FairUse(None, None, None),
        )
        self._refresh_seconds = refresh_seconds
        self._pause_file = pause_file
        self._webhook = webhook
        self._intake = intake or Intake(Safekeeping(Inbox(inbox, bot="4242")))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._double.wait_for_call("setWebhook" if self._webhook else "getUpdates")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._task is not None:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(30)
        self._workers.close()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        polling = connection.Polling(on_refused=lambda: None, intake=self._intake)
        application = build(
            self._conversation,
            token=self._double.token,
            api_url=self._double.url,
            request=connection.for_messages(),
            polling=polling,
            intake=self._intake,
            delivery=Delivery(),
            pause_file=self._pause_file,
        )
        self._task = asyncio.create_task(
            serve(
                application,
                self._conversation.answers,
                self._refresh_seconds,
                DEPARTMENT,
                webhook=self._webhook,
                last_sign=lambda: polling.last_sign,
            )
        )
        with suppress(asyncio.CancelledError):
            await self._task


class BotProcess:
    """`python -m bot` with nothing but `environment` set, in `folder`, where it finds no .env file and
    keeps what it writes.

    `stdin` and `stdout` are pipes unless a file descriptor is given.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        *,
        stdin: int = subprocess.PIPE,
        stdout: int = subprocess.PIPE,
    ) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"TINSO_JOURNAL": f"{folder}/journal.sqlite", "TINSO_INBOX": f"{folder}/inbox.sqlite"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            cwd=folder,
            env={**kept, "PYTHONPATH": str(REPOSITORY), **own, **environment},
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        self._said: list[str] = []
        self._heard = threading.Condition()
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self.wait()

    @property
    def log(self) -> str:
        """What it wrote to standard error so far."""
        with self._heard:
            return "".join(self._said)

    def wait_for_log(self, text: str) -> None:
        """Waits until `text` stands in the log."""
        with self._heard:
            assert self._heard.wait_for(lambda: text in "".join(self._said), PATIENCE), self.log

    def signal_only(self, number: int) -> None:
        """Sends a signal that does not end it."""
        self._process.send_signal(number)

    def signal(self, number: int) -> int:
        """Sends a signal; the exit code that follows."""
        self.signal_only(number)
        return self.wait()

    def wait(self) -> int:
        """The exit code."""
        code = self._process.wait(PATIENCE)
        self._ear.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        return code

    def converse(self, typed: bytes) -> tuple[str, int]:
        """What is printed for `typed`, and the exit code."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with self._process.stdin as stdin:
            stdin.write(typed)
        printed = self._process.stdout.read().decode()
        return printed, self.wait()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._heard:
                self._said.append(line.decode())
                self._heard.notify_all()
