"""The conversation without Telegram: the same application, with a request that plays Telegram.

Each line that is typed becomes an update, each message that the bot sends is printed.
"""

import asyncio
import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import RawIOBase
from typing import Any, TextIO

from telegram.request import BaseRequest, RequestData

from bot.ansi import render
from bot.application import build
from bot.handlers import Conversation
from bot.intake import Intake
from bot.service import serve

_LONGEST_LINE = 1 << 16
_PROMPT = "\nCâu hỏi: "
_BOT = {"id": 1, "is_bot": True, "first_name": "TinSở", "username": "tinso_terminal"}
_CITIZEN = {"id": 2, "is_bot": False, "first_name": "Terminal", "language_code": "vi"}
_CHAT = {"id": 2, "type": "private", "first_name": "Terminal"}

Json = dict[str, Any]


async def talk(conversation: Conversation, refresh_seconds: float, source: RawIOBase, out: TextIO) -> None:
    """Answers the lines of `source` on `out` until there are no more, or until this task is cancelled."""
    task = asyncio.current_task()
    assert task is not None
    queue: asyncio.Queue[object] = asyncio.Queue()
    terminal = Terminal(source, out, queue, on_end=task.cancel)
    application = build(
        conversation,
        token="1:terminal",
        api_url="http://terminal.invalid",
        request=terminal,
        polling=terminal,
        intake=Intake(),
        queue=queue,
    )
    with suppress(asyncio.CancelledError):
        await serve(application, conversation.answers, refresh_seconds, conversation.department)


class Terminal(BaseRequest):
    """Telegram for one citizen at a terminal or a pipe.

    A line is read when everything before it is answered, which `queue` (the application's) tells.
    `on_end` is called when there is nothing more to read or nobody to print for.
    """

    def __init__(
        self, source: RawIOBase, out: TextIO, queue: "asyncio.Queue[object]", on_end: Callable[[], object]
    ) -> None:
        self._source = source
        self._out = out
        self._interactive = source.isatty() and out.isatty()
        self._answered = queue
        self._on_end = on_end
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._reading = False
        self._numbers = itertools.count(1)

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        parameters: Json = request_data.parameters if request_data else {}
        result = await self._result(url.rsplit("/", 1)[1], parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def _result(self, endpoint: str, parameters: Json) -> Any:
        match endpoint:
            case "getMe":
                return _BOT
            case "getUpdates":
                return await self._updates() if parameters.get("timeout") else []
            case "sendMessage":
                return self._show(parameters["text"])
            case _:
                return True

    async def _updates(self) -> list[Json]:
        self._begin_to_read()
        await self._answered.join()
        if self._interactive:
            self._print(_PROMPT, end="")
        line = await self._lines.get()
        if line is None:
            self._on_end()
            await asyncio.Event().wait()  # until the end comes
            return []
        number = next(self._numbers)
        return [{"update_id": number, "message": _message(number, _CITIZEN, line)}]

    def _show(self, html: str) -> Json:
        self._print(render(html, styled=self._out.isatty()), end="\n\n")
        return _message(next(self._numbers), _BOT, html)

    def _print(self, text: str, end: str) -> None:
        try:
            print(text, end=end, file=self._out, flush=True)
        except BrokenPipeError:  # the reader, such as `head`, has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
            self._on_end()

    def _begin_to_read(self) -> None:
        """Reads in a thread from the first poll on; a daemon, because a read cannot be interrupted."""
        if not self._reading:
            self._reading = True
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._read, args=(loop,), name="stdin", daemon=True).start()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        # Unbuffered, because a daemon thread that waits in a buffered read breaks the interpreter's exit.
        with suppress(RuntimeError):  # the event loop has ended: nobody listens any more
            for line in self._read_lines():
                loop.call_soon_threadsafe(self._lines.put_nowait, line)
            loop.call_soon_threadsafe(self._lines.put_nowait, None)

    def _read_lines(self) -> Iterator[str]:
        with suppress(OSError):  # the terminal is gone: that is its end too
            while line := self._source.readline(_LONGEST_LINE):
                yield line.decode(errors="replace").rstrip("\r\n")


def _message(number: int, author: Json, text: str) -> Json:
    message: Json = {"message_id": number, "date": int(time.time()), "chat": _CHAT, "from": author}
    message["text"] = text or " "  # Telegram has no empty messages, a terminal has empty lines
    if text.startswith("/") and len(text.split()[0]) > 1:
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return message
