"""Is a short question about the article that answered the one before it?

It is when that article speaks of it about as well as any other does: the late interaction that ranks passages
(`retrieval.tokens`) is compared inside that article and everywhere.
"""

from datetime import date

import numpy as np

from retrieval.answer import Status
from retrieval.decision import decide
from retrieval.encoder import Encoder
from retrieval.features import PASSAGE, Mask, Query
from retrieval.followup import own_words
from retrieval.index import Index
from retrieval.publication import published_in
from retrieval.query import make_query
from retrieval.ranking import rank

_TOKENS = PASSAGE.index("tokens")
# Chosen on corpus/dialogues.jsonl and short questions of retrieval/training (scripts/evaluate_dialogues.py).
_MOST_BETTER_ELSEWHERE = 0.15
_FOR_A_WORD_OF_ITS_OWN = 0.015
_LEAST_MATCH = 0.42


def stays_with_article(index: Index, encoder: Encoder, before: str, text: str, today: date) -> bool:
    """Whether `text` asks of the article that answers `before`.

    The more words of its own `text` has, the better that article must match them. False when nothing
    answers `before`, and when no article speaks of `text`: then it is a matter of its own, too.
    """
    article = _answering(index, make_query(before, index, encoder, today))
    if article is None:
        return False
    only: Mask = np.zeros(len(index.articles), np.bool_)
    only[article] = True
    query = make_query(text, index, encoder, today)
    here, anywhere = _best_match(index, query, only), _best_match(index, query, None)
    most_better_elsewhere = _MOST_BETTER_ELSEWHERE - _FOR_A_WORD_OF_ITS_OWN * own_words(text)
    return here > _LEAST_MATCH and anywhere - here < most_better_elsewhere


def _answering(index: Index, query: Query) -> int | None:
    """The row of the article that is quoted first for `query`."""
    period = query.understood.question.period
    ranking = rank(index, query, published_in(index, period) if period else None)
    status, _ = decide(index, query, ranking)
    return None if status is Status.NOT_FOUND else int(ranking.close.articles[ranking.order[0]])


def _best_match(index: Index, query: Query, allowed: Mask | None) -> float:
    close = rank(index, query, allowed).close
    return float(close.passages[:, _TOKENS].max()) if len(close.rows) else 0.0
