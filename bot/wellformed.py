"""Malformed updates are set aside: python-telegram-bot reads all updates of an answer or none."""

import json
import logging
from typing import Any

from telegram import Update

from bot import metrics

Json = dict[str, Any]
log = logging.getLogger(__name__)

_NO_NUMBER = 1 << 62


def without_malformed(body: bytes) -> Json | None:
    """The answer to getUpdates, with nothing but its number left of each update that is malformed.

    None when `body` is no answer at all, which python-telegram-bot notices itself.
    """
    try:
        answer = json.loads(body)
        fit = [update if is_readable(update) else emptied(update) for update in answer["result"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    answer["result"] = [update for update in fit if update]
    return answer  # type: ignore[no-any-return]


def is_readable(update: object) -> bool:
    """Whether python-telegram-bot can make an `Update` of it; counts and reports those it cannot."""
    try:
        if emptied(update):
            Update.de_json(update, None)  # type: ignore[arg-type]
            return True
    except Exception as error:  # whatever a field of an unexpected type leads to
        log.warning("Bỏ qua một cập nhật sai cấu trúc của Telegram (%s).", type(error).__name__)
    else:
        log.warning("Bỏ qua một cập nhật không có số thứ tự của Telegram.")
    metrics.UPDATES.labels("malformed").inc()
    return False


def emptied(update: object) -> Json:
    """An update with nothing but its number, so that Telegram learns that it arrived; nothing without one."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return {"update_id": number} if type(number) is int and abs(number) < _NO_NUMBER else {}
