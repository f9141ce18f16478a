"""Reads a question beside a sentence: does the sentence answer it?

A small network over the token states that late interaction uses, after the decomposable attention model
(Parikh et al. 2016, "A Decomposable Attention Model for Natural Language Inference"): each question token is
compared with what it attends to in the sentence, each sentence token with what attends to it in the question,
and the comparisons are pooled. `retrieval/learning/network.py` learns the weights; here is only arithmetic.
"""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

# How well each token of the question is matched in the sentence, and in ever more of what stands around it.
SUPPORT = ("sentence", "window", "passage", "article", "elsewhere")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sentences to read."""

    sentences: NDArray[np.int64]
    """Their places in the `Close` they come from."""
    tokens: Vectors
    """Their token vectors, one sentence after another, shape (tokens, width)."""
    starts: NDArray[np.int64]
    """Tokens of sentence `i`: from starts[i] to starts[i + 1]."""
    support: Vectors
    """Best cosines, shape (question tokens, sentences, len(SUPPORT))."""
    measures: Vectors
    """One row a sentence; the columns are `reading.MEASURES`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The network's weights, for token vectors of `width`, with `inner` and `hidden` units."""

    projection: Vectors
    """Shape (width, inner)."""
    sharpness: Vectors
    affinity: Vectors
    question: Vectors
    """Shape (3 inner + len(SUPPORT), hidden)."""
    question_bias: Vectors
    sentence: Vectors
    """Shape (3 inner, hidden)."""
    sentence_bias: Vectors
    summary: Vectors
    """Shape (inner, hidden): what is asked for, told to every sentence token."""
    summary_pooling: Vectors
    question_pooling: Vectors
    sentence_pooling: Vectors
    mean: Vectors
    spread: Vectors
    """Of the sheet's measures."""
    hidden: Vectors
    """Shape (3 hidden + measures, hidden)."""
    hidden_bias: Vectors
    output: Vectors
    nothing: Vectors
    """The score of "none of these"."""

    def read(self, question: Vectors, sheet: Sheet) -> Vectors:
        """One score a sentence: the logarithm of the odds that it answers rather than none does."""
        if not len(sheet.sentences):
            return np.zeros(0, np.float32)
        asked, told = question @ self.projection, sheet.tokens @ self.projection
        # Few rows times many run slower than many times few.
        attention = (self.sharpness * (sheet.tokens @ question.T) + self.affinity * (told @ asked.T)).T
        over_sentence, over_question = _softmax(attention, sheet.starts), _softmax_columns(attention)
        found = _weighted_sums(over_sentence, told, sheet.starts)
        compared = self._compare_question(asked, found, sheet.support)
        weights = _softmax_columns(compared @ self.question_pooling)
        pooled = np.einsum("qs,qsh->sh", weights, compared)
        sentence = self._compare_sentence(told, over_question.T @ asked, asked)
        chosen = _softmax((sentence @ self.sentence_pooling)[None], sheet.starts)
        answer = np.add.reduceat(chosen.T * sentence, sheet.starts[:-1])
        scaled = (sheet.measures - self.mean) / self.spread
        inputs = np.concatenate([pooled, compared.max(axis=0), answer, scaled], axis=1)
        scores: Vectors = _relu(inputs @ self.hidden + self.hidden_bias) @ self.output - self.nothing
        return scores

    def _compare_question(self, asked: Vectors, found: Vectors, support: Vectors) -> Vectors:
        """Each question token beside what it found, shape (question tokens, sentences, hidden)."""
        own, other, product, matched = np.split(self.question, np.arange(1, 4) * asked.shape[1])
        compared = (asked @ own)[:, None] + found @ other + (asked[:, None] * found) @ product
        return _relu(compared + support @ matched + self.question_bias)

    def _compare_sentence(self, told: Vectors, sought: Vectors, asked: Vectors) -> Vectors:
        """Each sentence token beside what sought it in the question, shape (sentence tokens, hidden)."""
        summary = _softmax_columns(asked @ self.summary_pooling) @ asked @ self.summary
        own, other, product = np.split(self.sentence, 3)
        beside = told @ own + sought @ other + (told * sought) @ product
        return _relu(beside + (summary + self.sentence_bias))


def untaught_reader(width: int, measures: int) -> Reader:
    """One that finds every sentence as good as any other, by so many measures of it."""
    shapes = {
        "projection": (width, 1),
        "question": (3 + len(SUPPORT), 1),
        "sentence": (3, 1),
        "summary": (1, 1),
        "mean": (measures,),
        "hidden": (3 + measures, 1),
        "sharpness": (),
        "affinity": (),
        "nothing": (),
    }
    zeros = {field.name: np.zeros(shapes.get(field.name, (1,)), np.float32) for field in fields(Reader)}
    return Reader(**zeros | {"spread": np.ones(measures, np.float32)})


def _relu(values: NDArray[Any]) -> Vectors:
    positive: Vectors = np.maximum(values, 0)
    return positive


def _softmax_columns(values: Vectors) -> Vectors:
    odds = np.exp(values - values.max(axis=0))
    share: Vectors = odds / odds.sum(axis=0)
    return share


def _softmax(values: Vectors, starts: NDArray[np.int64]) -> Vectors:
    """Along each row, within each group from one of `starts` to the next."""
    lengths = np.diff(starts)
    highest = np.repeat(np.maximum.reduceat(values, starts[:-1], axis=1), lengths, axis=1)
    odds = np.exp(values - highest)
    share: Vectors = odds / np.repeat(np.add.reduceat(odds, starts[:-1], axis=1), lengths, axis=1)
    return share


def _weighted_sums(weights: Vectors, values: Vectors, starts: NDArray[np.int64]) -> Vectors:
    """For each row of `weights` the weighted sum of each group of `values`, shape (rows, groups, columns)."""
    sums = [weights[:, start:end] @ values[start:end] for start, end in pairwise(starts)]
    return np.stack(sums, axis=1)
