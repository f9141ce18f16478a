"""Days as they are written, in folded Vietnamese and in English: the patterns, and what they mean.

Patterns find them, `dateutil` reckons. `dateparser` was tried: it knows no quarters, halves, ranges or "hôm
kia", reads "Gọi 1080" as a year and "Quý 2/2020" as February, and takes ten times as long.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import MO, relativedelta, weekday

# --- Dates as they are written ---


class Days(NamedTuple):
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written, with what it leaves out."""

    year: int | None
    months: tuple[int, int] | None = None
    """First and last; None is the whole year."""
    day: int | None = None

    def days(self, today: date) -> Days | None:
        """None for a date that does not exist; a missing year is the latest in which it has begun."""
        if self.day is not None and self.months is None:
            return None
        try:
            days = self._in(self.year or today.year)
            return days if self.year or days.first <= today else self._in(today.year - 1)
        except ValueError:
            return None

    def _in(self, year: int) -> Days:
        first, last = self.months or (1, 12)
        start = date(year, first, 1 if self.day is None else self.day)
        end = start if self.day is not None else date(year, last, 1) + relativedelta(months=1, days=-1)
        return Days(start, end)


_WORDS = (
    "mot hai ba bon nam sau bay tam chin muoi",
    "one two three four five six seven eight nine ten eleven twelve",
    "first second third fourth",
    "1st 2nd 3rd 4th",
    "i ii iii iv",
    "a",
)
_NUMBERS = {word: n for words in _WORDS for n, word in enumerate(words.split(), start=1)}
_NUMBERS |= {"tu": 4, "muoi mot": 11, "muoi hai": 12}
_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]


def _month(groups: dict[str, str | None]) -> int | None:
    if word := groups.get("month"):
        return _number(word)
    if name := groups.get("name") or groups.get("full_name"):
        return 1 + next(index for index, month in enumerate(_MONTHS) if month.startswith(name[:3]))
    return None


def _year(word: str | None, today: date) -> int | None:
    if word is None:
        return None
    if word.isdecimal():
        return int(word) if len(word) == 4 else 2000 + int(word)
    return today.year - (word not in ("nay", "this year"))


def _day(found: re.Match[str], today: date) -> Date:
    """A day, a month or a year, as far as it is written."""
    groups = found.groupdict()
    month, day = _month(groups), groups.get("day")
    return Date(
        _year(groups.get("year"), today),
        None if month is None else (month, month),
        None if day is None else int(day),
    )


def _quarter(found: re.Match[str], today: date) -> Date:
    last = 3 * _number(found["quarter"])
    return Date(_year(found["year"], today), (last - 2, last))


def _part(found: re.Match[str], today: date) -> Date:
    """Months from the beginning or the end of a year; "đầu năm" is a quarter of it."""
    groups = found.groupdict()
    length = _number(groups.get("length") or ("6" if groups.get("half") else "3"))
    from_start = found["part"] in ("dau", "first", "early", "beginning", "start")
    return Date(_year(found["year"], today), (1, length) if from_start else (13 - length, 12))


# --- Times told from today ---

_LENGTHS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_UNITS = {"ngay": "day", "hom": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}
_WEEKDAYS = [
    {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5},
    {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5},
    {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6},
]
_WEEKDAY = {name: number for names in _WEEKDAYS for name, number in names.items()}


def _unit(found: re.Match[str]) -> str:
    return _UNITS.get(found["unit"], found["unit"])


def _count(found: re.Match[str]) -> int:
    return _number(found.groupdict().get("count") or "1")


def _calendar(unit: str, day: date) -> Days:
    """The calendar unit that holds `day`; weeks begin on Monday."""
    firsts = {
        "day": day,
        "week": day + relativedelta(weekday=MO(-1)),
        "month": day.replace(day=1),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
    }
    return Days(firsts[unit], firsts[unit] + _LENGTHS[unit] - timedelta(days=1))


def _this(found: re.Match[str], today: date) -> Days:
    return _calendar(_unit(found), today)


def _ago(found: re.Match[str], today: date) -> Days:
    """The calendar unit so many before this one."""
    return _calendar(_unit(found), today - _count(found) * _LENGTHS[_unit(found)])


def _past(found: re.Match[str], today: date) -> Days:
    """The days from so many units ago up to today."""
    return Days(today - _count(found) * _LENGTHS[_unit(found)], today)


def _today(_: re.Match[str], today: date) -> Days:
    return Days(today, today)


def _yesterday(_: re.Match[str], today: date) -> Days:
    return _calendar("day", today - timedelta(days=1))


def _day_before_yesterday(_: re.Match[str], today: date) -> Days:
    return _calendar("day", today - timedelta(days=2))


def _weekday(found: re.Match[str], today: date) -> Days:
    """A day of the week named; with none named, the latest before today."""
    number = _WEEKDAY[found["weekday"] or "sunday"]
    if found.groupdict().get("week"):
        return _calendar("day", _monday(found["week"], today) + timedelta(days=number))
    return _calendar("day", today + relativedelta(days=-1, weekday=weekday(number)(-1)))


def _weekend(found: re.Match[str], today: date) -> Days:
    monday = _monday(found["week"], today)
    return Days(monday + timedelta(days=5), monday + timedelta(days=6))


def _monday(week: str, today: date) -> date:
    return _calendar("week", today).first - timedelta(weeks=week not in ("nay", "this"))


# --- Patterns ---

Value = Date | Days
_Reader = Callable[[re.Match[str], date], Value]


def _after(words: str) -> str:
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in words.split()) + ")"


_START, _END = r"(?<![\w/.-])", r"(?![\w/%-]|[.,]\d)"
_NUMBER = (
    r"(?:\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi(?: mot| hai)?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_LAST = r"(?:vua qua|vua roi|truoc(?! (?:khi|do|day|nua|ngay|thang)\b)|qua|roi)"
_WHICH = rf"(?:nay|ngoai|{_LAST})\b"
_NUMERIC_YEAR = rf"(?:19|20)\d\d{_END}"
_YEAR = rf"(?:nam )?(?P<year>{_NUMERIC_YEAR}|(?<=nam ){_WHICH}|(?:this|last|previous) year\b)"
_OF_YEAR = rf"(?: ?[/.,-] ?| )(?:cua |trong |of )?{_YEAR}"
_THAT_YEAR = rf"(?: (?P<year>{_NUMERIC_YEAR}|{_WHICH}))?"
_MONTH = (
    r"(?P<month>\d\d?|muoi(?: mot| hai)?|mot|hai|ba|tu(?! (?:ngay|thang|nam \d))|nam(?= nam (?:19|20))"
    r"|bay(?! gio)|tam|chin)\b"
)
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
# Without a year "may" may be máy or mấy, "sep" sếp.
_UNMISTAKABLE = rf"(?P<full_name>{'|'.join(name for name in _MONTHS if name != 'may')})\b"
_DAY = rf"(?:\b(?:ngay|hom|mung) |{_START})(?P<day>\d\d?)"
_ORDINAL = r"(?:st|nd|rd|th)?\b"
# Not "mấy ngày qua", "những năm trước", "nhiều tháng nay", "hằng năm".
_ONE = r"(?<!\bmay )(?<!\bvai )(?<!\bcac )(?<!\bnhung )(?<!\bnhieu )(?<!\bhang )\b"
_UNIT = r"(?P<unit>ngay|hom|tuan|thang|quy|nam)"
_ENGLISH_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_VIETNAMESE_DAY = r"(?:(?:thu |t)(?P<weekday>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sunday>chu nhat|cn))"
_ENGLISH_DAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS[2])})"

_WRITTEN: list[tuple[_Reader, list[str]]] = [
    (
        _day,
        [
            rf"{_START}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?){_END}",
            rf"{_DAY}[/.-](?P<month>\d\d?)[/.-](?P<year>(?:19|20)\d\d|\d\d){_END}",
            rf"(?<!\btuan ){_DAY} thang {_MONTH}{_OF_YEAR}",
            rf"\b(?:ngay|hom|mung) (?P<day>\d\d?)(?:[/.-]| thang ){_MONTH}{_END}",
            rf"{_START}(?P<day>\d\d?){_ORDINAL}(?: of)? (?:{_NAMED},? (?:of )?{_YEAR}|{_UNMISTAKABLE})",
            rf"\b{_NAMED} (?P<day>\d\d?){_ORDINAL},? {_YEAR}",
            rf"\b{_UNMISTAKABLE} (?P<day>\d\d?){_ORDINAL}",
            rf"\bthang {_MONTH}(?:{_OF_YEAR}|(?![/.-]\d))",
            rf"\b{_NAMED},?(?: of)? {_YEAR}",
            rf"{_after('in since from between and to during of until before after')}{_UNMISTAKABLE}",
            rf"(?:{_after('in since from between')}|(?<=[yhl] to )|(?<=[yhl] and ))(?P<name>may)\b",
            rf"{_ONE}(?=nam ){_YEAR}",
            rf"\b(?=this|last|previous){_YEAR}",
        ],
    ),
    (
        _quarter,
        [
            rf"\b(?:quy |q)(?P<quarter>[1-4]|i{{1,3}}|iv|mot|hai|ba|bon|tu)\b(?:{_OF_YEAR}|(?![/.-]\d))",
            rf"\b(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th) quarter\b(?:(?: of)? {_YEAR})?",
        ],
    ),
    (
        _part,
        [
            rf"\b(?P<length>{_NUMBER}) thang (?P<part>dau|cuoi)(?: cua)? nam\b{_THAT_YEAR}",
            rf"\b(?P<half>nua) (?P<part>dau|cuoi|sau)(?: cua)? nam\b{_THAT_YEAR}",
            rf"(?<!\bo )\b(?P<part>dau|cuoi) nam\b(?! (?:hoc|moi|am lich)\b){_THAT_YEAR}",
            rf"\b(?P<part>first|second|last) (?P<half>half) of {_YEAR}",
            rf"\b(?P<part>first|last) (?P<length>{_NUMBER}) months of {_YEAR}",
            rf"\b(?P<part>early|late) (?:in )?{_YEAR}",
            rf"\b(?P<part>beginning|start|end) of {_YEAR}",
        ],
    ),
]
_FROM_TODAY: list[tuple[_Reader, list[str]]] = [
    (
        _today,
        [
            rf"{_ONE}hom nay\b",
            r"^nay (?=co |so |tin )",
            r"\b(?:sang|trua|chieu) nay\b",
            r"\btoday\b",
            r"\bthis (?:morning|afternoon|evening)\b",
        ],
    ),
    (
        _yesterday,
        [r"\bhom qua\b", r"\b(?:sang|trua|chieu|toi|dem) qua\b", r"\byesterday\b", r"\blast night\b"],
    ),
    (_day_before_yesterday, [r"\bhom kia\b", r"\b(?:the )?day before yesterday\b"]),
    (
        _this,
        [
            rf"{_ONE}(?P<unit>tuan|thang|quy) nay\b",
            r"\bthis (?P<unit>week|month|quarter)\b",
            r"(?<=\btrong )(?P<unit>ngay|tuan|thang)(?=\W*$)",
            r"\bdau (?P<unit>tuan|thang|quy)(?= (?:den|toi) (?:nay|gio)\b)",
        ],
    ),
    (
        _ago,
        [
            rf"{_ONE}(?P<unit>tuan|thang|quy) {_LAST}\b",
            r"\b(?:last|previous) (?P<unit>week|month|quarter)\b",
            rf"\b(?P<count>{_NUMBER}) {_UNIT} truoc\b(?! (?:khi|do|day|ngay|thang)\b)",
            rf"\b(?P<count>{_NUMBER}|a) {_ENGLISH_UNIT}s? ago\b",
        ],
    ),
    (
        _past,
        [
            rf"\b(?P<count>{_NUMBER}) {_UNIT} (?:(?:vua )?qua|vua roi|nay|gan day|gan nhat|tro lai day)\b",
            rf"\b(?:past|last|previous) (?P<count>{_NUMBER}) {_ENGLISH_UNIT}s\b",
            rf"\bpast {_ENGLISH_UNIT}\b",
        ],
    ),
    (
        _weekday,
        [
            rf"\b{_VIETNAMESE_DAY} (?:tuan (?P<week>nay|{_LAST})|vua (?:qua|roi))\b",
            rf"\bhom {_VIETNAMESE_DAY}\b",
            rf"\blast {_ENGLISH_DAY}\b",
            rf"\b{_ENGLISH_DAY} (?:of )?(?P<week>this|last) week\b",
        ],
    ),
    (_weekend, [rf"\bcuoi tuan (?P<week>nay|{_LAST})\b", r"\b(?P<week>this|last) weekend\b"]),
]
# A date only beside a word or another date that makes it one.
_LOOSE: list[tuple[_Reader, list[str]]] = [
    (
        _day,
        [
            rf"{_START}(?P<year>(?:19|20)\d\d){_END}(?! (?:dong|nguoi|ho|ngay|people)\b)",
            rf"{_START}(?P<month>\d\d?)[/.-](?P<year>(?:19|20)\d\d){_END}",
            rf"(?:{_after('den toi')}|(?<=- )|(?<=, ))(?P<month>\d\d?) nam (?P<year>(?:19|20)\d\d){_END}",
            rf"{_START}(?P<day>\d\d?)/(?P<month>\d\d?){_END}",
            rf"\b(?:ngay|mung) (?P<day>\d\d?)(?! thang){_END}",
        ],
    )
]
PATTERNS = [
    (re.compile(pattern), reader, table is _LOOSE)
    for table in (_WRITTEN, _FROM_TODAY, _LOOSE)
    for reader, patterns in table
    for pattern in patterns
]
