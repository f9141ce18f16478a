"""An article as the department published it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.text import clean


class ParagraphKind(StrEnum):
    TEXT = "text"
    CAPTION = "caption"
    BYLINE = "byline"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article, on one line, in the form `corpus.text.clean` gives."""

    text: str
    kind: ParagraphKind = ParagraphKind.TEXT

    def __post_init__(self) -> None:
        _require_clean("paragraph", self.text)
        if not self.text:
            raise ValueError("a paragraph may not be empty")


@dataclass(frozen=True, slots=True)
class Article:
    """A published article. A citation numbers its `paragraphs` from 1, captions and byline included.

    `id` comes from the source, so that an edited article keeps it. `published` carries a time zone.
    `title` is empty only where the source has none (a bare document in an evaluation).
    """

    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    published: datetime | None = None
    url: str | None = None
    section: str | None = None
    author: str | None = None

    def __post_init__(self) -> None:
        _require_clean("id", self.id)
        _require_clean("title", self.title)
        if not self.id:
            raise ValueError("an article needs an id")
        if not self.paragraphs:
            raise ValueError(f"article {self.id} has no paragraphs")
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(f"article {self.id}: published has no time zone")


def _require_clean(name: str, text: str) -> None:
    if clean(text) != text:
        raise ValueError(f"{name} is not clean text: {text[:60]!r}")
