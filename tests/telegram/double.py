"""A Bot API server on loopback for tests: it enforces what Telegram enforces, and misbehaves on request.

    with Double() as double:
        ...                                    # a bot with `double.url` and `double.token`
        question = double.say("Hạn nộp là khi nào?")
        reply = double.wait_for_reply(question)

The server runs in its own thread; everything here may be called from any thread.
"""

import asyncio
import itertools
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import tornado.httpserver
import tornado.iostream
import tornado.netutil
import tornado.web

from tests.telegram.faults import Fault
from tests.telegram.markup import units
from tests.telegram.world import Json, Refused, Sent, World

BOT = {
    "id": 4242,
    "is_bot": True,
    "first_name": "TinSở",
    "username": "tinso_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
CITIZEN = 1001
GROUP = -2002
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the bot made."""

    method: str
    params: Json
    at: float


class Double:
    """Telegram, as far as one bot can tell. Without a `port` it takes a free one."""

    def __init__(self, token: str = "4242:double-token-of-the-tests", port: int = 0) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        """What was refused for its content, and why."""
        self._world = World(token, dict(BOT))
        self._changed = threading.Condition()
        self._replies: dict[tuple[int, int], list[Sent]] = defaultdict(list)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._server = _Server(self, port)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """The root to give a bot as TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self._server.port}"

    # What citizens do

    def say(self, text: str, *, chat: int = CITIZEN, language: str | None = "vi", **fields: Any) -> Json:
        """Someone writes `text`; a negative `chat` is a group. Returns the update."""
        return self.send(chat=chat, language=language, text=text, **fields)

    def send(self, *, chat: int = CITIZEN, language: str | None = "vi", **fields: Any) -> Json:
        """Someone sends a message of any kind, described by its `fields` as in the Bot API."""
        if "text" in fields:
            fields.setdefault("entities", _entities(fields["text"]))
        user = _user(chat if chat > 0 else CITIZEN, language)
        with self._changed:
            return self._arrive("message", self._world.message(_chat(chat), **{"from": user}, **fields))

    def edit(self, update: Json, text: str) -> Json:
        """The author of a message changes its text."""
        with self._changed:
            message = update["message"] | {"text": text, "entities": _entities(text), "edit_date": 1}
            self._world.messages[message["chat"]["id"], message["message_id"]] = message
            return self._arrive("edited_message", message)

    def press(self, sent: Sent, data: str, *, language: str | None = "vi") -> Json:
        """Someone presses the button of `sent` that carries `data`."""
        with self._changed:
            query = str(len(self._world.pressed) + 1)
            self._world.pressed[query] = True
            content = {
                "id": query,
                "from": _user(CITIZEN, language),
                "message": self._world.messages[sent.chat_id, sent.message_id],
                "chat_instance": "1",
                "data": data,
            }
            return self._arrive("callback_query", content)

    def search(self, query: str, *, language: str | None = "vi") -> Json:
        """Someone writes @bot and `query` in any chat."""
        with self._changed:
            name = str(len(self._world.searched) + 1)
            self._world.searched[name] = True
            content = {"id": name, "from": _user(CITIZEN, language), "query": query, "offset": ""}
            return self._arrive("inline_query", content)

    def deliver(self, kind: str, content: Any) -> Json:
        """An update with any `content`, even such as Telegram never sent before."""
        with self._changed:
            return self._arrive(kind, content)

    def delete(self, update: Json) -> None:
        """The author of a message deletes it before the bot answers."""
        with self._changed:
            message = update["message"]
            del self._world.messages[message["chat"]["id"], message["message_id"]]

    def expire(self, update: Json) -> None:
        """A press or an inline query grows too old to be answered."""
        with self._changed:
            for kind, waiting in (
                ("callback_query", self._world.pressed),
                ("inline_query", self._world.searched),
            ):
                if kind in update:
                    waiting[update[kind]["id"]] = False

    def block(self, user: int = CITIZEN) -> None:
        """A citizen blocks the bot."""
        with self._changed:
            self._world.blocked.add(user)

    # What Telegram does wrong

    def misbehave(self, method: str, *faults: Fault) -> None:
        """The next calls of `method` go wrong, one fault each."""
        with self._changed:
            self._faults[method].extend(faults)

    def recover(self, method: str) -> None:
        """`method` works again, whatever was still to go wrong."""
        with self._changed:
            self._faults[method].clear()

    def cut_off(self) -> None:
        """Every connection ends, whatever was going on."""
        self._server.cut_off()

    def revoke(self, token: str = "4242:another") -> None:
        """The department makes a new token; the old one stops working."""
        with self._changed:
            self.token = self._world.token = token

    def forget(self) -> None:
        """Nothing is kept of what the bot did so far: a long run would fill the memory."""
        with self._changed:
            self.calls.clear()
            self._world.sent.clear()
            self._replies.clear()

    # What a test looks at

    @property
    def sent(self) -> list[Sent]:
        """Every message that the bot sent or edited, in order."""
        with self._changed:
            return list(self._world.sent)

    @property
    def pending(self) -> int:
        """How many updates Telegram still holds."""
        with self._changed:
            return len(self._world.updates)

    @property
    def commands(self) -> dict[str, list[Json]]:
        """The commands that the bot registered, by language."""
        with self._changed:
            return dict(self._world.commands)

    def replies(self, update: Json) -> list[Sent]:
        """The replies so far to the message of `update`."""
        message = update["message"]
        with self._changed:
            return list(self._replies[message["chat"]["id"], message["message_id"]])

    def wait_for_reply(self, update: Json, *, timeout: float = _PATIENCE) -> Sent:
        """The first reply to the message of `update`."""
        self.wait_until(lambda: bool(self.replies(update)), timeout=timeout)
        return self.replies(update)[0]

    def wait_for_call(self, method: str, *, times: int = 1, timeout: float = _PATIENCE) -> None:
        """Waits until the bot called `method` so often."""
        self.wait_until(lambda: sum(c.method == method for c in self.calls) >= times, timeout=timeout)

    def wait_until(self, condition: Callable[[], bool], *, timeout: float = _PATIENCE) -> None:
        """Waits until `condition` holds; it is looked at after every call of the bot."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout):
                raise TimeoutError(f"waited {timeout} s; the bot's calls: {[c.method for c in self.calls]}")

    # What the server's thread uses

    def begin(self, method: str, params: Json) -> Fault | None:
        """Takes note of a call; the fault to answer it with, if any."""
        with self._changed:
            self.calls.append(Call(method, params, time.monotonic()))
            self._changed.notify_all()
            faults = self._faults[method]
            return faults.popleft() if faults else None

    def perform(self, method: str, params: Json) -> Any:
        with self._changed:
            before = len(self._world.sent)
            result = self._world.call(method, params)
            for sent in self._world.sent[before:]:
                if sent.reply_to is not None:
                    self._replies[sent.chat_id, sent.reply_to].append(sent)
            self._changed.notify_all()
            return result

    def take(self, offset: int, limit: int, allowed: list[str]) -> list[Json]:
        with self._changed:
            if self._world.webhook:
                raise Refused(
                    409,
                    "Conflict: can't use getUpdates method while webhook is active;"
                    " use deleteWebhook to delete the webhook first",
                )
            self._world.confirm(offset)
            wanted = (u for u in self._world.updates if not allowed or any(kind in u for kind in allowed))
            return list(itertools.islice(wanted, limit))

    def _arrive(self, kind: str, content: Any) -> Json:
        update = self._world.arrive(kind, content)
        self._server.wake()
        return update


class _Server:
    def __init__(self, double: Double, port: int) -> None:
        self.double = double
        self.port = port
        self.arrived = asyncio.Event()
        self.poller: object = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="telegram-double", daemon=True)
        self._ready = threading.Event()
        self._stopping = asyncio.Event()

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(_PATIENCE)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_PATIENCE)

    def wake(self) -> None:
        if self._ready.is_set():
            self._loop.call_soon_threadsafe(self.arrived.set)

    def cut_off(self) -> None:
        asyncio.run_coroutine_threadsafe(self._http.close_all_connections(), self._loop).result(_PATIENCE)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        application = tornado.web.Application(
            [(r"/bot([^/]+)/(\w+)", _Handler, {"server": self})], log_function=lambda handler: None
        )
        server = self._http = tornado.httpserver.HTTPServer(application)
        sockets = tornado.netutil.bind_sockets(self.port, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        server.add_sockets(sockets)
        self._ready.set()
        await self._stopping.wait()
        server.stop()
        await server.close_all_connections()


class _Handler(tornado.web.RequestHandler):
    def initialize(self, server: _Server) -> None:
        self.server = server

    async def get(self, token: str, method: str) -> None:
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        params = self._params()
        fault = self.server.double.begin(method, params)
        if fault is not None and not fault.done:
            return self._fail(fault)
        if fault is not None:
            await asyncio.sleep(fault.delay)
        status, answer = await self._answer(token, method, params)
        if fault is not None and not fault.delay:
            return self._break_off(answer if fault.half else b"")
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.write(answer)

    async def _answer(self, token: str, method: str, params: Json) -> tuple[int, bytes]:
        try:
            result = await self._result(token, method, params)
        except Refused as refused:
            if refused.code == 400:
                self.server.double.refusals.append(f"{method}: {refused.description}")
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            return refused.code, json.dumps(body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def _result(self, token: str, method: str, params: Json) -> Any:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise Refused(404, "Not Found")
        if token != self.server.double.token:
            raise Refused(401, "Unauthorized")
        if method == "getUpdates":
            return await self._updates(params)
        return self.server.double.perform(method, params)

    async def _updates(self, params: Json) -> list[Json]:
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        allowed = json.loads(params.get("allowed_updates") or "[]")
        deadline = time.monotonic() + float(params.get("timeout", 0))
        self.server.poller = self
        self.server.arrived.set()
        while True:
            if self.server.poller is not self:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request;"
                    " make sure that only one bot instance is running",
                )
            self.server.arrived.clear()
            updates = self.server.double.take(offset, limit, allowed)
            left = deadline - time.monotonic()
            if updates or left <= 0:
                return updates
            try:
                await asyncio.wait_for(self.server.arrived.wait(), left)
            except TimeoutError:
                return []

    def _params(self) -> Json:
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            return dict(json.loads(self.request.body or b"{}"))
        return {name: values[-1].decode() for name, values in self.request.arguments.items()}

    def _fail(self, fault: Fault) -> None:
        if not fault.status:
            return self._break_off(b"")
        self.set_status(fault.status)
        self.write(fault.body)

    def _break_off(self, answer: bytes) -> None:
        """Closes the connection after half of `answer`."""
        stream = self.detach()
        if answer:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
            stream.write(head + answer[: len(answer) // 2])
        stream.close()


def _chat(chat: int) -> Json:
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "Tổ dân phố 7"}
    return {"id": chat, "type": "private", "first_name": "Lan"}


def _user(user: int, language: str | None) -> Json:
    known = {"language_code": language} if language else {}
    return {"id": user, "is_bot": False, "first_name": "Lan", **known}


def _entities(text: str) -> list[Json]:
    """The commands and mentions that Telegram finds in a citizen's text."""
    found = []
    for match in re.finditer(r"(?<!\S)(/\w{1,32}(?:@\w+)?|@\w{4,32})", text):
        kind = "bot_command" if match[0].startswith("/") else "mention"
        found.append({"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])})
    return found
