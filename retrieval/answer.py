"""What the retrieval room hands to its callers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corpus.article import Article
from retrieval.passages import Passage
from retrieval.vietnamese import Span


class Status(StrEnum):
    ANSWERED = "answered"
    """The passages answer the question."""
    RELATED = "related"
    """The passages are about the same matter, but may not answer."""
    NOT_FOUND = "not_found"
    TOO_VAGUE = "too_vague"
    """Small talk, a lone word, nothing but emoji: nothing to search for."""


class Spelling(StrEnum):
    """How a question is written; it decides how far each retriever is trusted."""

    ACCENTED = "accented"
    UNACCENTED = "unaccented"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of publication asked for, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood."""

    text: str
    spelling: Spelling
    restored: str | None = None
    """The question with its diacritics and abbreviations restored, where that changed it."""
    period: Period | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its article and the sentence that answers best."""

    article: Article
    passage: Passage
    sentence: Span
    """(start, end) offsets into `passage.text`."""
    score: float
    """From 0 to 1, comparable within one answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    status: Status
    confidence: float
    """Calibrated probability that the first hits answer the question."""
    hits: tuple[Hit, ...]
    """Best first. Given whatever the status, so that a ranking can be measured; a caller shows
    them only when the status is `answered` or `related`."""
    outside_period: bool = False
    """True when nothing was published in the period asked for: the hits are the nearest others."""


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an index version holds."""

    version: str
    built: datetime
    articles: int
    passages: int
    oldest: datetime | None
    newest: datetime | None
    undated: int
