"""A saved RSS or Atom feed: an article an entry."""

from collections.abc import Iterator
from xml.sax import SAXException

import feedparser  # type: ignore[import-untyped]

from corpus.document import Document, Draft, Found, Unreadable, parsing, text_paragraphs
from corpus.feeds import parse_feed
from corpus.markup import plain_text
from corpus.problem import Problem

SUFFIXES = (".rss", ".atom", ".xml")


def read(document: Document) -> Iterator[Found | Problem]:
    """The article of every entry; where a feed has summaries only, that is all there is."""
    text = document.text()
    with parsing("RSS/Atom"):
        feed = parse_feed(text)
    if not feed.entries:
        raise Unreadable(
            "Tệp không phải nguồn tin RSS/Atom, hoặc nguồn tin không có bài nào.",
            "Hãy lưu lại địa chỉ RSS/Atom của cổng thông tin, hoặc bỏ tệp này đi.",
        )
    if isinstance(feed.get("bozo_exception"), SAXException):
        yield document.warning(
            "Tệp RSS/Atom bị lỗi cú pháp, có thể thiếu bài.", "Hãy tải lại nguồn tin rồi chạy lại."
        )
    for entry in feed.entries:
        yield from document.finish(_draft(entry))


def _draft(entry: feedparser.FeedParserDict) -> Draft:
    contents = [content.value for content in entry.get("content", []) if content.value]
    return Draft(
        id=entry.get("id") or entry.get("link") or "",
        title=plain_text(entry.get("title") or ""),
        paragraphs=text_paragraphs(
            plain_text("\n".join(contents) or entry.get("summary") or "").splitlines()
        ),
        published=entry.get("published") or entry.get("updated") or "",
        url=entry.get("link") or "",
        section=next((tag.term for tag in entry.get("tags", []) if tag.term), ""),
        author=entry.get("author") or "",
    )
