"""Orders passages by weighted evidence, and finds the sentence that answers.

A convex-style fusion of measures scaled to 0…1 within one question (Bruch, Gai & Ingber 2023, "An Analysis of
Fusion Functions for Hybrid Retrieval"), with weights learned for each way of spelling a question.
"""

from dataclasses import dataclass

import numpy as np

from retrieval.answer import Spelling
from retrieval.calibration import Calibration
from retrieval.features import Candidates, Close, Floats, Mask, Query, find_candidates, look_closely
from retrieval.index import Index, Rows

CLOSE = 32
"""How many passages are looked at closely, if not more are wanted."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages looked at closely, best first: places in `close`, their scores, their best sentences."""

    close: Close
    order: Rows
    scores: Floats
    """One a place, not in order."""
    sentence_scores: Floats


def rank(index: Index, query: Query, allowed: Mask | None = None, close: int = CLOSE) -> Ranking:
    """The passages that answer best, of the articles that `allowed` admits (None admits all)."""
    calibration, spelling = index.calibration, query.understood.question.spelling
    candidates = find_candidates(index, query, allowed)
    chosen = choose(candidates, calibration, spelling, close)
    looked_at = look_closely(index, query, chosen)
    sentence_scores = looked_at.sentences @ calibration.weights(calibration.sentence, spelling)
    evidence = passage_evidence(looked_at, sentence_scores)
    scores = evidence @ calibration.weights(calibration.passage, spelling)
    return Ranking(looked_at, np.argsort(-scores, kind="stable"), scores, sentence_scores)


def choose(
    candidates: Candidates, calibration: Calibration, spelling: Spelling, count: int = CLOSE
) -> Candidates:
    """The `count` best candidates by their coarse measures, best first."""
    scores = relative(candidates.measures) @ calibration.weights(calibration.coarse, spelling)
    best = np.argsort(-scores, kind="stable")[:count]
    return Candidates(candidates.passages[best], candidates.measures[best])


def passage_evidence(close: Close, sentence_scores: Floats) -> Floats:
    """What passages are ordered by: their measures and their best sentence's score, each scaled."""
    if not len(close.rows):
        return np.zeros((0, close.passages.shape[1] + 1), np.float32)
    best = np.maximum.reduceat(sentence_scores, close.first)
    return relative(np.column_stack([close.passages, best]))


def relative(measures: Floats) -> Floats:
    """Each column scaled to 0…1 over the rows; 0 where they are all the same."""
    if not len(measures):
        return measures
    low = measures.min(axis=0)
    spread = measures.max(axis=0) - low
    scaled: Floats = (measures - low) / np.where(spread > 1e-6, spread, np.inf)
    return scaled


def best_sentence(ranking: Ranking, place: int) -> int:
    """The place in `close` of the sentence that answers best in the passage at `place`."""
    own = np.flatnonzero(ranking.close.owner == place)
    return int(own[np.argmax(ranking.sentence_scores[own])])
