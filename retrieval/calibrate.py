"""Learns a `Calibration` for a model from the training articles and questions.

Nothing here sees the reported questions (`corpus/questions.jsonl`), nor any public benchmark.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from corpus.article import Article
from corpus.store import read_sources
from retrieval.answer import Spelling
from retrieval.build import build_index, sentence_text
from retrieval.calibration import Calibration, Logistic, shipped_calibration
from retrieval.decision import EVIDENCE, evidence
from retrieval.encoder import Encoder, Vectors
from retrieval.features import (
    COARSE,
    PASSAGE,
    SENTENCE,
    Candidates,
    Close,
    Floats,
    Query,
    find_candidates,
    look_closely,
)
from retrieval.index import Index, Rows, open_index
from retrieval.passages import split
from retrieval.prior import TRAINING
from retrieval.query import make_query
from retrieval.ranking import choose, passage_evidence, rank, relative
from retrieval.tokens import fit_projection
from retrieval.vietnamese import fold

TOKEN_WIDTH = 192
_TODAY = date(2026, 11, 23)
_PENALTY = 5.0

Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A training question; `article` and `answer` are None when the articles don't answer it."""

    question: str
    form: str
    article: str | None
    answer: str | None
    kind: str | None = None
    """Of a question without an answer: `near`, `service` or `far`."""
    paired: bool = False
    """Whether it was written beside another that differs in having, or not having, an answer."""


def read_examples(paths: Sequence[Path]) -> list[Example]:
    return [
        Example(
            r["question"],
            r["form"],
            r["article"],
            r.get("answer"),
            r.get("kind"),
            path.name.startswith("pairs"),
        )
        for path in paths
        for r in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def training_examples() -> list[Example]:
    """The training questions, the accented ones once more without diacritics."""
    examples = read_examples(sorted(TRAINING.glob("*.part?.jsonl")))
    bare = [replace(e, question=fold(e.question), form="bare") for e in examples if e.form == "accented"]
    return examples + bare


def training_articles() -> tuple[Article, ...]:
    return tuple(read_sources([TRAINING / "articles"]).articles)


def calibration_for(encoder: Encoder, on_learning: Callable[[], None] = lambda: None) -> Calibration:
    """The calibration that ships with the program for the encoder's model; one learned now for any other."""
    shipped = shipped_calibration(encoder.identity)
    if shipped is None:
        on_learning()
    return shipped or calibrate(encoder)


def calibrate(encoder: Encoder) -> Calibration:
    """Learns everything for `encoder`'s model; takes a minute or two with the default one."""
    articles, examples = training_articles(), training_examples()
    calibration = _spaces(encoder, articles, examples)
    with tempfile.TemporaryDirectory() as scratch:
        build_index(articles, Path(scratch), encoder, calibration)
        index = open_index(Path(scratch), encoder)
        judged = judge(index, encoder, examples)
        calibration = learn_weights(index, [j for j in judged if j.example.article])
        return learn_decision(replace(index, calibration=calibration), judged)


def _spaces(encoder: Encoder, articles: Sequence[Article], examples: Sequence[Example]) -> Calibration:
    """The projection of token states, and where questions of each language lie."""
    texts = [
        sentence_text(p.text[start:end])
        for article in articles
        for p in split(article)
        for start, end in p.sentences
    ]
    states = np.concatenate([encoding.tokens for encoding in encoder.encode_passages(texts)])
    needs: dict[tuple[str | None, str | None], dict[str, str]] = {}
    for example in examples:
        if example.article:
            needs.setdefault((example.article, example.answer), {})[example.form] = example.question
    both = [need for need in needs.values() if {"accented", "english"} <= need.keys()]
    vietnamese = [encoder.encode_query(need["accented"]) for need in both]
    english = [encoder.encode_query(need["english"]) for need in both]
    shift = np.mean([v.vector for v in vietnamese], axis=0) - np.mean([e.vector for e in english], axis=0)
    kinds = len(Spelling)
    return Calibration(
        fit_projection(states, min(TOKEN_WIDTH, encoder.dimension // 2 * 2)),
        np.concatenate([v.tokens for v in vietnamese]).mean(axis=0),
        np.concatenate([e.tokens for e in english]).mean(axis=0),
        shift,
        np.ones((kinds, len(COARSE)), np.float32),
        np.ones((kinds, len(PASSAGE) + 1), np.float32),
        np.ones((kinds, len(SENTENCE)), np.float32),
        Logistic(np.zeros(len(EVIDENCE), np.float32), 0.0),
        0.5,
        0.1,
    )


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
    judged = []
    for example in examples:
        query = make_query(example.question, index, encoder, _TODAY)
        answering = (
            _answering(index, articles[example.article], example.answer or "")
            if example.article
            else ((), ())
        )
        passages, sentences = (np.array(rows, np.int64) for rows in answering)
        judged.append(Judged(example, query, find_candidates(index, query), passages, sentences))
    return judged


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


def learn_weights(index: Index, judged: Sequence[Judged]) -> Calibration:
    """Learns the coarse, the sentence and the passage weights, in this order: each needs the one before."""
    calibration = index.calibration
    groups = [[j for j in judged if j.spelling is spelling] for spelling in Spelling]
    calibration = replace(calibration, coarse=np.stack([_coarse_weights(group) for group in groups]))
    close = [
        [look_closely(index, j.query, choose(j.candidates, calibration, j.spelling)) for j in g]
        for g in groups
    ]
    pairs = [list(zip(group, found, strict=True)) for group, found in zip(groups, close, strict=True)]
    calibration = replace(calibration, sentence=np.stack([_sentence_weights(pair) for pair in pairs]))
    passage = [
        _passage_weights(pair, weights) for pair, weights in zip(pairs, calibration.sentence, strict=True)
    ]
    return replace(calibration, passage=np.stack(passage))


def learn_decision(index: Index, judged: Sequence[Judged]) -> Calibration:
    """Learns when there is an answer: from questions that have one, from those on other matters, and from
    the first kind once more with their article taken away.

    Near misses teach only the threshold: no measure tells them from answerable questions well (AUROC 0.7 at
    best, scripts/evaluate.py), and learning from them blurs what the measures do tell. `answered` lets
    through one in ten of them (of those asked naturally, not in matched pairs made to be as hard as can be);
    `related` keeps 98 of 100 questions that have an answer.
    """
    identities = np.array([index.articles[row].id for row in range(len(index.articles))])
    cases: list[tuple[Judged, bool, Vectors]] = []
    for j in judged:
        cases.append((j, j.example.article is not None, evidence(index, j.query, rank(index, j.query))))
        if j.example.article:
            others = rank(index, j.query, identities != j.example.article)
            cases.append((j, False, evidence(index, j.query, others)))
    table = np.stack([row for _, _, row in cases]).astype(np.float64)
    label = np.array([answerable for _, answerable, _ in cases])
    near = np.array([j.example.kind == "near" for j, _, _ in cases])
    natural = near & np.array([not j.example.paired for j, _, _ in cases])
    groups = np.array([j.example.article or fold(j.example.question) for j, _, _ in cases])
    held_out = np.empty(len(cases))
    for rest, fold_out in GroupKFold(10, shuffle=True, random_state=0).split(table, groups=groups):
        held_out[fold_out] = _fitted(table[rest], label[rest], near[rest]).predict_proba(table[fold_out])[
            :, 1
        ]
    scaler, logistic = _fitted(table, label, near)
    weights = logistic.coef_[0] / scaler.scale_
    return replace(
        index.calibration,
        answerable=Logistic(
            weights.astype(np.float32), float(logistic.intercept_[0] - weights @ scaler.mean_)
        ),
        threshold=float(np.quantile(held_out[natural], 0.9)),
        related=float(np.quantile(held_out[label], 0.02)),
    )


def _fitted(table: NDArray[np.float64], label: Labels, near: Labels) -> Pipeline:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))
    return model.fit(table[~near], label[~near])


def _coarse_weights(judged: Sequence[Judged]) -> Vectors:
    measures = [relative(j.candidates.measures) for j in judged]
    return listwise(measures, [np.isin(j.candidates.passages, j.passages) for j in judged])


def _sentence_weights(found: Sequence[tuple[Judged, Close]]) -> Vectors:
    """Which sentence of the right article answers."""
    measures, labels = [], []
    for judged, close in found:
        own = np.isin(close.articles, np.unique(close.articles[np.isin(close.rows, judged.passages)]))[
            close.owner
        ]
        measures.append(close.sentences[own])
        labels.append(np.isin(close.sentence_rows[own], judged.sentences))
    return listwise(measures, labels)


def _passage_weights(found: Sequence[tuple[Judged, Close]], sentence: Vectors) -> Vectors:
    measures = [passage_evidence(close, close.sentences @ sentence) for _, close in found]
    return listwise(measures, [np.isin(close.rows, judged.passages) for judged, close in found])


def listwise(measures: Sequence[Floats], labels: Sequence[Labels]) -> Vectors:
    """Weights that give the labelled rows of each list the most probability (ListNet, Cao et al. 2007).

    Columns are brought to one spread while learning, so that the penalty treats them alike.
    """
    usable = [number for number, label in enumerate(labels) if label.any() and not label.all()]
    table = np.concatenate([measures[number] for number in usable]).astype(np.float64)
    label = np.concatenate([labels[number] for number in usable])
    spread = np.maximum(table.std(axis=0), 1e-6)
    # A measure that never varies teaches nothing.
    table = np.where(table.std(axis=0) > 1e-6, table / spread, 0)
    lengths = np.array([len(labels[number]) for number in usable])
    starts = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(usable)), lengths)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = table @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total = np.add.reduceat(odds, starts)
        right = np.maximum(np.add.reduceat(odds * label, starts), 1e-300)
        expected = odds / total[owner] - odds * label / right[owner]
        value = float(np.log(total / right).sum() + _PENALTY * weights @ weights / 2)
        return value, table.T @ expected + _PENALTY * weights

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread, np.float32)
