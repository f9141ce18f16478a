"""The lexical part of an index version, made of the terms in a build's tables."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.abbreviations import Expander
from retrieval.lexical import Hashes, Postings, pair_hashes, postings_of, term_hashes, weighed
from retrieval.ragged import Starts, places, run_lengths, starts_of
from retrieval.tables import Tables

Terms = NDArray[np.int32]
"""Numbers of words."""
Spelling = tuple[Starts, Terms]
"""The words of each word, one after another, and where each one's start."""


def write_wording(folder: Path, tables: Tables, expander: Expander) -> None:
    words, spelling = _spelt_out(tables.vocabulary, expander)
    term_starts, terms = _apply(spelling, tables.term_starts, tables.terms)
    title_starts, title_terms = _apply(spelling, tables.title_starts, tables.title_terms)
    wholes, lengths = _wholes(tables, (title_starts, title_terms), (term_starts, terms))
    hashes = term_hashes(words)
    with ThreadPoolExecutor(1) as pool:  # most of the time is sorting, which holds no lock
        pairs = pool.submit(_pair_postings, hashes, wholes, lengths)
        syllables = postings_of(hashes, wholes, lengths)
        syllables.save(folder / "syllables")
        pairs.result().save(folder / "pairs")
    numeric = np.zeros(len(syllables.hashes), np.bool_)
    numbers = syllables.find(hashes).astype(np.int32)
    numeric[numbers[[word[0].isdigit() for word in words]]] = True
    np.save(folder / "numeric.npy", numeric)
    np.save(folder / "terms.npy", numbers[terms])
    np.save(folder / "term_starts.npy", term_starts)
    np.save(folder / "title_terms.npy", numbers[title_terms])
    np.save(folder / "title_starts.npy", title_starts)


def _spelt_out(vocabulary: tuple[str, ...], expander: Expander) -> tuple[list[str], Spelling]:
    """The words with abbreviations spelt out, and for each of `vocabulary` the numbers of its own."""
    numbers: dict[str, int] = {}
    spelt = [[numbers.setdefault(part, len(numbers)) for part in expander.expand([w])] for w in vocabulary]
    flat = np.array([number for parts in spelt for number in parts], np.int32)
    return list(numbers), (starts_of(map(len, spelt)), flat)


def _apply(spelling: Spelling, starts: Starts, terms: Terms) -> tuple[Starts, Terms]:
    """The terms spelt out, and where they start then. Few are more than one word: only those are moved."""
    first, more = spelling[0][:-1], np.diff(spelling[0]) - 1
    longer = np.flatnonzero((more > 0)[terms])
    added = more[terms[longer]]
    rest = spelling[1][places(first[terms[longer]] + 1, added)]
    spelt = np.insert(spelling[1][first][terms], np.repeat(longer + 1, added), rest)
    before = np.concatenate([[0], np.cumsum(added)])
    return starts + before[np.searchsorted(longer, starts)], spelt


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


def _pair_postings(words: Hashes, wholes: Terms, lengths: NDArray[np.int64]) -> Postings:
    """Numbers, pairs and passages are sorted once, together: there are millions of them."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    keys = wholes[:-1].astype(np.int64) * len(words)
    keys += wholes[1:]
    keys *= max(len(lengths), 1)
    keys += owners[1:]
    keys = keys[owners[1:] == owners[:-1]]
    keys.sort()
    keys, frequencies = run_lengths(keys)
    pairs, passages = np.divmod(keys, max(len(lengths), 1))
    pairs, held = run_lengths(pairs)
    left, right = np.divmod(pairs, max(len(words), 1))
    return weighed(
        pair_hashes(words[left], words[right]), held, passages, frequencies, np.maximum(lengths - 1, 0)
    )
