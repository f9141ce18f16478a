"""The lexical part of an index version, made of the terms in a build's tables."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.abbreviations import Expander
from retrieval.lexical import Postings, postings_of, term_hashes, weighed
from retrieval.ragged import Starts, places, run_lengths, starts_of
from retrieval.tables import Tables

Terms = NDArray[np.int64]
"""Numbers of words."""


def write_wording(folder: Path, tables: Tables, expander: Expander) -> None:
    words, spelling = _spelt_out(tables.vocabulary, expander)
    term_starts, terms = _apply(spelling, tables.term_starts, tables.terms)
    title_starts, title_terms = _apply(spelling, tables.title_starts, tables.title_terms)
    wholes, lengths = _wholes(tables, (title_starts, title_terms), (term_starts, terms))
    encoded = [word.encode() for word in words]
    syllables = postings_of(term_hashes(encoded), wholes, lengths)
    syllables.save(folder / "syllables")
    _pair_postings(encoded, wholes, lengths).save(folder / "pairs")
    numeric = np.zeros(len(syllables.hashes), np.bool_)
    numeric[syllables.find([word for word in words if word[0].isdigit()])] = True
    np.save(folder / "numeric.npy", numeric)
    numbers = syllables.find(words).astype(np.int32)
    np.save(folder / "terms.npy", numbers[terms])
    np.save(folder / "term_starts.npy", term_starts)
    np.save(folder / "title_terms.npy", numbers[title_terms])
    np.save(folder / "title_starts.npy", title_starts)


def _spelt_out(vocabulary: tuple[str, ...], expander: Expander) -> tuple[list[str], tuple[Starts, Terms]]:
    """The words with abbreviations spelt out, and for each of `vocabulary` the numbers of its own."""
    numbers: dict[str, int] = {}
    spelt = [[numbers.setdefault(part, len(numbers)) for part in expander.expand([w])] for w in vocabulary]
    flat = np.array([number for parts in spelt for number in parts], np.int64)
    return list(numbers), (starts_of(map(len, spelt)), flat)


def _apply(spelling: tuple[Starts, Terms], starts: Starts, terms: NDArray[np.int32]) -> tuple[Starts, Terms]:
    lengths = np.diff(spelling[0])[terms]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return ends[starts], spelling[1][places(spelling[0][terms], lengths)]


def _wholes(
    tables: Tables, titles: tuple[Starts, Terms], sentences: tuple[Starts, Terms]
) -> tuple[Terms, NDArray[np.int64]]:
    """The terms of each passage, its article's title first, and how many they are."""
    articles = np.repeat(np.arange(len(tables)), np.diff(tables.passage_starts))
    own = sentences[0][tables.sentence_starts]
    first = np.column_stack([titles[0][articles], own[:-1] + len(titles[1])])
    lengths = np.column_stack([np.diff(titles[0])[articles], np.diff(own)])
    pool = np.concatenate([titles[1], sentences[1]])
    return pool[places(first.ravel(), lengths.ravel())], lengths.sum(axis=1)


def _pair_postings(words: Sequence[bytes], wholes: Terms, lengths: NDArray[np.int64]) -> Postings:
    """Numbers, pairs and passages are sorted once, together: there are millions of them."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    within = owners[1:] == owners[:-1]
    codes = wholes[:-1][within] * len(words) + wholes[1:][within]
    keys, frequencies = run_lengths(np.sort(codes * max(len(lengths), 1) + owners[1:][within]))
    pairs, passages = np.divmod(keys, max(len(lengths), 1))
    pairs, held = run_lengths(pairs)
    left, right = (numbers.tolist() for numbers in np.divmod(pairs, max(len(words), 1)))
    hashes = term_hashes(words[a] + b" " + words[b] for a, b in zip(left, right, strict=True))
    return weighed(hashes, held, passages, frequencies, np.maximum(lengths - 1, 0))
