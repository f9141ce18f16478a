"""A real browser without a window: Chromium, spoken to in its DevTools protocol."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tornado.websocket import WebSocketClientConnection, websocket_connect

Json = dict[str, Any]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-extensions", "--hide-scrollbars",
    "--remote-debugging-port=0",
)  # fmt: skip
_PATIENCE = 60.0


@dataclass
class Page:
    """What a page shows, and what the browser noted while it was opened."""

    _browser: "Browser"
    requests: list[str] = field(default_factory=list)
    """Addresses that were asked for, the page's own first."""
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings, as a developer sees them in the console."""

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        given = self._browser.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in given, given
        return given["result"].get("value")

    def texts(self, selector: str) -> list[str]:
        """What each element that matches shows."""
        found = self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.innerText)")
        return list(found)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._browser.call("Emulation.setDeviceMetricsOverride", **size)

    def click(self, selector: str) -> None:
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")


class Browser:
    """One tab. Not for several threads."""

    def __init__(self, connection: WebSocketClientConnection, loop: asyncio.AbstractEventLoop) -> None:
        self._connection, self._loop, self._numbers = connection, loop, itertools.count(1)
        self._page = Page(self)
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Json:
        number = next(self._numbers)
        request = json.dumps({"id": number, "method": method, "params": params})
        self._loop.run_until_complete(self._send(request))
        return self._wait(lambda message: message.get("id") == number)["result"]  # type: ignore[no-any-return]

    def open(self, path: Path) -> Page:
        self._page = page = Page(self)
        self.call("Page.navigate", url=path.as_uri())
        self._wait(lambda message: message.get("method") == "Page.loadEventFired")
        return page

    def _wait(self, wanted: Callable[[Json], bool]) -> Json:
        while True:
            message = self._loop.run_until_complete(asyncio.wait_for(self._receive(), _PATIENCE))
            self._note(message)
            if wanted(message):
                return message

    async def _send(self, text: str) -> None:
        await self._connection.write_message(text)

    async def _receive(self) -> Json:
        text = await self._connection.read_message()
        assert text is not None, "the browser is gone"
        message: Json = json.loads(text)
        return message

    def _note(self, message: Json) -> None:
        params = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self._page.requests.append(params["request"]["url"])
        elif message.get("method") == "Log.entryAdded":
            self._page.complaints.append(params["entry"]["text"])
        elif message.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self._page.complaints.append(str(params))


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Skips the test where there is no browser, but not where CI must have one."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a browser: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        loop = asyncio.new_event_loop()
        try:
            connection = loop.run_until_complete(_connect(_address(Path(profile))))
            yield Browser(connection, loop)
            loop.run_until_complete(_close(connection))
        finally:
            process.kill()
            process.wait()
            loop.close()


async def _close(connection: WebSocketClientConnection) -> None:
    connection.close()


async def _connect(address: str) -> WebSocketClientConnection:
    return await websocket_connect(address)


def _address(profile: Path) -> str:
    """Where the browser's one tab listens, once the browser has started."""
    port_file, patience = profile / "DevToolsActivePort", time.monotonic() + _PATIENCE
    while not port_file.exists() or not port_file.read_text().strip():
        assert time.monotonic() < patience, "the browser does not start"
        time.sleep(0.05)
    port = port_file.read_text().split()[0]
    while time.monotonic() < patience:
        tabs = httpx.get(f"http://127.0.0.1:{port}/json").json()
        if tabs := [tab for tab in tabs if tab["type"] == "page"]:
            return str(tabs[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise AssertionError("the browser has no tab")
