"""Dates as Vietnamese portals, documents and exports write them."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_EARLIEST_YEAR = 1945
_DAY = r"(?P<day>\d{1,2})\s?(?:[/.-]|tháng)\s?(?P<month>\d{1,2})\s?(?:[/.-]|năm)\s?(?P<year>\d{4})"
_CLOCK = r"(?P<hour>\d{1,2})\s?[:hg]\s?(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\s*(?P<half>SA|CH|AM|PM)\b)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (rf"(?:ngày\s)?{_DAY}(?:[\s,|-]*{_CLOCK})?", rf"{_CLOCK}[\s,|-]*(?:ngày\s)?{_DAY}")
)
_BEFORE = re.compile(
    r"\(?(?:(?:ngày (?:đăng|xuất bản|cập nhật)|đăng (?:ngày|lúc)|cập nhật(?: lúc| ngày)?|thời gian)\s*:?\s*)?"
    r"(?:(?:thứ \w+|chủ nhật)[\s,-]+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,]*(?:[(\[]?(?:GMT|UTC) ?\+ ?0?7(?::00)?[)\]]?)?[\s|,.-]*"
    r"(?:(?:số )?lượt (?:xem|đọc|truy cập)\s*:?\s*[\d.,]*)?\)?"
    r"(?:\W{0,3}\b(?:cỡ chữ|in (?:trang|bài|tin)|chia sẻ|gửi (?:mail|email|bài)|(?:đọc|nghe) bài)\b.{0,60})?",
    re.IGNORECASE,
)


def parse_date(text: str) -> datetime | None:
    """The moment that `text` names, in local time; None when it is no date or no such day exists.

    Read are dd/mm/yyyy (also with . or -) and "ngày 5 tháng 3 năm 2025", with a time of day before or
    after or with none, ISO 8601, and the form of e-mail and RSS.
    """
    text = text.strip()
    for form in (datetime.fromisoformat, _vietnamese, parsedate_to_datetime):
        try:
            moment = form(text)
            local = moment.astimezone(LOCAL) if moment.tzinfo else moment.replace(tzinfo=LOCAL)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
        return local if local.year >= _EARLIEST_YEAR else None
    return None


def date_line(line: str) -> str:
    """The date that a portal prints below a title, as written; empty when `line` is something else."""
    before = _BEFORE.match(line)
    start = before.end() if before else 0
    for form in _FORMS:
        match = form.match(line, start)
        if match and _AFTER.fullmatch(line, match.end()):
            return match[0]
    return ""


def _vietnamese(text: str) -> datetime:
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        raise ValueError("no Vietnamese date")
    hour, half = int(match["hour"] or 0), (match["half"] or "").upper()
    if half in ("CH", "PM") and hour < 12:
        hour += 12
    elif half in ("SA", "AM") and hour == 12:
        hour = 0
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    return datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0))
