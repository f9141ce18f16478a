"""What a web page says of its article outside of the text: address, date, section."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from corpus.boilerplate import is_tool
from corpus.dates import date_line, parse_date
from corpus.text import clean
from corpus.urls import is_web_address

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_ADDRESS = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
_DATE = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='pubdate'"
    " or @name='DC.date.issued' or @name='DC.Date']/@content | //*[@itemprop='datePublished']/@datetime"
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_SECTION = "//meta[@property='article:section']/@content"
_BREADCRUMB = "//*[contains(@class, 'breadcrumb') or contains(@id, 'breadcrumb')]//a"
_BELOW_TITLE = 12
_LEAD_LENGTH = 60
_TITLE_LENGTH = 300


def address(page: HtmlElement, html: str) -> str:
    """The address that the page gives for itself; a site's front page is none."""
    for found in _strings(page, _ADDRESS) + [match[1] for match in _SAVED_FROM.finditer(html)]:
        if is_web_address(found) and (urlsplit(found).path.strip("/") or urlsplit(found).query):
            return found
    return ""


def metadata_date(page: HtmlElement, html: str) -> str:
    """The date of publication that the page holds for machines."""
    for found in _strings(page, _DATE) + [match[1] for match in _JSON_DATE.finditer(html)]:
        if parse_date(found):
            return found
    return ""


def printed_date(lines: Sequence[str], title: str) -> str:
    """The date line printed below the title; dates elsewhere are today's, or another article's."""
    for number, line in enumerate(lines):
        if line.casefold() == title.casefold():
            for below in lines[number + 1 : number + 1 + _BELOW_TITLE]:
                if written := date_line(below):
                    return written
    return ""


def printed_title(lines: Sequence[str], first: str) -> str:
    """The line above the date that stands nearest above the `first` line of the text; empty for none."""
    end = lines.index(first) if first in lines else 0
    for number in range(end - 1, max(end - _BELOW_TITLE, 0), -1):
        if date_line(lines[number]):
            above = lines[number - 1]
            return above if len(above) <= _TITLE_LENGTH and not is_tool(above) else ""
    return ""


def lead(lines: Sequence[str], title: str, first: str) -> list[str]:
    """The paragraphs printed between the title and the `first` line of the text."""
    end = lines.index(first) if first in lines else 0
    titles = [number for number in range(end) if lines[number].casefold() == title.casefold()]
    return [line for line in lines[titles[-1] + 1 : end] if len(line) >= _LEAD_LENGTH] if titles else []


def section(page: HtmlElement, title: str) -> str:
    """The section that the article stands in: the last step of the way to it."""
    return next(_sections(page, title), "")


def _sections(page: HtmlElement, title: str) -> Iterator[str]:
    yield from _strings(page, _SECTION)
    for link in reversed(page.xpath(_BREADCRUMB)):
        name = clean(link.text_content())
        if name and name.casefold() != title.casefold() and not is_tool(name):
            yield name


def _strings(page: HtmlElement, path: str) -> list[str]:
    return [str(found) for found in page.xpath(path)]
