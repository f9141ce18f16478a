"""Whether a new version answers the department's own questions as well as the one in service does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.answer import Status
from retrieval.encoder import Encoder
from retrieval.evaluation.asking import ask
from retrieval.evaluation.metrics import Judged
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.systems import Tinso
from retrieval.index import Index

TOLERATED = 0.05
"""The share of the questions that a new version may answer worse, those it answers better set off."""

_FOUND = frozenset({Status.ANSWERED, Status.RELATED})


@dataclass(frozen=True, slots=True)
class Quality:
    """What the questions showed. Right is: a citizen sees the answer, or rightly no `answered`."""

    questions: int
    right: int
    right_before: int | None
    """Of the version in service; None when there was none to ask."""
    lost: tuple[str, ...] = ()
    """The questions that only the version in service answers rightly."""
    gained: tuple[str, ...] = ()

    @property
    def worse(self) -> bool:
        return len(self.lost) - len(self.gained) > TOLERATED * self.questions


@dataclass(slots=True)
class Gate:
    """Asks the version in service, then the new one: never both are in memory for it."""

    questions: Sequence[Labelled]
    encoder: Encoder
    _before: list[bool] | None = field(default=None, init=False)

    def ask_serving(self, index: Index) -> None:
        self._before = self._ask(index)

    def ask_new(self, index: Index) -> Quality:
        now = self._ask(index)
        before = now if self._before is None else self._before
        asked = list(zip(self.questions, before, now, strict=True))
        return Quality(
            len(now),
            sum(now),
            None if self._before is None else sum(before),
            tuple(labelled.question for labelled, was, right in asked if was and not right),
            tuple(labelled.question for labelled, was, right in asked if right and not was),
        )

    def _ask(self, index: Index) -> list[bool]:
        judged = ask(Tinso(index, self.encoder), self.questions, lambda done, total: None)
        return [is_right(one) for one in judged]


def is_right(judged: Judged) -> bool:
    """Whether a citizen who asked was well served."""
    if judged.labelled.article is None:
        return judged.status is not Status.ANSWERED
    if judged.status not in _FOUND:
        return False
    return judged.right if judged.labelled.answer else judged.labelled.article in judged.articles
