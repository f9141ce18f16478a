"""Whether a confidence means what it says: of the answers given with 70 %, seven in ten should be right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import brier_score_loss

from retrieval.evaluation.metrics import Judged

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The responses with a confidence from `low` up to `high`."""

    low: float
    high: float
    questions: int
    confidence: float
    """The mean one."""
    right: float
    """The share whose first passages hold the answer."""


@dataclass(frozen=True, slots=True)
class Reliability:
    bins: tuple[Bin, ...]
    """Those that are not empty."""
    error: float
    """Expected calibration error (Naeini, Cooper & Hauskrecht 2015): the mean gap of confidence and truth."""
    brier: float


def reliability(judged: Sequence[Judged]) -> Reliability:
    confidence = np.array([j.confidence for j in judged])
    right = np.array([j.right for j in judged])
    places = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    bins = []
    for place in np.unique(places).tolist():
        own = places == place
        mean, share = float(confidence[own].mean()), float(right[own].mean())
        bins.append(Bin(place / BINS, (place + 1) / BINS, int(own.sum()), mean, share))
    error = sum(b.questions * abs(b.confidence - b.right) for b in bins) / len(judged)
    return Reliability(tuple(bins), error, float(brier_score_loss(right, confidence)))
