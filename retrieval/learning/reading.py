"""Learns the reader, and how much a reading counts beside the measures."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.model_selection import GroupKFold

from retrieval.answer import Spelling
from retrieval.calibration import Calibration
from retrieval.encoder import Vectors
from retrieval.features import Close, look_closely
from retrieval.index import Index
from retrieval.learning.judging import Judged, each
from retrieval.learning.network import Lesson, TokenBank, learn_reader, shortened
from retrieval.learning.weights import List, by_spelling
from retrieval.ranking import choose, read, weigh
from retrieval.reading import lay_out

_FOLDS = 2
_LEAST_WEIGHT = 0.05
_MOST_TRUST = 1.0
"""The reader knows the kind of text it learned from; measures hold for other kinds too."""

Part = tuple[Calibration, Sequence[Judged]]
"""Questions with a calibration whose reader did not learn from them."""


def learn_reading(index: Index, judged: Sequence[Judged]) -> tuple[Calibration, list[Part]]:
    """The calibration with a reader that learned from all of `judged`, and the parts to judge readings by."""
    bank = TokenBank(index)
    lessons = list(each(lambda j: lesson(index, j), judged))
    everything = replace(index.calibration, reader=learn_reader(lessons, bank))
    parts: list[Part] = []
    groups = [j.example.group for j in judged]
    for rest, held_out in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(lessons, groups=groups):
        reader = learn_reader([lessons[number] for number in rest], bank)
        parts.append((replace(everything, reader=reader), [judged[number] for number in held_out]))
    trust = _trust(index, parts)
    return replace(everything, trust=trust), [(replace(each, trust=trust), part) for each, part in parts]


def lesson(index: Index, judged: Judged) -> Lesson:
    calibration = index.calibration
    close = look_closely(index, judged.query, choose(judged.candidates, calibration, judged.spelling))
    sheet = lay_out(close, *weigh(close, calibration, judged.spelling))
    rows = close.sentence_rows[sheet.sentences]
    answers = np.isin(rows, judged.sentences)
    return shortened(Lesson(judged.query.tokens, rows, sheet.support, sheet.measures, answers))


def _trust(index: Index, parts: Sequence[Part]) -> Vectors:
    """Shape (spellings, 2): what a reading counts, for passages and for sentences, when a score counts 1."""
    passages, sentences = list[tuple[Spelling, List]](), list[tuple[Spelling, List]]()
    for calibration, judged in parts:
        reading = replace(index, calibration=calibration)
        for j in judged:
            if j.example.article:
                looked = _read(reading, j)
                passages.append((j.spelling, _passages(j, *looked)))
                sentences.append((j.spelling, _sentences(j, *looked)))
    weights = [by_spelling(lists, lambda e: e[0], lambda e: e[1]) for lists in (passages, sentences)]
    trust = [each[:, 1] / np.maximum(each[:, 0], _LEAST_WEIGHT) for each in weights]
    return np.clip(np.stack(trust, axis=1), 0, _MOST_TRUST)


def _read(index: Index, judged: Judged) -> tuple[Close, Vectors, Vectors]:
    """What was looked at closely; its sentences' scores beside their readings; its passages' likewise."""
    close = look_closely(index, judged.query, choose(judged.candidates, index.calibration, judged.spelling))
    sentence_scores, scores = weigh(close, index.calibration, judged.spelling)
    readings = read(close, judged.query, index.calibration, sentence_scores, scores)
    best = np.maximum.reduceat(readings, close.first)
    return close, np.column_stack([sentence_scores, readings]), np.column_stack([scores, best])


def _passages(judged: Judged, close: Close, _: Vectors, passages: Vectors) -> List:
    was_read = np.isfinite(passages[:, 1])
    return passages[was_read], np.isin(close.rows[was_read], judged.passages)


def _sentences(judged: Judged, close: Close, sentences: Vectors, _: Vectors) -> List:
    """Of the passages that answer: which sentence does."""
    own = np.isfinite(sentences[:, 1]) & np.isin(close.rows, judged.passages)[close.owner]
    return sentences[own], np.isin(close.sentence_rows[own], judged.sentences)
