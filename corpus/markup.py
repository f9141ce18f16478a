"""HTML, as a page or as a fragment in an export or feed, as plain lines."""

import re
from collections.abc import Set

import lxml.html
from lxml.etree import _Element, iterwalk
from lxml.html import HtmlElement

_HTML = re.compile(
    r"</?(?:p|br|div|span|b|i|a|strong|em|ul|ol|li|table|tr|td|img|h[1-6])\b[^<>]*>|&(?:\w{2,8}|#x?\w{2,6});",
    re.IGNORECASE,
)
_PARSER = lxml.html.HTMLParser(encoding="utf-8")
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "option"})
_CELLS = frozenset({"td", "th", "cell"})
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head"})


def plain_text(text: str) -> str:
    """`text` with a newline where its HTML has a break, or as it is where it holds no HTML."""
    if not _HTML.search(text):
        return text
    return text_with_breaks(parse_html(f"<div>{text}</div>"))


def parse_html(html: str) -> HtmlElement:
    """The tree of `html`. A newline in it is a space, as browsers take it; any encoding it names is past."""
    return lxml.html.document_fromstring(html.replace("\n", " ").encode("utf-8", "ignore"), parser=_PARSER)


def text_with_breaks(root: _Element, breaks: Set[str] = _BREAKS, hidden: Set[str] = _HIDDEN) -> str:
    """What `root` shows: a newline on both sides of every break, a bar between cells of a line each."""
    pieces: list[str] = []
    walk = iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element.tag in breaks:
            pieces.append("\n")
        if event == "start" and element.tag in hidden:
            walk.skip_subtree()
        elif event == "start":
            pieces.append(element.text or "")
        elif element is not root:
            pieces += [_after_cell(element, breaks), element.tail or ""]
    return "".join(pieces)


def _after_cell(element: _Element, breaks: Set[str]) -> str:
    if element.tag not in _CELLS or element.getnext() is None:
        return ""
    return "\n" if next(element.iter(*breaks), None) is not None else " | "
