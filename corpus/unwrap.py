"""The lines of a printed page put together to the paragraphs that they were set from."""

import re
from collections.abc import Iterator, Sequence

_STOPS = (".", "!", "?", "…", ":", ";", "”", '"', ")")
_LIST_ITEM = re.compile(r"\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ]\)|Điều \d+)\s")
_PAGE_NUMBER = re.compile(r"\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_INDENT = 2
_SHORT = 0.8


def unwrap(pages: Sequence[str]) -> list[str]:
    """The paragraphs of `pages`, whose lines keep their indents; page numbers are left out.

    A paragraph ends at a blank line, and at a stop where an indent, a list item or a short line shows
    that it was the last. It may run on from one page to the next.
    """
    paragraphs: list[str] = []
    open_line = ""
    for page in pages:
        lines = [line.rstrip() for line in page.split("\n") if not _PAGE_NUMBER.fullmatch(line)]
        width = max(map(len, lines), default=0)
        for line in _without_outer_blanks(lines):
            if not line:
                open_line = ""
                continue
            if open_line and not _ends(open_line, line, width):
                paragraphs[-1] += " " + line.strip()
            else:
                paragraphs.append(line.strip())
            open_line = line
        open_line = "" if open_line.endswith(_STOPS) else open_line
    return paragraphs


def _ends(line: str, following: str, width: int) -> bool:
    """Whether `line` ends its paragraph, seeing the line that follows."""
    if not line.endswith(_STOPS):
        return False
    indented = _indent(following) >= _indent(line) + _INDENT
    return indented or _LIST_ITEM.match(following) is not None or len(line) < width * _SHORT


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _without_outer_blanks(lines: list[str]) -> Iterator[str]:
    """A page begins and ends with its margins, which part no paragraph."""
    filled = [number for number, line in enumerate(lines) if line]
    yield from lines[filled[0] : filled[-1] + 1] if filled else ()
