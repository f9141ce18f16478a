"""Passages as terms -> which passages hold each term, and what it adds to their score.

Sorting millions of terms is most of it: done by transposing sparse matrices, which counts and never compares.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from retrieval.lexical import K1, B, Keys, Numbers, Postings, pair_keys
from retrieval.ragged import whole_numbers

Terms = NDArray[np.int32]
"""Numbers of terms, in the order of their keys."""


def postings_of(keys: Keys, terms: Terms, lengths: Numbers) -> Postings:
    """Postings of passages given as `lengths[i]` terms each, one passage after another.

    A term is given as its place in `keys`, which are sorted; one that no passage holds has no postings.
    """
    by_term = _by_column(np.zeros(len(terms), np.int8), terms, lengths, len(keys))
    return _postings((_columns(by_term),), by_term.indices, lengths, lambda found: keys[found[0]])


def pair_postings(terms: Terms, lengths: Numbers) -> Postings:
    """Postings of the pairs of neighbours in the same passages."""
    ends = np.cumsum(lengths)
    together = np.ones(max(len(terms) - 1, 0), np.bool_)
    together[ends[(ends > 0) & (ends < len(terms))] - 1] = False
    count, lengths = int(terms.max(initial=-1)) + 1, np.maximum(lengths - 1, 0)
    # Sorted by the second term, then by the first: what was in order before stays so among equals.
    by_right = _by_column(terms[:-1][together], terms[1:][together], lengths, count)
    by_left = _by_column(by_right.indices, by_right.data, np.diff(by_right.indptr), count)
    return _postings(
        (_columns(by_left), by_left.indices), by_left.data, lengths, lambda found: pair_keys(*found)
    )


def _by_column(values: Terms, columns: Terms, lengths: Numbers, count: int) -> csc_array:
    """The values of a sparse matrix, `lengths[i]` in row `i`, in the order of their columns and then rows."""
    # The numbers of rows will be of the type that `starts` are of.
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(whole_numbers(len(columns)))
    return csr_array((values, columns, starts), shape=(len(lengths), count)).tocsc()


def _columns(matrix: csc_array) -> Terms:
    return np.repeat(np.arange(matrix.shape[1], dtype=np.int32), np.diff(matrix.indptr))


def _postings(
    terms: tuple[Terms, ...], passages: Terms, lengths: Numbers, keys: Callable[[tuple[Terms, ...]], Keys]
) -> Postings:
    """Postings of terms that are in order, each with a passage that it is in.

    A term is as many numbers as `terms` has arrays, and `keys` gives the keys of some.
    """
    new_terms = np.logical_or.reduce([_differs(numbers) for numbers in terms])
    starts = np.flatnonzero(new_terms | _differs(passages))
    frequencies = np.empty(len(starts), np.float32)
    np.subtract(starts[1:], starts[:-1], out=frequencies[:-1])
    frequencies[-1:] = len(passages) - starts[-1:]
    passages, first = passages[starts].astype(np.int32, copy=False), np.flatnonzero(new_terms[starts])
    held = np.diff(first, append=len(starts))
    idf = np.log1p((len(lengths) - held + 0.5) / (held + 0.5)).astype(np.float32)
    norms = K1 * (1 - B + B * lengths / max(float(lengths.sum()) / max(len(lengths), 1), 1.0))
    # In place: memory is slow to get, and these are the largest arrays of a build.
    weights = np.repeat(idf * np.float32(K1 + 1), held)
    weights *= frequencies
    frequencies += norms.astype(np.float32)[passages]
    weights /= frequencies
    found = tuple(numbers[starts[first]] for numbers in terms)
    return Postings(keys(found), np.append(first, len(starts)), passages, weights, idf)


def _differs(numbers: Terms) -> NDArray[np.bool_]:
    """Whether each is another number than the one before it."""
    differs = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=differs[1:])
    return differs
