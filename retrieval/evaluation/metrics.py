"""How good the responses to labelled questions are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from sklearn.metrics import roc_auc_score

from corpus.text import clean
from retrieval.answer import Status
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.systems import Response

Metrics = dict[str, float]

_RANKED = {"ndcg@10": nDCG @ 10, "mrr@10": RR @ 10, "recall@1": R @ 1, "recall@3": R @ 3, "recall@10": R @ 10}
_LOOKED_AT = 3
"""Passages that a citizen sees."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what its response was worth."""

    labelled: Labelled
    ranked: tuple[str, ...]
    """The articles of the passages shown, each once, in order."""
    articles: tuple[str, ...]
    """The articles of the first passages."""
    holds: tuple[bool, ...]
    """Whether the answer stands in each of the first passages."""
    confidence: float
    status: Status | None

    @property
    def right(self) -> bool:
        """Whether the first passages hold the answer."""
        return any(self.holds)


def judge(labelled: Labelled, response: Response) -> Judged:
    first = response.passages[:_LOOKED_AT]
    answer = _bare(labelled.answer or "")
    return Judged(
        labelled,
        tuple(dict.fromkeys(shown.article for shown in response.passages)),
        tuple(shown.article for shown in first),
        tuple(bool(answer) and answer in _bare(shown.text) for shown in first),
        response.confidence,
        response.status,
    )


def _bare(text: str) -> str:
    """NFC without white space: a line break may stand where the answer has a space."""
    return clean(text).replace(" ", "")


def measure(judged: Sequence[Judged]) -> Metrics:
    """Every metric that the questions and the system allow, by name, from 0 to 1, and how many questions.

    `article@k` and `answer@k` are over the first passages, the ranked metrics over distinct articles.
    """
    answerable = [j for j in judged if j.labelled.article]
    unanswerable = [j for j in judged if not j.labelled.article]
    metrics: Metrics = {"questions": len(judged)}
    if answerable:
        metrics |= _ranking(answerable)
    if answerable and unanswerable:
        metrics |= _separation(answerable, unanswerable)
    if all(j.status for j in judged):
        metrics |= _statuses(answerable, unanswerable)
    return metrics


def by_form(judged: Sequence[Judged]) -> dict[str, Metrics]:
    """The metrics of all questions as `all`, and of those written in each form that the questions name."""
    forms = dict.fromkeys(j.labelled.form for j in judged if j.labelled.form)
    groups = {form: [j for j in judged if j.labelled.form == form] for form in forms}
    return {"all": measure(judged), **{form: measure(group) for form, group in groups.items()}}


def _ranking(judged: Sequence[Judged]) -> Metrics:
    metrics = ranked_metrics(judged)
    for k in (1, _LOOKED_AT):
        metrics[f"article@{k}"] = _share(j.labelled.article in j.articles[:k] for j in judged)
    with_answer = [j for j in judged if j.labelled.answer]
    for k in (1, _LOOKED_AT) if with_answer else ():
        metrics[f"answer@{k}"] = _share(any(j.holds[:k]) for j in with_answer)
    return metrics


def ranked_metrics(judged: Sequence[Judged]) -> Metrics:
    """Of questions that each have one relevant article."""
    right = [ir_measures.Qrel(str(n), str(j.labelled.article), 1) for n, j in enumerate(judged)]
    found = [
        ir_measures.ScoredDoc(str(n), article, -place)
        for n, j in enumerate(judged)
        for place, article in enumerate(j.ranked)
    ]
    values = ir_measures.calc_aggregate(_RANKED.values(), right, found)
    return {name: float(values[measure]) for name, measure in _RANKED.items()}


def _separation(answerable: Sequence[Judged], unanswerable: Sequence[Judged]) -> Metrics:
    """How well confidence tells questions with an answer from those without, wherever a threshold is put."""
    near = [j for j in unanswerable if j.labelled.kind == "near"]
    metrics = {"auroc": _auroc(answerable, unanswerable)}
    if near:
        metrics["auroc_near"] = _auroc(answerable, near)
    kept = np.quantile([j.confidence for j in answerable], 0.05, method="lower")
    metrics["unanswerable_at_95"] = _share(j.confidence >= kept for j in unanswerable)
    return metrics


def _auroc(answerable: Sequence[Judged], unanswerable: Sequence[Judged]) -> float:
    labels = [True] * len(answerable) + [False] * len(unanswerable)
    return float(roc_auc_score(labels, [j.confidence for j in (*answerable, *unanswerable)]))


def _statuses(answerable: Sequence[Judged], unanswerable: Sequence[Judged]) -> Metrics:
    """Shares whose status is `answered`: of the answerable, of the unanswerable, of each kind of these."""
    groups = {"answered": answerable, "unanswerable_answered": unanswerable}
    for kind in sorted({j.labelled.kind for j in unanswerable if j.labelled.kind}):
        groups[f"{kind}_answered"] = [j for j in unanswerable if j.labelled.kind == kind]
    asked = {name: group for name, group in groups.items() if group}
    return {name: _share(j.status is Status.ANSWERED for j in group) for name, group in asked.items()}


def _share(values: Iterable[bool]) -> float:
    return float(np.mean(list(values)))
