"""Telegram's HTML parse mode: the text and entities that a message would have, or the refusal.

What the Bot API server refuses, this refuses with the same words. Where the server quietly shows
something else than was meant (an unknown attribute or named entity, a bare ampersand, a quotation
in a quotation), this refuses too: in a bot's own output that is a mistake.
"""

import re
from dataclasses import dataclass

_TYPES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ATTRIBUTES = {"a": {"href"}, "blockquote": {"expandable"}, "code": {"class"}}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-zA-Z]+));")
_START_TAG = re.compile(r"<([^\s<>]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_END_TAG = re.compile(r"</([^\s<>]*)\s*>")
_ATTRIBUTE = re.compile(r"\s*([^\s=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([a-zA-Z0-9.-]+)(?=\s|$)))?")


class CannotParse(ValueError):
    """The server would answer "Can't parse entities" and this text."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text with a meaning; offsets count UTF-16 units, as Telegram's do."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    offset: int
    url: str | None
    expandable: bool


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def parse(html: str) -> tuple[str, list[Entity]]:
    """The text that a citizen sees, and its entities in the order in which they begin."""
    return _Parser(html).parse()


class _Parser:
    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.length = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.html):
            if self.html.startswith("</", self.at):
                self._end_tag()
            elif self.html[self.at] == "<":
                self._start_tag()
            elif self.html[self.at] == "&":
                self._reference()
            else:
                self._add(self._match(_PLAIN, "unreachable")[0])
        if self.open:
            raise CannotParse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), sorted(self.entities, key=lambda e: (e.offset, -e.length))

    def _match(self, pattern: re.Pattern[str], complaint: str) -> re.Match[str]:
        match = pattern.match(self.html, self.at)
        if match is None:
            raise self._refusal(complaint)
        self.at = match.end()
        return match

    def _refusal(self, complaint: str, at: int | None = None) -> CannotParse:
        offset = len(self.html[: self.at if at is None else at].encode())
        return CannotParse(f"{complaint} at byte offset {offset}")

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += units(text)

    def _reference(self) -> None:
        begin = self.at
        decimal, hexadecimal, name = self._match(_REFERENCE, "Bare ampersand").groups()
        if name:
            if name not in _NAMED:
                raise self._refusal(f'Unsupported entity "{name}"', begin)
            self._add(_NAMED[name])
        else:
            self._add(chr(int(decimal) if decimal else int(hexadecimal, 16)))

    def _start_tag(self) -> None:
        begin = self.at
        name, rest = self._match(_START_TAG, "Unclosed start tag").groups()
        tag = name.lower()
        if tag not in _TYPES:
            raise self._refusal(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, rest, begin)
        outer = [entry.tag for entry in self.open]
        if "code" in outer or "pre" in outer or (tag == "blockquote" and "blockquote" in outer):
            raise self._refusal(f'Tag "{tag}" may not stand in "{outer[-1]}"', begin)
        self.open.append(_Open(tag, self.length, attributes.get("href"), "expandable" in attributes))

    def _attributes(self, tag: str, source: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        at = 0
        while at < len(source.rstrip()):
            match = _ATTRIBUTE.match(source, at)
            if match is None:
                raise self._refusal(f'Empty attribute name in the tag "{tag}"', begin)
            name, *values = match.groups()
            value = next((v for v in values if v is not None), None)
            if name not in _ATTRIBUTES.get(tag, ()):
                raise self._refusal(f'Unexpected attribute "{name}" in the tag "{tag}"', begin)
            if value is None and name != "expandable":
                raise self._refusal(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
                )
            attributes[name] = _decoded(value or "")
            at = match.end()
        return attributes

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._refusal("Unexpected end tag")
        found = self._match(_END_TAG, "Unclosed end tag")[1].lower()
        start = self.open.pop()
        if found != start.tag:
            raise self._refusal(f'Unmatched end tag, expected "</{start.tag}>", found "</{found}>"', begin)
        if self.length > start.offset:
            kind = "expandable_blockquote" if start.expandable else _TYPES[start.tag]
            self.entities.append(Entity(kind, start.offset, self.length - start.offset, start.url))


def _decoded(value: str) -> str:
    return _REFERENCE.sub(lambda m: _NAMED.get(m[3] or "", m[0]), value)
