"""Lays out for the reader every sentence of the best passages, with what was measured of each."""

import numpy as np
from numpy.typing import NDArray

from retrieval.features import PASSAGE, SENTENCE, Close, Floats, with_neighbours
from retrieval.index import Rows
from retrieval.reader import Sheet
from retrieval.tokens import unpack

READ = 6
"""How many passages are read."""

MEASURES = (*SENTENCE, *PASSAGE, "sentence_score", "passage_score")


def lay_out(close: Close, sentence_scores: Floats, passage_scores: Floats) -> Sheet:
    """The sentences of the READ passages with the best scores, in the order of `close`."""
    best = np.argsort(-passage_scores, kind="stable")[:READ]
    chosen: Rows = np.flatnonzero(np.isin(close.owner, best))
    lengths = (close.token_starts[1:] - close.token_starts[:-1])[chosen]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    inside = np.arange(int(starts[-1])) + np.repeat(close.token_starts[chosen] - starts[:-1], lengths)
    measures = (
        close.sentences[chosen],
        close.passages[close.owner[chosen]],
        _below_best(sentence_scores)[chosen, None],
        _below_best(passage_scores)[close.owner[chosen], None],
    )
    return Sheet(
        chosen,
        unpack(close.tokens[inside]),
        starts,
        _support(close)[:, chosen],
        np.concatenate(measures, axis=1),
    )


def _below_best(scores: Floats) -> Floats:
    below: Floats = scores - scores.max(initial=-np.inf)
    return below


def _support(close: Close) -> Floats:
    """Shape (question tokens, sentences of `close`, 5), as in `reader.SUPPORT`."""
    matches = close.matches
    windows = with_neighbours(close, matches, np.maximum(matches[:, 1:], matches[:, :-1]))
    passages = np.maximum.reduceat(matches, close.first, axis=1)
    article, elsewhere = _by_article(passages, close.articles)
    columns = (matches, windows, *(each[:, close.owner] for each in (passages, article, elsewhere)))
    return np.stack(columns, axis=-1)


def _by_article(passages: Floats, articles: Rows) -> tuple[Floats, Floats]:
    """For each passage the best match in its article, and in all the others (0 when there are none)."""
    numbers, article = np.unique(articles, return_inverse=True)
    order = np.argsort(article, kind="stable")
    starts = np.searchsorted(article[order], np.arange(len(numbers)))
    best: NDArray[np.float32] = np.maximum.reduceat(passages[:, order], starts, axis=1)
    if len(numbers) == 1:
        return best[:, article], np.zeros_like(passages)
    second, first = np.partition(best, -2, axis=1)[:, -2:].T
    others = np.where(best == first[:, None], second[:, None], first[:, None])
    return best[:, article], others[:, article]
