"""Arrays of unequal length kept one after another: part `i` lies from starts[i] to starts[i + 1]."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Starts = NDArray[np.int64]
Places = NDArray[np.int64]


def starts_of(lengths: Iterable[int]) -> Starts:
    return np.array([0, *accumulate(lengths)], np.int64)


def whole_numbers(largest: int) -> type[np.integer[Any]]:
    """The type for numbers up to `largest`: of 32 bits where they fit, since memory is slow to get."""
    return np.int32 if largest <= np.iinfo(np.int32).max else np.int64


def places(first: Places, lengths: Places) -> NDArray[np.integer[Any]]:
    """Every place of the ranges that begin at `first`, one range after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    largest = max(total, int((first + lengths).max(initial=0)))
    kind = whole_numbers(largest)
    found = np.repeat((first - (ends - lengths)).astype(kind), lengths)
    found += np.arange(total, dtype=kind)
    return found


def take(starts: Starts, parts: NDArray[np.integer[Any]]) -> tuple[Starts, NDArray[np.integer[Any]]]:
    """The starts of `parts` when they are laid one after another, and the places to take them from."""
    lengths = np.diff(starts)[parts]
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), places(starts[parts], lengths)


def joined(left: Starts, right: Starts) -> Starts:
    """The starts of two such arrays laid one after another."""
    return np.concatenate([left, right[1:] + left[-1]])
