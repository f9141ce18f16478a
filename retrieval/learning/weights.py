"""Learns how much each measure counts in ranking, for each way of spelling a question."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from retrieval.answer import Spelling
from retrieval.calibration import Calibration
from retrieval.encoder import Vectors
from retrieval.features import Close, look_closely
from retrieval.index import Index
from retrieval.learning.judging import Item, Judged, each
from retrieval.learning.listwise import Labels, listwise
from retrieval.ranking import choose, passage_evidence, relative

Found = tuple[Judged, Close]
List = tuple[Vectors, Labels]
"""The measures of some rows, and which of them are right."""


def learn_weights(index: Index, judged: Sequence[Judged]) -> Calibration:
    """Learns the coarse, the sentence and the passage weights, in this order: each needs the one before."""
    calibration, answerable = index.calibration, [j for j in judged if j.example.article]
    coarse = by_spelling(answerable, lambda j: j.spelling, _coarse)
    calibration = replace(calibration, coarse=coarse)
    found = list(zip(answerable, each(lambda j: _look(index, calibration, j), answerable), strict=True))
    calibration = replace(calibration, sentence=by_spelling(found, _spelling, _sentences))
    passage = by_spelling(found, _spelling, lambda pair: _passages(pair, calibration))
    return replace(calibration, passage=passage)


def by_spelling(
    items: Sequence[Item], spelling: Callable[[Item], Spelling], measured: Callable[[Item], List]
) -> Vectors:
    """A row of weights for each spelling, learned from the items of that spelling."""
    rows = []
    for wanted in Spelling:
        lists = [measured(item) for item in items if spelling(item) is wanted]
        rows.append(listwise([measures for measures, _ in lists], [labels for _, labels in lists]))
    return np.stack(rows)


def _look(index: Index, calibration: Calibration, judged: Judged) -> Close:
    """Without the token vectors, which would not fit into memory for all questions."""
    close = look_closely(index, judged.query, choose(judged.candidates, calibration, judged.spelling))
    return replace(close, tokens=np.empty((0, 0), np.uint8), matches=np.empty((0, 0), np.float32))


def _spelling(found: Found) -> Spelling:
    return found[0].spelling


def _coarse(judged: Judged) -> List:
    return relative(judged.candidates.measures), np.isin(judged.candidates.passages, judged.passages)


def _sentences(found: Found) -> List:
    """Which sentence of the right article answers."""
    judged, close = found
    right = np.unique(close.articles[np.isin(close.rows, judged.passages)])
    own = np.isin(close.articles, right)[close.owner]
    return close.sentences[own], np.isin(close.sentence_rows[own], judged.sentences)


def _passages(found: Found, calibration: Calibration) -> List:
    judged, close = found
    weights = calibration.weights(calibration.sentence, judged.spelling)
    return passage_evidence(close, close.sentences @ weights), np.isin(close.rows, judged.passages)
