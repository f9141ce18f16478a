"""Telegram's HTML: escaping, measuring."""

import re

# Telegram accepts 4,096 characters of text once the tags are parsed. It is not documented whether a
# character outside the basic plane counts once or twice, so everything here counts UTF-16 units.
MAX_UNITS = 4_096

_TAG = re.compile(r"<[^>]*>")


def escape(text: str) -> str:
    """`text` for a place between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(address: str, text: str) -> str:
    """`text`, leading to `address`."""
    quoted = escape(address).replace('"', "&quot;")
    return f'<a href="{quoted}">{escape(text)}</a>'


def visible(html: str) -> str:
    """The text that a citizen reads in HTML made with `escape`."""
    text = _TAG.sub("", html)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def units(text: str) -> int:
    """The length of `text` as Telegram may count it."""
    return len(text) + sum(character > "\uffff" for character in text)
