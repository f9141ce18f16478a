"""Telegram's HTML on a terminal."""

from html.parser import HTMLParser

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_MARGIN = "  │ "


def render(html: str, *, styled: bool) -> str:
    """Text for a terminal: quotations with a margin, addresses behind their links, bold when `styled`."""
    renderer = _Renderer(styled)
    renderer.feed(html)
    renderer.close()
    return "".join(renderer.pieces)


class _Renderer(HTMLParser):
    def __init__(self, styled: bool) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._styled = styled
        self._quoted = False
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "b" and self._styled:
            self.pieces.append(_BOLD)
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""
        elif tag == "blockquote":
            self._quoted = True
            self.pieces.append(_MARGIN)

    def handle_endtag(self, tag: str) -> None:
        if tag == "b" and self._styled:
            self.pieces.append(_PLAIN)
        elif tag == "a":
            self.pieces.append(f" ({self._address})")
        elif tag == "blockquote":
            self._quoted = False

    def handle_data(self, data: str) -> None:
        self.pieces.append(data.replace("\n", f"\n{_MARGIN}") if self._quoted else data)
