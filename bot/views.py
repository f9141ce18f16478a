"""What a message can show, and the at most 64 bytes that a button carries to ask for it.

Nothing is kept between a message and its buttons: articles are named by a hash of their id, which every index
version shares, and the question stands in the message itself or in the one that it replies to.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passages:
    """The answer to the question, from its passage number `start` on."""

    start: int = 0


@dataclass(frozen=True, slots=True)
class Alone:
    """The answer to the question by itself, not as a continuation of the one before."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest articles of a section; of all when `section` is empty."""

    section: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles that hold the keywords of a /tim."""

    start: int = 0


@dataclass(frozen=True, slots=True)
class Topics:
    """The sections."""


@dataclass(frozen=True, slots=True)
class Newer:
    """Articles on the matter of a paragraph that were published later."""

    key: str
    paragraph: int
    start: int = 0


Origin = Passages | Newest | Matches | Newer


@dataclass(frozen=True, slots=True)
class Whole:
    """A page of an article, and where it was opened from."""

    key: str
    page: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Helped:
    """A citizen's word on whether the answer helped; `entry` names it in the journal."""

    entry: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Language:
    """A citizen's choice of language; empty follows Telegram's."""

    code: str


View = Origin | Alone | Topics | Whole | Helped | Language

_FORMS = re.compile(
    r"p:(?P<passages>\d{1,3})|(?P<alone>o)|l:(?P<section>[\w-]{0,11}):(?P<newest>\d{1,6})|t:(?P<matches>\d{1,6})"
    r"|(?P<topics>c)|n:(?P<key>[\w-]{11}):(?P<paragraph>\d{1,5}):(?P<newer>\d{1,6})"
    r"|h:(?P<entry>[\w-]{11}):(?P<yes>[01])|g:(?P<language>vi|en|)",
    re.ASCII,
)
_WHOLE = re.compile(r"a:(?P<key>[\w-]{11}):(?P<page>\d{1,4}):(?P<origin>.+)", re.ASCII)


def write(view: View) -> str:
    """What a button carries for `view`."""
    match view:
        case Passages(start):
            return f"p:{start}"
        case Alone():
            return "o"
        case Newest(section, start):
            return f"l:{section}:{start}"
        case Matches(start):
            return f"t:{start}"
        case Topics():
            return "c"
        case Newer(key, paragraph, start):
            return f"n:{key}:{paragraph}:{start}"
        case Whole(key, page, origin):
            return f"a:{key}:{page}:{write(origin)}"
        case Helped(entry, yes):
            return f"h:{entry}:{yes:d}"
        case Language(code):
            return f"g:{code}"


def read(data: str) -> View | None:
    """The view that `data` asks for; None when this version knows no such button."""
    if whole := _WHOLE.fullmatch(data):
        origin = read(whole["origin"])
        if isinstance(origin, Passages | Newest | Matches | Newer):
            return Whole(whole["key"], int(whole["page"]), origin)
        return None
    found = _FORMS.fullmatch(data)
    if found is None:
        return None
    match found.lastgroup:
        case "passages":
            return Passages(int(found["passages"]))
        case "alone":
            return Alone()
        case "newest":
            return Newest(found["section"], int(found["newest"]))
        case "matches":
            return Matches(int(found["matches"]))
        case "topics":
            return Topics()
        case "newer":
            return Newer(found["key"], int(found["paragraph"]), int(found["newer"]))
        case "yes":
            return Helped(found["entry"], found["yes"] == "1")
        case _:
            return Language(found["language"])
