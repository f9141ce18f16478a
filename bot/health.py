"""/healthz (the process answers), /readyz (it is of use to citizens) and /metrics, over HTTP."""

import json
import logging
import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import tornado.httpserver
import tornado.web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.listening import listen
from bot.settings import Address

Check = Callable[[], str]
"""Gives why the bot is of no use at the moment, or nothing."""

log = logging.getLogger(__name__)


class HealthServer:
    """Listens at `address` while its block runs. A port that is taken is reported, nothing worse."""

    def __init__(self, address: Address | None, checks: dict[str, Check]) -> None:
        self._address = address
        application = tornado.web.Application(
            [("/healthz", _Alive), ("/readyz", _Ready, {"checks": checks}), ("/metrics", _Metrics)],
            log_function=lambda handler: None,
        )
        self._server = tornado.httpserver.HTTPServer(application, max_body_size=1024)

    def __enter__(self) -> Self:
        if self._address:
            try:
                listen(self._server, self._address)
            except OSError as error:
                log.error(
                    "Không mở được trang sức khoẻ ở %s (%s): hãy sửa TINSO_HEALTH hoặc tắt chương trình đang"
                    " giữ cổng đó. Việc trả lời người dân không bị ảnh hưởng.",
                    self._address,
                    error.strerror,
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()


def polling_is_fresh(last: Callable[[], float], seconds: float) -> Check:
    """Telegram must have answered within `seconds`; `last` gives when it did, by the monotonic clock."""

    def check() -> str:
        silent = time.monotonic() - last()
        if silent == math.inf:
            return "chưa nhận được tin nào từ Telegram"
        return f"Telegram không trả lời đã {silent:.0f} giây" if silent > seconds else ""

    return check


class _Alive(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write("ok\n")


class _Ready(tornado.web.RequestHandler):
    def initialize(self, checks: dict[str, Check]) -> None:
        self._checks = checks

    def get(self) -> None:
        reasons = {name: why for name, check in self._checks.items() if (why := check())}
        self.set_status(503 if reasons else 200)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.write(json.dumps({"ready": not reasons, "reasons": reasons}, ensure_ascii=False) + "\n")


class _Metrics(tornado.web.RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest())
