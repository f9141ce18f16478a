"""Numbers, days and periods in words."""

from datetime import date, datetime, timedelta

from bot.messages import Messages
from corpus.dates import LOCAL
from retrieval.answer import Period


def number(value: int, texts: Messages) -> str:
    """A count with its thousands set apart."""
    return f"{value:,}".replace(",", texts.thousands)


def day(value: date) -> str:
    """The day of a date, or of a moment as Vietnam's calendar has it."""
    local = value.astimezone(LOCAL) if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """A day with the time of day."""
    return f"{value.astimezone(LOCAL):%H:%M}, {day(value)}"


def period(asked: Period, texts: Messages) -> str:
    """A period, as short as it can be said."""
    if asked.first and asked.last:
        return _closed(asked.first, asked.last, texts)
    if asked.first:
        return texts.since.format(first=day(asked.first))
    return texts.until.format(last=day(asked.last)) if asked.last else ""


def _closed(first: date, last: date, texts: Messages) -> str:
    if first == last:
        return texts.day.format(day=day(first))
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year:
        if first.month == last.month:
            return texts.month.format(month=f"{first:%m/%Y}")
        if (first.month, last.month) == (1, 12):
            return texts.year.format(year=first.year)
    return texts.between.format(first=day(first), last=day(last))
