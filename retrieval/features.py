"""What is measured of the passages and sentences that might answer: the evidence for ranking and deciding."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.cues import Cue
from retrieval.encoder import Vectors
from retrieval.index import Index, Rows
from retrieval.lexical import K1, Keys, best_scored, neighbour_keys, term_hashes
from retrieval.tokens import best_matches
from retrieval.understanding import Understood

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Columns = NDArray[np.int16]

DENSE_CANDIDATES = 100
LEXICAL_CANDIDATES = 100
_NEARLY_ALL = 0.9

# Measured of every candidate passage; they choose those that are looked at closely.
COARSE = ("similarity", "sentence_similarity", "bm25", "pairs_bm25", "coverage")

# Measured of the passages looked at closely.
PASSAGE = (
    *COARSE,
    "tokens",
    "rarest_missing",
    "missing_numbers",
    "article_coverage",
    "article_rarest_missing",
)

_NUMERIC = 1 << Cue.TIME | 1 << Cue.NUMBER | 1 << Cue.MONEY | 1 << Cue.PERCENT
_CUES = tuple(f"asked_{cue.name.lower()}" for cue in Cue)
SENTENCE = ("tokens", "window_tokens", "coverage", "new_number", *_CUES)


@dataclass(frozen=True, slots=True)
class Query:
    """An understood question with its vectors."""

    understood: Understood
    vector: Vectors
    tokens: Vectors
    """Projected token vectors, shape (tokens, width)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The terms of a question in one index."""

    keys: Keys
    numbers: Rows
    """-1 for one that no passage holds."""
    idf: Floats
    """One that no passage holds counts as the rarest."""
    weights: Floats
    """What each counts for in coverage; all together 1."""
    distinct: Rows
    """The numbers once each."""
    column: Rows
    """The place in `distinct` of each of the question's terms."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages by row of the index."""

    wanted: Wanted
    passages: Rows
    measures: Floats
    """COARSE, one column a name."""
    held: Mask
    """Which passages, their titles included, hold which of the question's terms, one column a term."""

    def at(self, places: Rows) -> "Candidates":
        return Candidates(self.wanted, self.passages[places], self.measures[places], self.held[places])


@dataclass(frozen=True, slots=True)
class Close:
    """Passages looked at closely, with their sentences.

    `passages` has columns PASSAGE and `sentences` columns SENTENCE. Sentence `i` belongs to the passage at
    place `owner[i]`; the sentences of a passage are neighbours, the first at `first[place]`.
    """

    rows: Rows
    articles: Rows
    passages: Floats
    sentence_rows: Rows
    sentences: Floats
    owner: Rows
    first: Rows
    matches: Floats
    """Each question token's best cosine in each sentence, shape (question tokens, sentences)."""
    tokens: NDArray[np.uint8]
    """The sentences' tokens as they are kept, one sentence after another."""
    token_starts: Rows
    """Tokens of sentence `i`: from token_starts[i] to token_starts[i + 1]."""


def find_candidates(index: Index, query: Query, allowed: Mask | None = None) -> Candidates:
    """Candidates of every retriever, measured alike whichever found them.

    `allowed` says of each article row whether it may be found; None allows all.
    """
    asked, allowed = query.understood, index.admitted(allowed)
    wanted = _wanted(index, asked)
    syllables = np.zeros(len(index.passage_table), np.float32)
    neighbours = np.zeros_like(syllables)
    index.syllables.add_scores(wanted.keys, asked.weights, syllables)
    index.pairs.add_scores(neighbour_keys(wanted.numbers), pair_weights(asked), neighbours)
    passages = _candidate_passages(index, query.vector, syllables + neighbours, allowed)
    measures = np.zeros((len(passages), len(COARSE)), np.float32)
    held = _held_by_passages(index, passages, wanted)
    if len(passages):
        most, most_pairs = _most_bm25(index, asked, wanted)
        columns = (
            index.passage_vectors.similarities(query.vector, passages),
            _best_sentence(index, query.vector, passages),
            syllables[passages] / most,
            neighbours[passages] / most_pairs,
            held @ wanted.weights,
        )
        measures[:] = np.stack(columns, axis=1)
    return Candidates(wanted, passages, measures, held)


def look_closely(index: Index, query: Query, chosen: Candidates) -> Close:
    """Measures the sentences of a few passages, and the passages once more by their sentences."""
    rows = chosen.passages
    sentence_rows, owner, first = _sentences(index, rows)
    tokens, token_starts = _read_tokens(index, rows, sentence_rows, first)
    close = Close(
        rows,
        index.passage_table[rows, 0].astype(np.int64),
        np.zeros((len(rows), len(PASSAGE)), np.float32),
        sentence_rows,
        np.zeros((len(sentence_rows), len(SENTENCE)), np.float32),
        owner,
        first,
        best_matches(query.tokens, tokens, token_starts[:-1]),
        tokens,
        token_starts,
    )
    if len(rows):
        close.passages[:, : len(COARSE)] = chosen.measures
        _measure_tokens(close)
        columns = _columns(index, chosen.wanted)
        _measure_missing(close, index, query.understood, chosen, columns)
        _measure_terms(close, index, query.understood, chosen.wanted, columns)
        _measure_cues(close, index, query.understood)
    return close


def pair_weights(asked: Understood) -> list[float]:
    return [min(left, right) for left, right in zip(asked.weights, asked.weights[1:], strict=False)]


def _candidate_passages(index: Index, query: Vectors, lexical: Floats, allowed: Mask | None) -> Rows:
    if allowed is not None:
        # Few articles pass a period's filter as a rule: measure them all rather than search for them.
        rows: Rows = np.flatnonzero(allowed[index.passage_table[:, 0]])
        if len(rows) <= 4 * DENSE_CANDIDATES:
            return rows
    # A takedown list leaves nearly all: no more need be found to be left with enough.
    scale = 1 if allowed is None or allowed.mean() > _NEARLY_ALL else 10
    near = index.passage_vectors.nearest(query, DENSE_CANDIDATES * scale)
    worded = best_scored(lexical, LEXICAL_CANDIDATES * scale)
    found: Rows = np.union1d(near, worded)
    return found if allowed is None else found[allowed[index.passage_table[found, 0]]]


def _sentences(index: Index, passages: Rows) -> tuple[Rows, Rows, Rows]:
    """Sentence rows of `passages`, the place of each one's passage, and the place of each passage's first."""
    starts = index.sentence_starts[passages]
    counts = index.sentence_starts[passages + 1] - starts
    first = np.cumsum(counts) - counts
    rows = np.arange(int(counts.sum())) + np.repeat(starts - first, counts)
    return rows, np.repeat(np.arange(len(passages)), counts), first


def _best_sentence(index: Index, query: Vectors, passages: Rows) -> Floats:
    rows, _, first = _sentences(index, passages)
    best: Floats = np.maximum.reduceat(index.sentence_vectors.similarities(query, rows), first)
    return best


def _wanted(index: Index, asked: Understood) -> Wanted:
    keys = term_hashes(asked.terms)
    numbers = index.syllables.find(keys)
    idf = np.where(numbers >= 0, index.syllables.idf[np.maximum(numbers, 0)], _rarest_idf(index))
    weights = np.array(asked.weights, np.float32) * idf
    distinct, column = np.unique(numbers, return_inverse=True)
    return Wanted(
        keys,
        numbers,
        idf.astype(np.float32),
        weights / max(float(weights.sum()), 1e-6),
        distinct,
        column,
    )


def _columns(index: Index, wanted: Wanted) -> Columns:
    """A term's number -> its place in `distinct`; the place after the last for all others and for -1."""
    columns = np.full(len(index.syllables.keys) + 1, len(wanted.distinct), np.int16)
    columns[wanted.distinct] = np.arange(len(wanted.distinct))
    columns[-1] = len(wanted.distinct)
    return columns


def _most_bm25(index: Index, asked: Understood, wanted: Wanted) -> tuple[float, float]:
    """The most that the question's terms, and its pairs, could add up to: scores become shares of it."""
    most = float((wanted.idf * np.array(asked.weights, np.float32)).sum()) * (K1 + 1)
    most_pairs = sum(pair_weights(asked)) * _rarest_idf(index) * (K1 + 1)
    return max(most, 1e-6), max(most_pairs, 1e-6)


def _rarest_idf(index: Index) -> float:
    return float(np.log1p((len(index.passage_table) + 0.5) / 0.5))


def _held_by_passages(index: Index, passages: Rows, wanted: Wanted) -> Mask:
    """Which passages, their titles included, hold which of the question's terms."""
    sought = passages.astype(np.int32)
    holds = np.zeros((len(passages), len(wanted.distinct)), np.bool_)
    for column, number in enumerate(wanted.distinct.tolist()):
        if number >= 0:
            holds[:, column] = index.syllables.are_among(number, sought)
    return holds[:, wanted.column]


def _held_by_articles(index: Index, articles: Rows, wanted: Wanted, columns: Columns) -> Mask:
    """Which articles hold which terms in any of their passages, or in their titles."""
    after = np.append(index.first_passages, len(index.passage_table))[articles + 1]
    first, last = index.sentence_starts[index.first_passages[articles]], index.sentence_starts[after]
    terms = _slices(index.terms, index.term_starts[first], index.term_starts[last])
    titles = _slices(index.title_terms, index.title_starts[articles], index.title_starts[articles + 1])
    return _holds(*terms, wanted, columns) | _holds(*titles, wanted, columns)


def _slices(values: NDArray[np.int32], starts: Rows, ends: Rows) -> tuple[NDArray[np.int32], Rows]:
    """values[starts[i]:ends[i]] of each `i` one after another, and where each begins among them."""
    parts = [values[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    lengths = ends - starts
    return np.concatenate(parts) if parts else values[:0], np.cumsum(lengths) - lengths


def _holds(flat: NDArray[np.int32], first: Rows, wanted: Wanted, columns: Columns) -> Mask:
    """Which slices hold which of the question's terms; `flat` and `first` as `_slices` gives them."""
    found = columns[flat]
    there = found < len(wanted.distinct)
    holds = np.zeros((len(first), len(wanted.distinct)), np.bool_)
    holds[_slice_of(first, there), found[there]] = True
    return holds[:, wanted.column]


def _slice_of(first: Rows, chosen: Mask) -> Rows:
    """The slice that each chosen value is of, where `first` says at which value each slice begins."""
    slices: Rows = np.searchsorted(first, np.flatnonzero(chosen), "right") - 1
    return slices


def _read_tokens(
    index: Index, passages: Rows, sentences: Rows, first: Rows
) -> tuple[NDArray[np.uint8], Rows]:
    """The packed tokens of the passages' sentences, and where each sentence's begin."""
    ends = index.sentence_starts[passages + 1]
    packed = [index.tokens.read(int(s), int(e)) for s, e in zip(sentences[first], ends, strict=True)]
    lengths = index.token_starts[sentences + 1] - index.token_starts[sentences]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return np.concatenate(packed) if packed else index.tokens.read(0, 0), starts


def _measure_tokens(close: Close) -> None:
    mean = close.matches.mean(axis=0)
    together = np.maximum(close.matches[:, 1:], close.matches[:, :-1]).mean(axis=0)
    _set_sentence(close, "tokens", mean)
    _set_sentence(close, "window_tokens", with_neighbours(close, mean, together))
    whole = np.maximum.reduceat(close.matches, close.first, axis=1).mean(axis=0)
    _set_passage(close, "tokens", whole)


def with_neighbours(close: Close, alone: Floats, together: Floats) -> Floats:
    """Along the last axis: the better of a sentence alone, and with a neighbour in its passage."""
    same = close.owner[1:] == close.owner[:-1]
    both = np.where(same, together, -1)
    best = alone.copy()
    best[..., 1:] = np.maximum(best[..., 1:], both)
    best[..., :-1] = np.maximum(best[..., :-1], both)
    return best


def _measure_missing(
    close: Close, index: Index, asked: Understood, chosen: Candidates, columns: Columns
) -> None:
    """What the question names and neither a passage nor, as far as measured, its article does."""
    here, weights = chosen.held, chosen.wanted.weights
    articles, article = np.unique(close.articles, return_inverse=True)
    anywhere = _held_by_articles(index, articles, chosen.wanted, columns)[article]
    _set_passage(close, "rarest_missing", (~here * weights).max(axis=1, initial=0))
    _set_passage(close, "article_coverage", anywhere @ weights)
    _set_passage(close, "article_rarest_missing", (~anywhere * weights).max(axis=1, initial=0))
    figures = np.array([term.isdigit() for term in asked.terms], np.bool_)
    if figures.any():
        years = index.days[close.articles].astype("datetime64[D]").astype("datetime64[Y]").astype(str)
        dated = np.array(asked.terms)[figures] == years[:, None]
        _set_passage(close, "missing_numbers", (~(here[:, figures] | dated)).mean(axis=1))


def _measure_terms(close: Close, index: Index, asked: Understood, wanted: Wanted, columns: Columns) -> None:
    starts, rows = index.term_starts, close.sentence_rows
    flat, first = _slices(index.terms, starts[rows], starts[rows + 1])
    _set_sentence(close, "coverage", _holds(flat, first, wanted, columns) @ wanted.weights)
    if asked.cues & _NUMERIC:
        fresh = index.numeric[flat] & (columns[flat] == len(wanted.distinct))
        _set_sentence(close, "new_number", np.bincount(_slice_of(first, fresh), minlength=len(first)) > 0)


def _measure_cues(close: Close, index: Index, asked: Understood) -> None:
    held = index.sentence_table[close.sentence_rows, 3]
    for cue, name in zip(Cue, _CUES, strict=True):
        if asked.cues >> cue & 1:
            _set_sentence(close, name, held >> cue & 1)


def _set_sentence(close: Close, name: str, values: NDArray[np.generic]) -> None:
    close.sentences[:, SENTENCE.index(name)] = values


def _set_passage(close: Close, name: str, values: NDArray[np.generic]) -> None:
    close.passages[:, PASSAGE.index(name)] = values
