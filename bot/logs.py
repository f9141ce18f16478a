"""The operator's log: neither the token nor what citizens write."""

import json
import logging
import traceback
from datetime import UTC, datetime

# httpx logs whole addresses with the token in them. What matters of python-telegram-bot's own messages is
# said by this package in a sentence; the rest are tracebacks, some of which quote the answer of the server.
_SILENCED = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,
    "tornado": logging.CRITICAL,
    "faiss": logging.WARNING,
}


class _WithoutSecret(logging.Formatter):
    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        line = self._line(record)
        return line.replace(self._secret, "[token]") if self._secret else line

    def _line(self, record: logging.LogRecord) -> str:
        return super().format(record)


class _Json(_WithoutSecret):
    """One JSON object a line, for collectors."""

    def _line(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(entry, ensure_ascii=False)


def set_up(level: int | str, secret: str = "", style: str = "text") -> None:
    """Logs to standard error from `level` on; `secret` is blotted out wherever it turns up.

    `style` is text or json.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Json(secret) if style == "json" else _WithoutSecret(secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, quiet in _SILENCED.items():
        logging.getLogger(name).setLevel(quiet)


def where(error: BaseException) -> str:
    """The kind of `error` and of its causes, and where they happened, without their words.

    The text of an exception may quote the question that led to it.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = where(cause) + "\n" if cause else ""
    trace = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{type(error).__module__}.{type(error).__qualname__}\n{trace}".rstrip()
