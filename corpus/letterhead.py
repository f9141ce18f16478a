"""The head of an official document: who sends it, its number, the national motto, place and date."""

import re
from collections.abc import Sequence

_SEARCHED_LINES = 15
_DATE = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
_MOTTO = re.compile(r"độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc", re.IGNORECASE)
_NUMBER = re.compile(r"(?:.*\s)?số\s*:.{0,40}", re.IGNORECASE)
_RULE = re.compile(r"\W+")
_KIND = re.compile(
    r"thông báo|quyết định|kế hoạch|báo cáo|công văn|hướng dẫn|giấy mời|tờ trình|chỉ thị|thông cáo báo chí",
    re.IGNORECASE,
)


def without_letterhead(lines: Sequence[str]) -> tuple[list[str], str]:
    """The lines below the head, the kind of document joined to its subject, and the date in the head."""
    head = list(lines[:_SEARCHED_LINES])
    if not any(map(_MOTTO.search, head)):
        return list(lines), ""
    end = max(number for number, line in enumerate(head) if _is_head(line)) + 1
    date = next((match[0] for line in head[:end] if (match := _DATE.search(line))), "")
    below = [line for line in lines[end:] if line]
    if len(below) > 1 and _KIND.fullmatch(below[0]):
        below[:2] = [" ".join(below[:2])]
    return below, date


def _is_head(line: str) -> bool:
    placed = _DATE.search(line) is not None and len(line) < 80
    return bool(placed or _MOTTO.search(line) or _NUMBER.fullmatch(line) or (line and _RULE.fullmatch(line)))
