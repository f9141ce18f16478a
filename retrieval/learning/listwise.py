"""Weights that put the right row of each list first (ListNet, Cao et al. 2007)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.encoder import Vectors

_PENALTY = 5.0

Labels = NDArray[np.bool_]


def listwise(measures: Sequence[Vectors], labels: Sequence[Labels]) -> Vectors:
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
