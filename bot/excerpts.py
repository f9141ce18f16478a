"""Which part of a passage is quoted when all of it is too long."""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate, chain, zip_longest

from bot.markup import units
from retrieval.answer import Hit

_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Characters `start` to `end` of a passage, and the best sentence in them."""

    text: str
    start: int
    end: int
    best: tuple[int, int]
    broken: bool
    """True when it ends in the middle of its only sentence."""

    @property
    def parts(self) -> tuple[str, str, str]:
        """What is before the best sentence, the best sentence, and what is after it."""
        first, last = self.best
        return self.text[self.start : first], self.text[first:last], self.text[last : self.end]


def excerpt(hit: Hit, room: int) -> Excerpt:
    """The best sentence and as many whole sentences around it as fit into `room` units.

    A single sentence that does not fit is cut at a word.
    """
    text, (start, end) = hit.passage.text, hit.sentence
    if not _fits(text[start:end], room):
        end = start + len(_fitting(text[start:end], room))
        return Excerpt(text, start, end, (start, end), broken=True)
    for edge in _edges(hit):
        wider = min(start, edge), max(end, edge)
        if _fits(text[slice(*wider)], room):
            start, end = wider
    return Excerpt(text, start, end, hit.sentence, broken=False)


def shortened(text: str, room: int) -> str:
    """`text`, cut at a word with an ellipsis when it is longer than `room` units."""
    return text if _fits(text, room) else _fitting(text, room - 1) + _ELLIPSIS


def _edges(hit: Hit) -> list[int]:
    """Ends of the sentences after the best one and starts of those before it, nearest first."""
    start, end = hit.sentence
    after = [e for _, e in hit.passage.sentences if e > end]
    before = [s for s, _ in reversed(hit.passage.sentences) if s < start]
    return [edge for edge in chain(*zip_longest(after, before)) if edge is not None]


def _fits(text: str, room: int) -> bool:
    return len(text) <= room and units(text) <= room


def _fitting(text: str, room: int) -> str:
    """As many whole words from the beginning as fit; of a first word that is too long, a part."""
    end = sum(length <= room for length in accumulate(map(units, text[:room])))
    while end > 1 and unicodedata.category(text[end]) == "Mn":  # an accent belongs to the letter before it
        end -= 1
    space = text.rfind(" ", 0, end + 1)
    return text[:space] if space > 0 else text[:end]
