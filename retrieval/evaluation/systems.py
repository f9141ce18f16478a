"""What is measured: anything that answers a question with passages, first of all the program itself."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

import numpy as np

from corpus.text import clean
from retrieval.answer import Status
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.query import make_query
from retrieval.ranking import rank
from retrieval.search import answer
from retrieval.vietnamese import Span

SHOWN = 10
"""Passages asked for. For more than these more would be looked at closely, which changes their order and the
decision: with ten, the first three and the status are those that a citizen sees."""

_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Shown:
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Response:
    """What a system gave for a question, the best passage first."""

    passages: tuple[Shown, ...]
    confidence: float
    status: Status | None
    """None where the system does not decide whether there is an answer."""


class System(Protocol):
    """Safe to use from several threads at once."""

    def respond(self, question: str) -> Response: ...


@dataclass(frozen=True, slots=True)
class Tinso:
    """The program as citizens meet it, asked on the day the newest article was published."""

    index: Index
    encoder: Encoder
    decides: bool = True
    """False where a part of the decision was taken away, so that its thresholds mean nothing."""

    def respond(self, question: str) -> Response:
        given = answer(self.index, self.encoder, question, self._today(), SHOWN)
        passages = tuple(Shown(hit.article.id, hit.passage.text) for hit in given.hits)
        return Response(passages, given.confidence, given.status if self.decides else None)

    def highlight(self, question: str, article: int) -> Span:
        """Of all sentences of the article in that row, the one that answers best, in its only paragraph."""
        query = make_query(clean(question), self.index, self.encoder, self._today())
        only = np.arange(len(self.index.articles)) == article
        ranking = rank(self.index, query, only)
        best = ranking.close.sentence_rows[int(np.argmax(ranking.sentence_scores))]
        passage, start, end, _ = (int(value) for value in self.index.sentence_table[best])
        offset = int(self.index.passage_table[passage, 3])
        return offset + start, offset + end

    def _today(self) -> date:
        """The same on every day of measuring, so that "last week" always finds the same."""
        newest = self.index.summary().newest
        return newest.date() if newest else date(2026, 1, 1)


class RememberingEncoder:
    """An encoder that remembers the last questions: every ablation asks the same ones again."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.encode_passages = encoder.encode_passages
        self.encode_query = lru_cache(_REMEMBERED)(encoder.encode_query)
