"""A saved page of a portal: its article, without the menus and lists around it."""

import re
from collections.abc import Iterator, Sequence, Set
from html import unescape

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extracted

from corpus.boilerplate import is_rights_notice, is_tool, opens_other_news
from corpus.document import Document, Draft, Found, Unreadable, parsing
from corpus.encodings import to_unicode
from corpus.layout import layout_of
from corpus.markup import parse_html, text_with_breaks
from corpus.page_header import address, lead, metadata_date, printed_date, printed_title, section
from corpus.problem import Problem
from corpus.text import clean

SUFFIXES = (".html", ".htm", ".xhtml")

_BREAKS = frozenset({"p", "head", "item", "list", "row", "table", "quote", "code", "lb"})
_NOT_TEXT = frozenset({"a", "button", "head", "nav", "noscript", "script", "select", "style", "template"})
_LONGEST_GAP = 40
"""Lines; a longer one is no list of an article."""
_LETTER_CODE = re.compile(r"&(?:[A-Za-z]{2,8}\d?|#\d{3});")
_SITE_NAME = re.compile(r"\s+[-|–»]\s+")


def read(document: Document) -> Iterator[Found | Problem]:
    """The article of the page."""
    html = to_unicode(_LETTER_CODE.sub(_letter, document.text())).replace("\n", " ")
    with parsing("HTML"):
        page = parse_html(html)
        extracted = bare_extraction(html, include_comments=False, with_metadata=True)
    if not isinstance(extracted, Extracted):
        raise Unreadable(
            "Không tìm thấy nội dung bài trong trang.",
            "Hãy mở trang của đúng một bài rồi lưu lại, hoặc chép nội dung sang tệp .txt.",
        )
    yield from document.finish(_draft(document.id, html, page, extracted))


def _letter(code: re.Match[str]) -> str:
    """The letter that an HTML code stands for, where an old encoding may have used it for another."""
    letter = unescape(code[0])
    return letter if len(letter) == 1 and "\xa1" <= letter <= "\xff" else code[0]


def _draft(name: str, html: str, page: HtmlElement, extracted: Extracted) -> Draft:
    shown = _lines(text_with_breaks(page))
    found = _lines(text_with_breaks(extracted.body, breaks=_BREAKS, hidden=frozenset()))
    found = _with_lost_lines(found, shown, frozenset(_lines(text_with_breaks(page, hidden=_NOT_TEXT))))
    title, below = _split_title(found, clean(extracted.title or ""))
    if below and title.casefold() not in map(str.casefold, shown):  # the site's, or "Chi tiết tin"
        title = printed_title(shown, below[0]) or title
    text = _only_article([*lead(shown, title, below[0] if below else ""), *below])
    layout = layout_of("\n\n".join([title, *text]))
    return Draft(
        name,
        layout.title,
        layout.paragraphs,
        published=layout.published or printed_date(shown, title) or metadata_date(page, html),
        url=address(page, html),
        section=section(page, title),
        author=layout.author,
    )


def _lines(text: str) -> list[str]:
    return [line for line in map(clean, text.split("\n")) if line]


def _with_lost_lines(found: list[str], shown: Sequence[str], unlinked: Set[str]) -> list[str]:
    """`found`, with what the page shows between two lines of it and is no link: extraction loses lists."""
    whole, at = list[str](), -1
    for line in found:
        place = shown.index(line, at + 1) if line in shown[at + 1 :] else -1
        if whole and 0 <= at < place <= at + _LONGEST_GAP:
            whole += [lost for lost in shown[at + 1 : place] if lost in unlinked]
        at = place if place >= 0 else at
        whole.append(line)
    return whole


def _split_title(lines: list[str], title: str) -> tuple[str, list[str]]:
    """The title as the page prints it, without the site's name, and the lines below it."""
    names = {title.casefold(), _SITE_NAME.split(title)[0].casefold()}
    for number, line in enumerate(lines):
        if line.casefold() in names:
            return line, lines[number + 1 :]
    return title, lines


def _only_article(lines: list[str]) -> list[str]:
    """The lines without buttons, and without what the page lists below the article."""
    lines = [line for line in lines if not is_tool(line)]
    end = next((number for number, line in enumerate(lines) if number and opens_other_news(line)), len(lines))
    if sum(map(len, lines[end:])) > sum(map(len, lines[:end])):
        end = len(lines)  # the greater part of the text cannot be what follows it
    return [line for line in lines[:end] if not is_rights_notice(line)]
