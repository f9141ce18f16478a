"""SIGHUP: takes over the settings that may change while the bot runs, and names those that may not."""

import logging

from bot import logs, settings, systemd
from bot.delivery import Delivery
from bot.settings import Settings, SettingsError
from bot.workers import Workers

_AT_ONCE = frozenset({"waiting", "messages_per_second", "log_level", "log_format"})

log = logging.getLogger(__name__)


class Reload:
    """What SIGHUP does."""

    def __init__(self, started: Settings, workers: Workers, delivery: Delivery) -> None:
        self._current = started
        self.workers = workers
        self.delivery = delivery

    def __call__(self) -> None:
        systemd.notify(systemd.reloading())
        try:
            self._take_over(settings.load())
        except SettingsError as error:
            log.error("Chưa nạp lại thiết lập, hệ thống giữ nguyên thiết lập cũ. %s", error)
        finally:
            systemd.notify("READY=1")

    def _take_over(self, fresh: Settings) -> None:
        old = self._current
        changed = {name for name in Settings.model_fields if getattr(fresh, name) != getattr(old, name)}
        self._current = fresh.model_copy(
            update={name: getattr(old, name) for name in Settings.model_fields.keys() - _AT_ONCE}
        )
        self.workers.waiting = fresh.waiting
        self.delivery.per_second = fresh.messages_per_second
        set_up_logs(self._current)
        log.info("Đã nạp lại thiết lập%s.", _list(": ", changed & _AT_ONCE))
        if late := _list("", changed - _AT_ONCE):
            log.warning("Phải khởi động lại chương trình thì các thay đổi này mới có hiệu lực: %s.", late)


def set_up_logs(chosen: Settings) -> None:
    """Logs as the settings say: on Telegram from INFO on, in the terminal from WARNING on, unless told."""
    token = chosen.token.get_secret_value() if chosen.token else ""
    level = chosen.log_level or ("INFO" if token else "WARNING")
    logs.set_up(level, secret=token, style=chosen.log_format)


def _list(before: str, names: set[str] | frozenset[str]) -> str:
    """The names of settings as operators write them."""
    if not names:
        return ""
    return before + ", ".join(sorted(str(Settings.model_fields[name].validation_alias) for name in names))
