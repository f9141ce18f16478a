"""Which addresses may be shown as a link."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether `text` is a whole http or https address, without a password in it."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        return parts.scheme in ("http", "https") and named
    except ValueError:
        return False
