"""Question -> Answer: understand, retrieve, rank, group by article, decide."""

from dataclasses import replace
from datetime import date

import numpy as np

from corpus.text import clean
from retrieval.answer import Answer, Hit, Question, Spelling, Status
from retrieval.decision import decide
from retrieval.encoder import Encoder
from retrieval.features import Query
from retrieval.index import Index
from retrieval.listing import is_listing, latest_passages
from retrieval.publication import nearest_to, newest_first, published_in, undated_last
from retrieval.query import make_query
from retrieval.ranking import CLOSE, Ranking, best_sentence, rank
from retrieval.vagueness import is_vague

_PASSAGES_AN_ARTICLE = 2
_TELLING = 6
"""Terms that a passage needs beside a better one: a caption such as "Quang cảnh hội nghị." adds nothing."""
_SAME_NEWS = 0.8
"""Share of terms in common from which two articles' passages tell the same."""


def answer(index: Index, encoder: Encoder, text: str, today: date, limit: int = 3) -> Answer:
    """The `limit` best passages for `text`, with a status that says what they are worth."""
    text = clean(text)
    if not any(character.isalnum() for character in text):
        return Answer(Question(text, Spelling.ACCENTED), Status.TOO_VAGUE, 0.0, ())
    result = _search(index, encoder, text, today, limit)
    wants_news = result.question.newest or result.question.period
    return replace(result, status=Status.TOO_VAGUE) if is_vague(text) and not wants_news else result


def _search(index: Index, encoder: Encoder, text: str, today: date, limit: int) -> Answer:
    query = make_query(text, index, encoder, today)
    question = query.understood.question
    if is_listing(query.understood) and (question.period or question.newest):
        return _listing(index, question, limit)
    if not question.period:
        return _answer(index, query, rank(index, query, count=_close(limit)), limit)
    inside = published_in(index, question.period)
    found = undated_last(index, rank(index, query, inside, _close(limit)))
    result = _answer(index, query, found, limit)
    if result.status is not Status.NOT_FOUND:
        return result
    # Nothing on the matter in those days: what was said of it at other times may still help.
    elsewhere = _answer(index, query, rank(index, query, count=_close(limit)), limit)
    return replace(elsewhere, outside_period=elsewhere.status is not Status.NOT_FOUND)


def _close(limit: int) -> int:
    """How many passages to look at closely for `limit` of them to be left after grouping."""
    return max(CLOSE, 2 * limit)


def _answer(index: Index, query: Query, ranking: Ranking, limit: int) -> Answer:
    question = query.understood.question
    if question.newest:
        ranking = newest_first(index, ranking)
    status, confidence = decide(index, query, ranking)
    return Answer(question, status, confidence, _hits(index, ranking, limit))


def _listing(index: Index, question: Question, limit: int) -> Answer:
    """The news of a period, or the latest, when nothing else was asked for."""
    inside = published_in(index, question.period, undated=False) if question.period else None
    outside = inside is not None and not inside.any()
    if outside and question.period:
        inside = nearest_to(index, question.period, limit)
    hits = latest_passages(index, inside, limit)
    status = Status.ANSWERED if hits else Status.NOT_FOUND
    return Answer(question, status, 1.0 if hits else 0.0, hits, outside)


def _hits(index: Index, ranking: Ranking, limit: int) -> tuple[Hit, ...]:
    """The best passages: at most two an article, and the same news from another article only once."""
    hits: list[Hit] = []
    shown: dict[int, int] = {}
    told: list[tuple[int, frozenset[int]]] = []
    close = ranking.close
    for place in ranking.order:
        if len(hits) == limit:
            break
        row = int(close.articles[place])
        if shown.get(row, 0) == _PASSAGES_AN_ARTICLE:
            continue
        terms = index.terms_of(int(close.rows[place]))
        if hits and len(terms) < _TELLING:
            continue
        if any(other != row and _overlap(terms, said) >= _SAME_NEWS for other, said in told):
            continue
        article = index.articles[row]
        passage = index.passage(int(close.rows[place]), article)
        sentence = best_sentence(ranking, int(place)) - int(close.first[place])
        score = float(np.exp(ranking.scores[place] - ranking.scores[ranking.order[0]]))
        hits.append(Hit(article, passage, passage.sentences[sentence], score))
        shown[row] = shown.get(row, 0) + 1
        told.append((row, terms))
    return tuple(hits)


def _overlap(left: frozenset[int], right: frozenset[int]) -> float:
    """The share of the terms of both that both have."""
    common = len(left & right)
    return common / max(len(left) + len(right) - common, 1)
