"""The program with one part taken away, nothing learned anew: what that part brings.

A part is taken away by making all that it measures the same everywhere: then it orders nothing. Where the
decision lost evidence so, its thresholds mean nothing any more, only its order does.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from retrieval.calibration import Calibration
from retrieval.cues import Cue
from retrieval.decision import EVIDENCE
from retrieval.encoder import Encoder, Vectors
from retrieval.evaluation.systems import Tinso
from retrieval.features import SENTENCE
from retrieval.halves import Halves
from retrieval.index import SENTENCES, Index, Rows
from retrieval.lexical import Postings
from retrieval.spelling import Correction, Speller

_CUE_MEASURES = {*(f"asked_{cue.name.lower()}" for cue in Cue), "new_number", "missing_cues"}
_READINGS = {"reading", "highest_reading", "reading_elsewhere"}


@dataclass(frozen=True, slots=True)
class Ablation:
    name: str
    without: Callable[[Index], Index]
    decides: bool = False
    english: bool | None = None
    """Whether it concerns only English questions, or only others; None for all."""
    asking: Callable[[], AbstractContextManager[object]] = nullcontext
    """What holds while its questions are asked."""

    def concerns(self, form: str | None) -> bool:
        return self.english is None or self.english == (form == "english")

    def system(self, index: Index, encoder: Encoder) -> Tinso:
        return Tinso(self.without(index), encoder, self.decides)


class _NoVectors(Halves):
    """Nothing is similar to anything."""

    def similarities(self, query: Vectors, numbers: Rows) -> Vectors:
        return np.zeros(len(numbers), np.float32)


def _without_sentence_vectors(index: Index) -> Index:
    return replace(
        index, sentence_vectors=_NoVectors(index.folder / SENTENCES, 0, index.manifest["dimension"])
    )


def _without_bm25(index: Index) -> Index:
    return replace(index, syllables=_weightless(index.syllables), pairs=_weightless(index.pairs))


def _weightless(postings: Postings) -> Postings:
    """No term adds to a score nor counts in coverage."""
    return replace(postings, weights=np.zeros_like(postings.weights), idf=np.zeros_like(postings.idf))


def _without_reading(index: Index) -> Index:
    """What the reader says counts for nothing."""
    calibration = index.calibration
    calibration = _decided_without(calibration, _READINGS)
    return replace(index, calibration=replace(calibration, trust=np.zeros_like(calibration.trust)))


def _without_late_interaction(index: Index) -> Index:
    """A question's tokens are projected to zero and match no token at all: nothing can be read either."""
    index = _without_reading(index)
    calibration = index.calibration
    nowhere = replace(calibration.projection, matrix=np.zeros_like(calibration.projection.matrix))
    return replace(index, calibration=replace(calibration, projection=nowhere))


def _without_cues(index: Index) -> Index:
    calibration = index.calibration
    sentence = calibration.sentence * _others(SENTENCE, _CUE_MEASURES)
    calibration = _decided_without(calibration, _CUE_MEASURES)
    return replace(index, calibration=replace(calibration, sentence=sentence))


def _decided_without(calibration: Calibration, names: Collection[str]) -> Calibration:
    kept = _others(EVIDENCE, names)
    matter, answering = (
        replace(model, weights=model.weights * kept) for model in (calibration.matter, calibration.answering)
    )
    return replace(calibration, matter=matter, answering=answering)


def _others(columns: tuple[str, ...], names: Collection[str]) -> Vectors:
    return np.array([column not in names for column in columns], np.float32)


class _Verbatim(Speller):
    """Takes every word as it is typed."""

    def __init__(self) -> None:
        pass

    def read(self, question: str) -> list[Correction]:
        return []


def _without_restoration(index: Index) -> Index:
    return replace(index, speller=_Verbatim())


def _without_english_shift(index: Index) -> Index:
    calibration = index.calibration
    unmoved = replace(
        calibration,
        english_shift=np.zeros_like(calibration.english_shift),
        english_tokens=calibration.vietnamese_tokens,
    )
    return replace(index, calibration=unmoved)


def _without_glossary() -> AbstractContextManager[object]:
    """No word has a rendering. The glossary is no part of the index."""
    return patch("retrieval.understanding.render", lambda text: [])


ABLATIONS = (
    Ablation("without sentence vectors", _without_sentence_vectors),
    Ablation("without BM25", _without_bm25),
    Ablation("without reading", _without_reading),
    Ablation("without late interaction", _without_late_interaction),
    Ablation("without cues", _without_cues),
    Ablation("without restoration", _without_restoration, decides=True, english=False),
    Ablation("without English shift", _without_english_shift, decides=True, english=True),
    Ablation("without glossary", lambda index: index, decides=True, english=True, asking=_without_glossary),
)
