"""Training questions with what was found for them, and which of it answers."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from retrieval.answer import Spelling
from retrieval.encoder import Encoder
from retrieval.features import Candidates, Query, find_candidates
from retrieval.index import Index, Rows
from retrieval.learning.examples import Example
from retrieval.query import make_query

_TODAY = date(2026, 11, 23)
_THREADS = 2

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with everything found for it, and which rows of the index answer it."""

    example: Example
    query: Query
    candidates: Candidates
    passages: Rows
    sentences: Rows

    @property
    def spelling(self) -> Spelling:
        return self.query.understood.question.spelling


def judge(index: Index, encoder: Encoder, examples: Sequence[Example]) -> list[Judged]:
    """Each example with its candidates, and the passages and sentences that hold its answer."""
    articles = {index.articles[row].id: row for row in range(len(index.articles))}

    def judged(example: Example) -> Judged:
        query = make_query(example.question, index, encoder, _TODAY)
        passages, sentences = list[int](), list[int]()
        if example.article:
            passages, sentences = _answering(index, articles[example.article], example.answer or "")
        found = find_candidates(index, query)
        return Judged(example, query, found, np.array(passages, np.int64), np.array(sentences, np.int64))

    return list(each(judged, examples))


def each(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """`work` done for each item, several at a time, in order."""
    # Products this small are slower on several threads than on one.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(work, items)


def _answering(index: Index, article_row: int, answer: str) -> tuple[list[int], list[int]]:
    """Rows of the article's passages and sentences that hold the answer's words."""
    article = index.articles[article_row]
    passages, sentences = [], []
    row = int(index.first_passages[article_row])
    while row < len(index.passage_table) and index.passage_table[row, 0] == article_row:
        passage = index.passage(row, article)
        if answer in passage.text:
            passages.append(row)
            first = int(index.sentence_starts[row])
            held = [answer in passage.text[start:end] for start, end in passage.sentences]
            sentences += [first + number for number, holds in enumerate(held) if holds]
        row += 1
    return passages, sentences
