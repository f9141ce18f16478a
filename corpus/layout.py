"""The layout of a news article in plain lines: title, date line, paragraphs, captions, byline."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.article import Paragraph, ParagraphKind
from corpus.dates import date_line
from corpus.kinds import author_of, is_byline, with_captions
from corpus.text import clean

_HEADER_LINES = 8
_TITLE_LENGTH = 300
_WRAP_WIDTH = 120
_BYLINES = 4
_STOPS = (".", "!", "?", "…", ":", ";", ".”", '."', ")")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article; `published` as written, every part empty where there is none."""

    title: str
    published: str
    paragraphs: tuple[Paragraph, ...]
    author: str


def layout_of(text: str) -> Layout:
    """The parts of `text`; blank lines divide paragraphs, or every newline where none is blank."""
    title, published, below = _split_header([clean(line) for line in text.split("\n")])
    body, bylines = _split_bylines(below)
    texts = _paragraphs(body)
    if texts and texts[0].casefold() == title.casefold():
        texts = texts[1:]
    signed = tuple(Paragraph(line, ParagraphKind.BYLINE) for line in bylines) if texts else ()
    return Layout(title, published, with_captions(texts) + signed, author_of(bylines))


def _split_header(lines: list[str]) -> tuple[str, str, list[str]]:
    """Title, date as written, and the lines below them."""
    filled = [number for number, line in enumerate(lines) if line]
    for number in filled[:_HEADER_LINES]:
        if written := date_line(lines[number]):
            above, below = lines[:number], lines[number + 1 :]
            if not any(above):
                above, below = below, []
            title, lead = _split_title(above)
            return title, written, [*lead, "", *below]
    title, below = _split_title(lines)
    if filled and not any(below):  # one block and nothing else: only its first line can be the title
        title, below = lines[filled[0]], lines[filled[0] + 1 :]
    return title, "", below


def _split_title(lines: list[str]) -> tuple[str, list[str]]:
    """The title that `lines` begin with, which may be wrapped or repeated, and the lines below it."""
    start = next((number for number, line in enumerate(lines) if line), len(lines))
    end = next((number for number in range(start, len(lines)) if not lines[number]), len(lines))
    block = lines[start:end]
    if sum(map(len, block)) > _TITLE_LENGTH or any(line.endswith((".", ";", ":")) for line in block):
        block = block[:1]
    return clean(" ".join(dict.fromkeys(block))), lines[start + len(block) :]


def _split_bylines(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the body, and those at the end that name author and source."""
    end, bylines = len(lines), list[str]()
    while end and len(bylines) < _BYLINES:
        line, before = lines[end - 1], lines[end - 2] if end > 1 else ""
        if line and not (is_byline(line) and (not before or before.endswith(_STOPS) or is_byline(before))):
            break
        bylines[:0] = [line] if line else []
        end -= 1
    return lines[:end], bylines


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Blocks between blank lines, each on one line; or every line, where no blank line divides them."""
    blocks = [list(block) for filled, block in groupby(lines, bool) if filled]
    if len(blocks) == 1 and not _is_wrapped(blocks[0]):
        return blocks[0]
    return [" ".join(block) for block in blocks]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether these lines are one paragraph broken at a fixed width."""
    if max(map(len, lines)) > _WRAP_WIDTH:
        return False
    return sum(line.endswith(_STOPS) for line in lines[:-1]) * 2 < len(lines) - 1
