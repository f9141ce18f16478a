"""Times named in a question, in Vietnamese however it is typed and in English -> days."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from retrieval.answer import Period
from retrieval.date_patterns import PATTERNS, Date, Days, Value
from retrieval.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Time:
    """Where a text names a time, and its days."""

    start: int
    end: int
    period: Period
    is_recent: bool
    """Told from today and shorter than a year: "hôm qua", "tuần trước", "past 3 days"."""


def times(text: str, today: date) -> list[Time]:
    """The times that `text`, made by `one_spelling`, names, in order.

    Left out are days that do not exist, days to come, and an end without a beginning ("đến năm 2025").
    """
    return list(islice(_bounded(_spans(_found(text, today), text, today), text, today), _MOST))


# A question names one or two; a pasted text may hold hundreds.
_MOST = 8


# --- The text in one spelling ---

# Folding would make words of time and of news of others: quỹ, Tuấn, thắng, đang, tín. Only these are meant.
_MEANT = """
    tháng năm quý tuần ngày hôm hổm thứ đầu cuối trước từ tư đến này nầy gần đây nhất nhật mấy
    gì có họp đăng bài lễ hạn lịch luật cơ thư
"""
_AS_MEANT = re.compile("|".join(_MEANT.split()), re.IGNORECASE)
_FOLDED = frozenset(fold(_MEANT).split()) | {"tin", "qua", "hai", "ba"}
_ACCENTED_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*")
_BEFORE_NAME = "|".join(rf"(?<=\b{word} )" for word in ("việt", "viet", "miền", "mien", "phía", "phia"))
_NAME = re.compile(rf"(?<=\w )Nam\b|(?i:(?:{_BEFORE_NAME})(?<!\bbai viet )nam)\b")
_SIX = re.compile(r"\bsáu\b", re.IGNORECASE)
_CHAT = {
    "hqua": "hom qua",
    "hqa": "hom qua",
    "hnay": "hom nay",
    "hum": "hom",
    "bua": "hom",
    "wa": "qua",
    "trc": "truoc",
    "trk": "truoc",
    "qui": "quy",
    "thg": "thang",
    "j": "gi",
    "tbao": "thong bao",
}
_CHAT_WORD = re.compile(rf"\b(?:{'|'.join(_CHAT)})\b")
_REWRITINGS = [
    (re.compile(r"[–—]"), "-"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"(?<=\d) ?/ ?(?=\d)"), "/"),
    (re.compile(r"\bth(?:ang)?\.? ?(?=\d)|\bt\.? ?(?=\d\d?(?:[/.-]| nam | )(?:19|20)\d\d\b)"), "thang "),
    (re.compile(r"\b24 ?(?:h|gio) qua\b"), "1 ngay qua"),
    (re.compile(r"\b24 hours\b"), "1 days"),
    # A hyphen between two dates, but not one within a date.
    (re.compile(r"(?<=\d) ?- ?(?=\d\d?/|thang )|(?<=/\d{4}) ?- ?(?=\d)|(?<=\b\d{4}) ?- ?(?=\d{4}\b)"), " - "),
]


def one_spelling(question: str) -> str:
    """`question` folded, with chat shorthand and the punctuation of dates written in one way."""
    text = _SIX.sub("6", _NAME.sub("_", unicodedata.normalize("NFC", question)))
    text = fold(_ACCENTED_WORD.sub(_kept_if_meant, text))
    text = _CHAT_WORD.sub(lambda word: _CHAT[word.group()], text)
    for pattern, replacement in _REWRITINGS:
        text = pattern.sub(replacement, text)
    return text


def _kept_if_meant(word: re.Match[str]) -> str:
    is_other = fold(word.group()) in _FOLDED and not _AS_MEANT.fullmatch(word.group())
    return "_" if is_other else word.group()


# --- Finding ---


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: Value
    is_loose: bool


class _Span(NamedTuple):
    start: int
    end: int
    days: Days
    is_range: bool
    is_recent: bool


def _found(text: str, today: date) -> Iterator[_Found]:
    """What the patterns match, in order; of two that overlap the earlier, then the longer."""
    matches = [
        (match.start(), -match.end(), order, match)
        for order, (pattern, _, _) in enumerate(PATTERNS)
        for match in pattern.finditer(text)
    ]
    end = 0
    for start, _, order, match in sorted(matches, key=lambda each: each[:3]):
        if start >= end:
            _, reader, is_loose = PATTERNS[order]
            end = match.end()
            yield _Found(start, end, reader(match, today), is_loose)


_JOINT = re.compile(r",? (?:den|toi|-|to|until|till|through|va|and) (?:het )?|(?P<listed>, ?)")
_BARE_FIRST = re.compile(
    r"\b(?:(?:tu|from|between) (?P<number>\d\d?) (?:den|toi|to|and)|(?P<other>\d\d?) -) $"
)
_MAKES_DATE = re.compile(
    r"\b(?:tin(?: tuc)?|(?:thong|canh) bao|bai viet|tu|truoc|sau|trong|vao|hoi"
    r"|news|since|before|after|in|during|from|throughout|of) $"
)


def _spans(found: Iterator[_Found], text: str, today: date) -> Iterator[_Span]:
    """Single times and ranges of two."""
    rest = deque(found)
    while rest:
        first = rest.popleft()
        end, days, is_range = first.end, None, True
        if rest and _are_joined(first, rest[0], text):
            last = rest.popleft()
            end, days = last.end, _range(first.value, last.value, today)
        elif bare := _BARE_FIRST.search(text, 0, first.start):
            days = _range(_bare(bare, first.value), first.value, today)
        elif not first.is_loose or _MAKES_DATE.search(text, 0, first.start):
            days, is_range = _days(first.value, today), False
        if days:
            is_recent = isinstance(first.value, Days) and days.last - days.first < timedelta(days=300)
            yield _Span(first.start, end, days, is_range, is_recent)


def _are_joined(first: _Found, second: _Found, text: str) -> bool:
    joint = _JOINT.fullmatch(text, first.end, second.start)
    if joint is None or not joint["listed"]:
        return joint is not None
    return isinstance(first.value, Date) and first.value.year is None


def _days(value: Value, today: date) -> Days | None:
    return value.days(today) if isinstance(value, Date) else value


def _bare(number: re.Match[str], last: Value) -> Value:
    """The first end of "từ 1 đến 15/8/2023" or "từ 3 đến 5/2021", given the last."""
    count = int(number["number"] or number["other"])
    if isinstance(last, Days) or last.months is None:
        return last
    return replace(last, day=count) if last.day is not None else replace(last, months=(count, count))


def _range(first: Value, last: Value, today: date) -> Days | None:
    if isinstance(first, Date) and isinstance(last, Date):
        first, last = _completed(first, last)
    start, end = _days(first, today), _days(last, today)
    return Days(min(start.first, end.first), max(start.last, end.last)) if start and end else None


def _completed(first: Date, last: Date) -> tuple[Date, Date]:
    """Both ends of a range, each with what only the other says."""
    if first.day is not None and first.months is None:
        first = replace(first, months=last.months)
    turns = first.months is not None and last.months is not None and first.months > last.months
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - turns)
    elif last.year is None and first.year is not None:
        last = replace(last, year=first.year + turns)
    return first, last


_BEFOREHAND = re.compile(
    r"\b(?:(?P<since>(?:ke )?tu|since)|(?P<before>truoc|before|prior to)|(?P<after>sau|after)"
    r"|(?P<until>den|toi|until|till|by|(?<!news )for)|so(?P<so> )far)(?: (?:ngay|het|cuoi|dau|khoang|the))* $"
)
_UP_TO_NOW = re.compile(
    r" (?:cho )?(?:den|toi) (?:nay|gio|bay gio|hien (?:nay|tai))\b|,? tro (?:di|lai day|ve day)\b"
    r"| (?:(?:until|till|to|through|up to) (?:now|date|the present|present)|onwards?|so far)\b"
)
_AND_BEFORE = re.compile(r" tro ve truoc\b| (?:and|or) earlier\b")


def _bounded(spans: Iterator[_Span], text: str, today: date) -> Iterator[Time]:
    """Spans with what stands around them: "từ … đến nay", "trước …", "since …"."""
    for start, end, days, is_range, is_recent in spans:
        lead = None if is_range else _BEFOREHAND.search(text, 0, start)
        now = _UP_TO_NOW.match(text, end)
        period = _period(days, lead.lastgroup if lead else None, bool(now), today)
        if _AND_BEFORE.match(text, end):
            period = Period(None, days.last)
        if period and days.first <= today:
            yield Time(lead.start() if lead else start, now.end() if now else end, period, is_recent)


def _period(days: Days, lead: str | None, up_to_now: bool, today: date) -> Period | None:
    if up_to_now or lead in ("since", "so"):
        return Period(days.first, max(days.first, today))
    if lead == "before":
        return Period(None, days.first - timedelta(days=1))
    if lead == "after":
        return Period(days.last + timedelta(days=1), None) if days.last < today else None
    return None if lead == "until" else Period(days.first, days.last)
