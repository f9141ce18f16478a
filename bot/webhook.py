"""Updates that Telegram brings: an HTTP server for the proxy that terminates TLS.

python-telegram-bot's own server answers a malformed update with an error, and Telegram then brings it again
and again, before all others.
"""

import hashlib
import hmac
import json
import logging
from http import HTTPStatus
from typing import Any

import tornado.httpserver
import tornado.web
from telegram import Update

from bot import metrics
from bot.application import TinsoApplication
from bot.intake import Intake
from bot.listening import listen
from bot.logs import where
from bot.settings import Address, SettingsError

log = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST_UPDATE = 1 << 20


class Webhook:
    """Listens at `listen`; Telegram reaches it at `url`, through the proxy, on a path that nobody can guess.

    The path and the secret that Telegram shows with each update both follow from the bot's token: they stay
    the same across restarts, and change when the token does.
    """

    def __init__(self, url: str, listen: Address, token: str, intake: Intake) -> None:
        self.path = f"/{_derived(token, 'webhook path')}"
        self.secret = _derived(token, "webhook secret")
        self.registered = False
        self._url = url
        self._listen = listen
        self._intake = intake
        self._server: tornado.httpserver.HTTPServer | None = None

    def listen(self, application: TinsoApplication) -> None:
        """Takes updates from now on. Raises SettingsError when it cannot listen."""
        pages = [(rf"(?:/.*)?{self.path}", _Receiver, {"webhook": self, "telegram": application})]
        receiver = tornado.web.Application(pages, log_function=lambda handler: None)
        self._server = tornado.httpserver.HTTPServer(receiver, max_body_size=_LARGEST_UPDATE)
        try:
            listen(self._server, self._listen)
        except OSError as error:
            raise SettingsError(
                f"Không mở được {self._listen} để nhận webhook ({error.strerror}): hãy sửa"
                " TINSO_WEBHOOK_LISTEN hoặc tắt chương trình đang giữ cổng đó."
            ) from error

    async def register(self, application: TinsoApplication, allowed_updates: list[str]) -> None:
        """Tells Telegram where to bring updates. Raises TelegramError."""
        await application.bot.set_webhook(
            f"{self._url}{self.path}", secret_token=self.secret, allowed_updates=allowed_updates
        )
        self.registered = True

    async def stop(self) -> None:
        """Takes no more updates. The webhook stays registered: Telegram keeps what comes meanwhile."""
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()

    @property
    def full(self) -> bool:
        return self._intake.full

    async def is_new(self, update: object) -> bool:
        """Whether an update is to be answered; when this returns it is safe, and its receipt may be given.

        Telegram repeats one whose receipt got lost.
        """
        return await self._intake.keep.is_new(update)


class _Receiver(tornado.web.RequestHandler):
    def initialize(self, webhook: Webhook, telegram: TinsoApplication) -> None:
        self._webhook = webhook
        self._telegram = telegram

    async def post(self) -> None:
        shown = self.request.headers.get(_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._webhook.secret.encode()):
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN)
        if self._webhook.full:  # Telegram brings it again
            raise tornado.web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        metrics.LAST_POLL.set_to_current_time()
        try:
            content = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise tornado.web.HTTPError(HTTPStatus.BAD_REQUEST) from None
        if await self._webhook.is_new(content):
            await self._telegram.update_queue.put(Update.de_json(content, self._telegram.bot))

    def log_exception(self, *failure: Any) -> None:
        """An error is told without its words, which may quote a citizen."""
        if not isinstance(failure[1], tornado.web.HTTPError):
            log.error("Lỗi khi nhận một cập nhật qua webhook:\n%s", where(failure[1]))


def _derived(token: str, purpose: str) -> str:
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()
