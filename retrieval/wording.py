"""The lexical part of an index version, made of the terms in a build's tables."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.abbreviations import Expander
from retrieval.inversion import Terms, pair_postings, postings_of
from retrieval.lexical import Keys, term_hashes
from retrieval.ragged import Starts, places, starts_of
from retrieval.tables import Tables

Spelling = tuple[Starts, Terms]
"""The words of each word, one after another, and where each one's start."""


def write_wording(folder: Path, tables: Tables, expander: Expander) -> None:
    words, keys, spelling = _spelt_out(tables.vocabulary, expander)
    term_starts, terms = _apply(spelling, tables.term_starts, tables.terms)
    title_starts, title_terms = _apply(spelling, tables.title_starts, tables.title_terms)
    wholes, lengths = _wholes(tables, (title_starts, title_terms), (term_starts, terms))
    with ThreadPoolExecutor(1) as pool:  # most of the time is counting, which holds no lock
        pairs = pool.submit(pair_postings, wholes, lengths)
        syllables = postings_of(keys, wholes, lengths)
        if len(syllables.keys) != len(keys):
            raise ValueError("a word is in no passage: terms would have other numbers than their postings")
        syllables.save(folder / "syllables")
        pairs.result().save(folder / "pairs")
    np.save(folder / "numeric.npy", np.array([word[0].isdigit() for word in words], np.bool_))
    np.save(folder / "terms.npy", terms)
    np.save(folder / "term_starts.npy", term_starts)
    np.save(folder / "title_terms.npy", title_terms)
    np.save(folder / "title_starts.npy", title_starts)


def _spelt_out(vocabulary: tuple[str, ...], expander: Expander) -> tuple[list[str], Keys, Spelling]:
    """The words once abbreviations are spelt out, their keys, and the numbers of each of `vocabulary`."""
    found: dict[str, int] = {}
    spelt = [[found.setdefault(part, len(found)) for part in expander.expand([word])] for word in vocabulary]
    words, keys = list(found), term_hashes(found)
    order = np.argsort(keys)
    numbers = np.empty(len(order), np.int32)
    numbers[order] = np.arange(len(order))
    flat = numbers[np.array([place for parts in spelt for place in parts], np.int64)]
    return [words[place] for place in order.tolist()], keys[order], (starts_of(map(len, spelt)), flat)


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
