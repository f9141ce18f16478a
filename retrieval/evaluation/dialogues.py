"""Two-turn dialogues: does the rule tell a follow-up from a new question, and is its article found?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceError
from retrieval.answer import Hit
from retrieval.followup import combined
from retrieval.serving import Serving

_HITS = 6
"""At most two an article, so that the three best articles are among them."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question, the next one, and what whoever wrote them meant."""

    first: str
    second: str
    continues: bool
    """Whether the second question is about the matter of the first."""
    article: str | None
    """Which article answers the second question; None when none does, or several do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dialogue; the places count from 1 and are None where the article is not found."""

    dialogue: Dialogue
    continued: bool
    """Whether the second question was understood to continue the first."""
    asked: str
    """What was searched for after the second question."""
    place: int | None
    place_alone: int | None
    """The same, had the second question been asked by itself."""

    @property
    def is_understood(self) -> bool:
        return self.continued == self.dialogue.continues


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a set's dialogues came out right. Those without an article count in `understood` only."""

    dialogues: int
    understood: int
    with_article: int
    first: int
    among_three: int
    first_alone: int


def read_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a file of JSON Lines. Raises SourceError with the line that cannot be read."""
    dialogues = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            dialogues.append(Dialogue(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise SourceError(
                f"{path}, dòng {number}: cần một đối tượng JSON có đúng bốn mục first, second, continues và "
                "article."
            ) from error
    return dialogues


def play(dialogue: Dialogue, serving: Serving) -> Outcome:
    """Asks the second question after the first, and by itself."""
    continued = serving.continues(dialogue.first, dialogue.second)
    asked = combined(dialogue.first, dialogue.second) if continued else dialogue.second
    places = [_place(dialogue, serving.answer(text, limit=_HITS).hits) for text in (asked, dialogue.second)]
    return Outcome(dialogue, continued, asked, *places)


def tally(outcomes: Sequence[Outcome]) -> Tally:
    wanted = [outcome for outcome in outcomes if outcome.dialogue.article]
    return Tally(
        dialogues=len(outcomes),
        understood=sum(outcome.is_understood for outcome in outcomes),
        with_article=len(wanted),
        first=sum(outcome.place == 1 for outcome in wanted),
        among_three=sum((outcome.place or 99) <= 3 for outcome in wanted),
        first_alone=sum(outcome.place_alone == 1 for outcome in wanted),
    )


def _place(dialogue: Dialogue, hits: Sequence[Hit]) -> int | None:
    articles = list(dict.fromkeys(hit.article.id for hit in hits))
    return articles.index(dialogue.article) + 1 if dialogue.article in articles else None
