"""Learns when there is an answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from retrieval.answer import Spelling
from retrieval.calibration import Calibration, Logistic, logarithms
from retrieval.decision import EVIDENCE, OF_ANSWERING, OF_MATTER, evidence
from retrieval.encoder import Vectors
from retrieval.index import Index
from retrieval.learning.examples import Example
from retrieval.learning.judging import Judged, each
from retrieval.learning.listwise import Labels
from retrieval.ranking import rank

_NEAR_MISSES_ANSWERED = 0.1
_ANSWERABLE_KEPT = 0.98
_FEW = 8
"""One in so many articles is left where a question is asked of few."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A question asked of articles: whether they tell of its matter and hold an answer, and the evidence."""

    example: Example
    spelling: Spelling
    matter: bool
    answerable: bool
    evidence: Vectors


def learn_decision(index: Index, parts: Sequence[tuple[Calibration, Sequence[Judged]]]) -> Calibration:
    """`index.calibration` with a decision learned from questions with an answer, from near misses, from those
    on other matters, and from the first kind once more with their article taken away.

    Each part's questions are ranked with a calibration whose reader did not learn from them. `answered` lets
    through one in ten near misses (of those asked naturally, not in pairs made to be as hard as can be);
    `related` keeps 98 of 100 questions that have an answer. Most of what is learned from has no answer, on
    purpose; probabilities are brought to how often natural questions have one (Saerens et al. 2002,
    "Adjusting the Outputs of a Classifier to New a Priori Probabilities").
    """
    articles = np.array([index.articles[row].id for row in range(len(index.articles))])
    cases = [
        case
        for calibration, judged in parts
        for found in each(lambda j: _cases(replace(index, calibration=calibration), articles, j), judged)  # noqa: B023
        for case in found
    ]
    return _decided(index.calibration, cases)


def _decided(calibration: Calibration, cases: Sequence[_Case]) -> Calibration:
    on_matter = np.array([case.matter for case in cases])
    answerable = np.array([case.answerable for case in cases])
    matter, matter_held_out = _learn(cases, on_matter, np.ones(len(cases), np.bool_), OF_MATTER)
    answering, answering_held_out = _learn(cases, answerable, on_matter, OF_ANSWERING)
    joint = _joined(cases, answerable, np.column_stack([matter_held_out, answering_held_out]))
    calibration = replace(calibration, matter=matter, answering=answering, joint=joint)
    held_out = np.array(
        [calibration.answer(*both) for both in zip(matter_held_out, answering_held_out, strict=True)]
    )
    near = np.array([case.example.kind == "near" and not case.example.paired for case in cases])
    return replace(
        calibration,
        threshold=float(np.quantile(held_out[near], 1 - _NEAR_MISSES_ANSWERED)),
        related=float(np.quantile(matter_held_out[answerable], 1 - _ANSWERABLE_KEPT)),
    )


def _joined(cases: Sequence[_Case], answerable: Labels, held_out: NDArray[np.float64]) -> Vectors:
    """`Calibration.joint`, learned from natural questions and from those whose article was taken away: pairs
    made to be as hard as can be, which nobody asks so often, would outvote them."""
    use = np.array([not (case.example.paired and case.matter) for case in cases])
    # Hardly any penalty: three numbers are learned from thousands of questions.
    model = LogisticRegression(C=100).fit(logarithms(held_out[use]), answerable[use])
    natural = _natural_odds(cases) - float(logit(answerable[use].mean()))
    return np.append(model.coef_[0], model.intercept_ + natural).astype(np.float32)


def _natural_odds(cases: Sequence[_Case]) -> float:
    """The logarithm of the odds that a question asked naturally has an answer."""
    natural = {case.example for case in cases if not case.example.paired}
    return float(logit(np.mean([example.article is not None for example in natural])))


def _learn(
    cases: Sequence[_Case], label: Labels, teaching: Labels, names: Collection[str]
) -> tuple[Logistic, NDArray[np.float64]]:
    """What tells the `label` of the cases that are `teaching` by the evidence with these names, and the
    probability that it gives each case without having learned from its group."""
    held_out, biases = np.empty(len(cases)), list[float]()
    weights = np.zeros((len(Spelling), len(EVIDENCE)), np.float32)
    columns = [number for number, name in enumerate(EVIDENCE) if name in names]
    for row, spelling in enumerate(Spelling):
        own = np.array([number for number, case in enumerate(cases) if case.spelling is spelling])
        table = np.stack([cases[number].evidence[columns] for number in own]).astype(np.float64)
        groups = [cases[number].example.group for number in own]
        scaler, logistic = _fitted(table[teaching[own]], label[own][teaching[own]])
        scaled = logistic.coef_[0] / scaler.scale_
        weights[row, columns] = scaled
        biases.append(logistic.intercept_[0] - scaled @ scaler.mean_)
        held_out[own] = _held_out(table, label[own], teaching[own], groups)
    return Logistic(weights, np.array(biases, np.float32)), held_out


def _cases(index: Index, articles: NDArray[np.str_], judged: Judged) -> list[_Case]:
    example, query = judged.example, judged.query
    found = evidence(query, rank(index, query))
    about = example.article is not None or example.kind == "near"
    cases = [_Case(example, judged.spelling, about, example.article is not None, found)]
    if example.article:
        others = articles != example.article
        # By turns of all other articles, where there are neighbours, and of few, which are on other matters.
        length = len(example.question)
        if length % 2:
            others &= np.arange(len(articles)) % _FEW == length // 2 % _FEW
        without = evidence(query, rank(index, query, others))
        cases.append(_Case(example, judged.spelling, False, False, without))
    return cases


def _fitted(table: NDArray[np.float64], label: Labels) -> Pipeline:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))
    return model.fit(table, label)


def _held_out(
    table: NDArray[np.float64], label: Labels, teaching: Labels, groups: Sequence[str]
) -> NDArray[np.float64]:
    """Each case's probability by a decision that did not learn from its group."""
    probabilities = np.empty(len(label))
    for rest, part in GroupKFold(10, shuffle=True, random_state=0).split(table, groups=groups):
        learned = rest[teaching[rest]]
        model = _fitted(table[learned], label[learned])
        probabilities[part] = model.predict_proba(table[part])[:, 1]
    return probabilities
