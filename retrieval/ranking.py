"""Orders passages by weighted evidence, has the best of them read, and finds the sentence that answers.

A convex-style fusion of measures scaled to 0…1 within one question (Bruch, Gai & Ingber 2023, "An Analysis of
Fusion Functions for Hybrid Retrieval"), with weights learned for each way of spelling a question. What the
reader says of the best passages' sentences then counts beside it.
"""

from dataclasses import dataclass

import numpy as np

from retrieval.answer import Spelling
from retrieval.calibration import Calibration
from retrieval.features import Candidates, Close, Floats, Mask, Query, find_candidates, look_closely
from retrieval.index import Index, Rows
from retrieval.reading import lay_out

CLOSE = 24
"""How many passages are looked at closely, if not more are wanted."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages looked at closely, best first: places in `close`, their scores, their best sentences."""

    close: Close
    order: Rows
    scores: Floats
    """One a place, not in order."""
    sentence_scores: Floats
    readings: Floats
    """The reader's score of each sentence; -inf where it was not read."""


def rank(index: Index, query: Query, allowed: Mask | None = None, count: int = CLOSE) -> Ranking:
    """The passages that answer best, of the articles that `allowed` admits (None admits all)."""
    calibration, spelling = index.calibration, query.understood.question.spelling
    candidates = find_candidates(index, query, allowed)
    chosen = choose(candidates, calibration, spelling, count)
    close = look_closely(index, query, chosen)
    sentence_scores, scores = weigh(close, calibration, spelling)
    if not len(scores):
        return Ranking(close, np.empty(0, np.int64), scores, sentence_scores, sentence_scores)
    readings = read(close, query, calibration, sentence_scores, scores)
    trust = calibration.weights(calibration.trust, spelling)
    scores = with_readings(scores, np.maximum.reduceat(readings, close.first), trust[0])
    sentence_scores = with_readings(sentence_scores, readings, trust[1])
    return Ranking(close, np.argsort(-scores, kind="stable"), scores, sentence_scores, readings)


def weigh(close: Close, calibration: Calibration, spelling: Spelling) -> tuple[Floats, Floats]:
    """The scores of sentences and of passages by what was measured of them, before any is read."""
    sentence_scores: Floats = close.sentences @ calibration.weights(calibration.sentence, spelling)
    evidence = passage_evidence(close, sentence_scores)
    return sentence_scores, evidence @ calibration.weights(calibration.passage, spelling)


def read(
    close: Close, query: Query, calibration: Calibration, sentence_scores: Floats, scores: Floats
) -> Floats:
    """The reader's score of each sentence of the best passages; -inf for all others."""
    sheet = lay_out(close, sentence_scores, scores)
    readings = np.full(len(sentence_scores), -np.inf, np.float32)
    readings[sheet.sentences] = calibration.reader.read(query.tokens, sheet)
    return readings


def with_readings(scores: Floats, readings: Floats, trust: float) -> Floats:
    """`scores` with the readings added, `trust` times; what was not read stands below all that was."""
    read = np.isfinite(readings)
    both = scores + trust * np.where(read, readings, 0)
    if not read.all():
        both[~read] += both[read].min() - both[~read].max() - 1
    return both.astype(np.float32)


def choose(
    candidates: Candidates, calibration: Calibration, spelling: Spelling, count: int = CLOSE
) -> Candidates:
    """The `count` best candidates by their coarse measures, best first."""
    scores = relative(candidates.measures) @ calibration.weights(calibration.coarse, spelling)
    return candidates.at(np.argsort(-scores, kind="stable")[:count])


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
