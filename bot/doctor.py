"""Checks all that an operator needs: each finding has a state, a meaning and a remedy."""

import asyncio
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

import httpx
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import connection, settings
from bot.settings import Settings
from corpus.errors import TinsoError
from retrieval.encoder import Encoder, open_encoder
from retrieval.index import open_index
from retrieval.search import answer

MINIMUM_PYTHON = (3, 11)
_ENOUGH_DISK = 2 << 30
_LOW_DISK = 500 << 20
_LARGEST_CLOCK_ERROR = 60.0
_SECONDS = 10.0


class State(StrEnum):
    OK = "ổn"
    WARNING = "lưu ý"
    BAD = "lỗi"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. The remedy is empty when all is well."""

    name: str
    state: State
    meaning: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """One finding after another, quickest first."""
    yield _python()
    try:
        chosen = settings.load()
    except TinsoError as error:
        yield Finding("Thiết lập", State.BAD, str(error), "Hãy sửa biến môi trường hoặc tệp .env.")
        return
    yield _settings()
    yield from _permissions(chosen)
    yield _pause(chosen)
    yield _disk(chosen)
    yield from _model_and_index(chosen)
    yield from _telegram(chosen)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < MINIMUM_PYTHON:
        return Finding("Python", State.BAD, f"Đang dùng Python {version}.", "Hãy cài Python 3.11 trở lên.")
    return Finding("Python", State.OK, f"Phiên bản {version}.")


def _settings() -> Finding:
    if unknown := settings.warnings():
        return Finding("Thiết lập", State.WARNING, " ".join(unknown), "Hãy sửa lại tên thiết lập.")
    return Finding("Thiết lập", State.OK, "Mọi thiết lập đều hợp lệ.")


def _permissions(chosen: Settings) -> Iterator[Finding]:
    env = Path(".env")
    if env.exists() and stat.S_IMODE(env.stat().st_mode) & 0o007:
        yield Finding(
            "Quyền tệp .env",
            State.WARNING,
            "Tài khoản khác trên máy đọc được mã bí mật.",
            "Hãy chạy: chmod 600 .env",
        )
    if os.geteuid() == 0:
        yield Finding(
            "Tài khoản",
            State.WARNING,
            "Đang chạy bằng tài khoản root.",
            "Khi vận hành, hãy dùng tài khoản riêng, xem docs/van-hanh.md.",
        )
    yield from _writable(chosen)
    if chosen.index.is_dir() and not os.access(chosen.index, os.R_OK | os.X_OK):
        yield Finding(
            "Quyền thư mục",
            State.BAD,
            f"Không đọc được {chosen.index}.",
            "Hãy cấp quyền đọc cho tài khoản chạy bot.",
        )


def _writable(chosen: Settings) -> Iterator[Finding]:
    """What the bot writes must lie where its account may write."""
    for name, file in (("TINSO_JOURNAL", chosen.journal), ("TINSO_INBOX", chosen.inbox)):
        place = _nearest(file)
        if not os.access(place, os.W_OK):
            yield Finding(
                "Quyền ghi",
                State.BAD,
                f"Không ghi được {file}.",
                f"Hãy cấp quyền ghi {place} cho tài khoản chạy bot, hoặc đặt {name} sang nơi khác.",
            )


def _nearest(path: Path) -> Path:
    """`path`, or the innermost folder around it that exists."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def _pause(chosen: Settings) -> Finding:
    if chosen.pause_file.exists():
        return Finding(
            "Tạm dừng",
            State.WARNING,
            "Bot đang trả lời “tạm dừng” cho mọi câu hỏi.",
            f"Khi muốn mở lại, hãy xoá tệp {chosen.pause_file}.",
        )
    return Finding("Tạm dừng", State.OK, f"Đang mở; muốn tạm dừng thì chạy: touch {chosen.pause_file}")


def _disk(chosen: Settings) -> Finding:
    folder = _nearest(chosen.index)
    free = shutil.disk_usage(folder).free
    meaning = f"Còn trống {free / (1 << 30):.1f} GB ở {folder}."
    remedy = "Hãy dọn đĩa: mỗi lần dựng chỉ mục cần chỗ cho thêm một phiên bản."
    if free < _LOW_DISK:
        return Finding("Dung lượng đĩa", State.BAD, meaning, remedy)
    if free < _ENOUGH_DISK:
        return Finding("Dung lượng đĩa", State.WARNING, meaning, remedy)
    return Finding("Dung lượng đĩa", State.OK, meaning)


def _model_and_index(chosen: Settings) -> Iterator[Finding]:
    try:
        encoder = open_encoder(chosen.model)
        encoder.encode_query("thử")
    except TinsoError as error:
        yield _told("Mô hình", error)
        yield Finding(
            "Chỉ mục", State.BAD, "Chưa kiểm tra được vì chưa có mô hình.", "Hãy sửa mô hình trước."
        )
        return
    yield Finding("Mô hình", State.OK, f"Nạp và chạy được {encoder.identity}.")
    yield _index(chosen, encoder)


def _told(name: str, error: TinsoError) -> Finding:
    """An error whose text ends in its own remedy."""
    meaning, _, remedy = str(error).partition(" Hãy ")
    return Finding(name, State.BAD, meaning, f"Hãy {remedy}" if remedy else "Hãy xem nhật ký để biết thêm.")


def _index(chosen: Settings, encoder: Encoder) -> Finding:
    try:
        index = open_index(chosen.index, encoder)
        answer(index, encoder, "Thông báo mới nhất là gì?", datetime.now(UTC).date(), 1)
    except TinsoError as error:
        return _told("Chỉ mục", error)
    summary = index.summary()
    meaning = f"Phiên bản {summary.version}, {summary.articles} bài, mọi mã kiểm đều khớp, hợp với mô hình."
    if not summary.articles:
        return Finding("Chỉ mục", State.BAD, meaning, "Hãy dựng lại từ một thư mục có bài viết.")
    return Finding("Chỉ mục", State.OK, meaning)


def _telegram(chosen: Settings) -> Iterator[Finding]:
    try:
        reply = httpx.get(chosen.api_url, timeout=_SECONDS)
    except httpx.HTTPError as error:
        yield Finding(
            "Mạng",
            State.BAD,
            f"Không tới được {chosen.api_url} ({type(error).__name__}).",
            "Hãy kiểm tra mạng, DNS, tường lửa và proxy (HTTPS_PROXY), hoặc TELEGRAM_API_URL.",
        )
        return
    yield Finding("Mạng", State.OK, f"Tới được {chosen.api_url}.")
    yield _clock(reply.headers.get("Date"))
    yield asyncio.run(_token(chosen))


def _clock(date: str | None) -> Finding:
    """Compares the clock with the one of the server."""
    if date is None:
        return Finding("Đồng hồ", State.WARNING, "Máy chủ không cho biết giờ.", "Hãy tự xem giờ của máy.")
    wrong = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    if wrong > _LARGEST_CLOCK_ERROR:
        return Finding(
            "Đồng hồ",
            State.BAD,
            f"Lệch {wrong:.0f} giây so với máy chủ, nên “hôm nay”, “tháng này” bị hiểu sai.",
            "Hãy bật đồng bộ giờ: timedatectl set-ntp true",
        )
    return Finding("Đồng hồ", State.OK, f"Lệch không quá {max(1.0, wrong):.0f} giây.")


async def _token(chosen: Settings) -> Finding:
    if chosen.token is None:
        return Finding(
            "Mã bot",
            State.WARNING,
            "Chưa có TELEGRAM_BOT_TOKEN: bot chỉ trả lời trong cửa sổ dòng lệnh.",
            "Hãy xin mã của @BotFather rồi ghi vào tệp .env.",
        )
    request = connection.for_messages()
    bot = Bot(chosen.token.get_secret_value(), base_url=f"{chosen.api_url}/bot", request=request)
    try:
        async with bot:
            return Finding("Mã bot", State.OK, f"Telegram nhận ra bot @{bot.username}.")
    except InvalidToken:
        return Finding(
            "Mã bot",
            State.BAD,
            "Telegram không chấp nhận mã này.",
            "Hãy chép lại nguyên vẹn mã mà @BotFather cấp, hoặc xin cấp mã mới.",
        )
    except TelegramError as error:
        return Finding(
            "Mã bot",
            State.BAD,
            f"Chưa hỏi được Telegram ({type(error).__name__}).",
            "Hãy chạy lại sau ít phút.",
        )
