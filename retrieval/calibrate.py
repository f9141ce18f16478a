"""Learns a `Calibration` for a model from the training articles and questions."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.article import Article
from retrieval.answer import Spelling
from retrieval.build import build_index, sentence_text
from retrieval.calibration import Calibration, Logistic, shipped_calibration
from retrieval.decision import EVIDENCE
from retrieval.encoder import Encoder
from retrieval.features import COARSE, PASSAGE, SENTENCE
from retrieval.index import open_index
from retrieval.learning.examples import Example, training_articles, training_examples
from retrieval.passages import split
from retrieval.reader import untaught_reader
from retrieval.reading import MEASURES
from retrieval.tokens import Projection, fit_projection

TOKEN_WIDTH = 192
"""At most; a multiple of two, as `tokens.pack` keeps two values in a byte."""


def calibration_for(encoder: Encoder, on_learning: Callable[[], None] = lambda: None) -> Calibration:
    """The calibration that ships with the program for the encoder's model; one learned now for any other."""
    shipped = shipped_calibration(encoder.identity)
    if shipped is None:
        on_learning()
    return shipped or calibrate(encoder)


def calibrate(encoder: Encoder, projection: Projection | None = None) -> Calibration:
    """Learns everything for `encoder`'s model; takes some ten minutes with the default one.

    With a `projection` that one is kept: with another, every sentence of every index would be encoded anew.
    """
    return learn(encoder, training_articles(), training_examples(), projection)


def learn(
    encoder: Encoder,
    articles: Sequence[Article],
    examples: Sequence[Example],
    projection: Projection | None = None,
) -> Calibration:
    """Learns from `examples`, each asked of all `articles`."""
    # Here, since they need torch, which answering questions does without.
    from retrieval.learning.decision import learn_decision
    from retrieval.learning.judging import judge
    from retrieval.learning.reading import learn_reading
    from retrieval.learning.weights import learn_weights

    calibration = _spaces(encoder, projection or _projection(encoder, articles), examples)
    with tempfile.TemporaryDirectory() as scratch:
        build_index(articles, Path(scratch), encoder, calibration)
        index = open_index(Path(scratch), encoder)
        judged = judge(index, encoder, examples)
        index = replace(index, calibration=learn_weights(index, judged))
        calibration, parts = learn_reading(index, judged)
        return learn_decision(replace(index, calibration=calibration), parts)


def _projection(encoder: Encoder, articles: Sequence[Article]) -> Projection:
    texts = [
        sentence_text(p.text[start:end])
        for article in articles
        for p in split(article)
        for start, end in p.sentences
    ]
    states = np.concatenate([encoding.tokens for encoding in encoder.encode_passages(texts)])
    return fit_projection(states, min(TOKEN_WIDTH, encoder.dimension // 2 * 2))


def _spaces(encoder: Encoder, projection: Projection, examples: Sequence[Example]) -> Calibration:
    """Where questions of each language lie; nothing else is learned yet."""
    needs: dict[tuple[str | None, str | None], dict[str, str]] = {}
    for example in examples:
        if example.article:
            needs.setdefault((example.article, example.answer), {})[example.form] = example.question
    both = [need for need in needs.values() if {"accented", "english"} <= need.keys()]
    vietnamese = [encoder.encode_query(need["accented"]) for need in both]
    english = [encoder.encode_query(need["english"]) for need in both]
    shift = np.mean([v.vector for v in vietnamese], axis=0) - np.mean([e.vector for e in english], axis=0)
    kinds = len(Spelling)
    undecided = Logistic(np.zeros((kinds, len(EVIDENCE)), np.float32), np.zeros(kinds, np.float32))
    return Calibration(
        projection=projection,
        vietnamese_tokens=np.concatenate([v.tokens for v in vietnamese]).mean(axis=0),
        english_tokens=np.concatenate([e.tokens for e in english]).mean(axis=0),
        english_shift=shift,
        coarse=np.ones((kinds, len(COARSE)), np.float32),
        passage=np.ones((kinds, len(PASSAGE) + 1), np.float32),
        sentence=np.ones((kinds, len(SENTENCE)), np.float32),
        reader=untaught_reader(projection.width, len(MEASURES)),
        trust=np.zeros((kinds, 2), np.float32),
        matter=undecided,
        answering=undecided,
        joint=np.array([1, 1, 0], np.float32),
        threshold=0.5,
        related=0.1,
    )
