"""The day an article was published, in filtering and in ranking. An article without a date is never lost."""

from dataclasses import replace

import numpy as np

from retrieval.answer import Period
from retrieval.features import Mask
from retrieval.index import NO_DAY, Index, Rows, day_number
from retrieval.ranking import Ranking

_RECENCY_WEIGHT = 8.0
_ON_THE_MATTER = 5.0
"""How far below the best score a passage is still about what was asked."""
_UNDATED_PENALTY = 2.0


def published_in(index: Index, period: Period, undated: bool = True) -> Mask:
    """For each article whether it was published in `period`; those without a date too, if `undated`."""
    first = day_number(period.first) if period.first else NO_DAY + 1
    last = day_number(period.last) if period.last else np.iinfo(np.int32).max
    inside: Mask = (index.days >= first) & (index.days <= last)
    inside = inside | (index.days == NO_DAY) if undated else inside
    admitted = index.admitted(inside)
    return inside if admitted is None else admitted


def nearest_to(index: Index, period: Period, count: int) -> Mask:
    """The `count` dated articles published nearest to `period`, before or after it."""
    dated = np.flatnonzero(published_in(index, Period(None, None), undated=False))
    days = index.days[dated].astype(np.int64)
    before = day_number(period.first) - days if period.first else np.full(len(days), -1)
    after = days - day_number(period.last) if period.last else np.full(len(days), -1)
    nearest = np.zeros(len(index.days), np.bool_)
    nearest[dated[np.argsort(np.maximum(before, after), kind="stable")[:count]]] = True
    return nearest


def newest_first(index: Index, ranking: Ranking) -> Ranking:
    """`ranking` with newer articles preferred among those on the matter."""
    on_the_matter = ranking.scores >= ranking.scores.max(initial=-np.inf) - _ON_THE_MATTER
    days = index.days[ranking.close.articles]
    order = np.unique(days[on_the_matter])
    recency = np.searchsorted(order, days) / max(1, len(order) - 1)
    return _rescored(ranking, np.where(on_the_matter, _RECENCY_WEIGHT * recency, 0))


def undated_last(index: Index, ranking: Ranking) -> Ranking:
    """`ranking` with passages of articles without a date below equally good ones."""
    return _rescored(ranking, -_UNDATED_PENALTY * (index.days[ranking.close.articles] == NO_DAY))


def _rescored(ranking: Ranking, bonus: "np.ndarray[tuple[int], np.dtype[np.floating]]") -> Ranking:
    scores = (ranking.scores + bonus).astype(np.float32)
    order: Rows = np.argsort(-scores, kind="stable")
    return replace(ranking, scores=scores, order=order)
