"""RSS and Atom, parsed without ever opening anything else."""

import io

import feedparser  # type: ignore[import-untyped]

from corpus.urls import is_web_address

_UTF_8 = {"content-type": "application/xml; charset=utf-8"}


def parse_feed(text: str) -> feedparser.FeedParserDict:
    """What `text` holds; its `version` is empty when it is no feed."""
    # A stream, not a string: the library would open a string that looks like an address or a file.
    return feedparser.parse(io.BytesIO(text.encode("utf-8", "ignore")), response_headers=_UTF_8)


def links(feed: feedparser.FeedParserDict) -> list[str]:
    """The addresses of the entries' pages, each once."""
    found = (str(entry.get("link", "")) for entry in feed.entries)
    return list(dict.fromkeys(filter(is_web_address, found)))
