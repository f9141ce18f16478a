import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import lexical
from retrieval.inversion import pair_postings, postings_of
from retrieval.lexical import K1, B, Postings, best_scored, neighbour_keys, term_hashes

Terms = list[str]

terms = st.lists(st.sampled_from(["chu", "ky", "so", "phi", "2018", "dan"]), max_size=12)


def bm25(passages: list[Terms], question: Terms) -> list[float]:
    """The formula as in Robertson & Zaragoza 2009, with Lucene's idf, term by term."""
    average = max(sum(map(len, passages)) / len(passages), 1.0)
    scores = []
    for passage in passages:
        score = 0.0
        for term in question:
            holding = sum(term in other for other in passages)
            idf = math.log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
            frequency = Counter(passage)[term]
            score += idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * len(passage) / average))
        scores.append(score)
    return scores


def build_postings(passages: list[Terms]) -> Postings:
    words = np.array(sorted({term for passage in passages for term in passage}), object)
    keys = term_hashes(words)
    words, keys = words[np.argsort(keys)], np.sort(keys)
    flat = [words.tolist().index(term) for passage in passages for term in passage]
    return postings_of(
        keys, np.array(flat, np.int32), np.array([len(passage) for passage in passages], np.int64)
    )


def scores(postings: Postings, count: int, question: Terms, weight: float = 1.0) -> list[float]:
    result = np.zeros(count, np.float32)
    postings.add_scores(term_hashes(question), [weight] * len(question), result)
    return result.tolist()


@given(st.lists(terms, min_size=1, max_size=8), terms)
def test_scores_are_those_of_the_formula(passages: list[Terms], question: Terms) -> None:
    assert scores(build_postings(passages), len(passages), question) == pytest.approx(
        bm25(passages, question), rel=1e-4, abs=1e-5
    )


@given(st.lists(terms, min_size=1, max_size=8), terms, st.integers(1, 3))
def test_scores_are_the_same_however_many_postings_are_added_at_a_time(
    passages: list[Terms], question: Terms, at_once: int
) -> None:
    postings = build_postings(passages)
    expected = scores(postings, len(passages), question)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lexical, "_AT_ONCE", at_once)
        assert scores(postings, len(passages), question) == expected


def test_a_term_that_no_passage_holds_adds_nothing() -> None:
    postings = build_postings([["chu", "ky"], ["so"]])

    assert postings.find(term_hashes(["ky", "vang", "so"])).tolist()[1] == -1
    assert scores(postings, 2, ["vang", ""]) == [0, 0]


def test_a_weight_counts_as_often_as_it_says() -> None:
    postings = build_postings([["chu", "ky"], ["so"]])

    assert scores(postings, 2, ["chu"], weight=0.5) == [s / 2 for s in scores(postings, 2, ["chu"])]


def test_scores_add_to_those_already_there() -> None:
    result = np.ones(1, np.float32)
    build_postings([["so"]]).add_scores(term_hashes(["so"]), [0.0], result)

    assert result.tolist() == [1]


@given(
    st.lists(st.floats(0, 9, width=32, allow_subnormal=False), max_size=400).map(
        lambda values: np.array(values, np.float32)
    ),
    st.integers(1, 30),
)
def test_the_best_scored_are_those_that_sorting_finds(values: np.ndarray, count: int) -> None:
    found = values[best_scored(values, count)]

    assert sorted(found) == sorted(values[values > 0])[-count:]


@given(st.lists(terms, min_size=1, max_size=8), terms)
def test_pairs_score_as_terms_of_their_own_would(passages: list[Terms], question: Terms) -> None:
    singles = build_postings(passages)
    numbers = {term: int(singles.find(term_hashes([term]))[0]) for term in {*question}.union(*passages)}
    flat = np.array([numbers[term] for passage in passages for term in passage], np.int32)
    result = np.zeros(len(passages), np.float32)

    pairs = pair_postings(flat, np.array([len(passage) for passage in passages]))
    keys = neighbour_keys(np.array([numbers[term] for term in question], np.int64))
    pairs.add_scores(keys, [1.0] * len(keys), result)

    paired = [[f"{left} {right}" for left, right in pairwise(passage)] for passage in passages]
    asked = [f"{left} {right}" for left, right in pairwise(question)]
    assert result.tolist() == pytest.approx(bm25(paired, asked), rel=1e-4, abs=1e-5)


def test_a_passage_takes_four_bytes_and_its_weight_as_many() -> None:
    flat, lengths = np.array([0, 1, 0], np.int32), np.array([2, 1], np.int64)

    for postings in (postings_of(np.arange(2, dtype=np.uint64), flat, lengths), pair_postings(flat, lengths)):
        assert postings.passages.itemsize == postings.weights.itemsize == 4


@pytest.mark.parametrize(
    "passages",
    [[["chu", "ky", "so"], ["phi"], []], [[], []], []],
    ids=["some", "empty passages", "no passage"],
)
def test_saved_postings_are_the_same_when_opened(passages: list[Terms], tmp_path: Path) -> None:
    postings = build_postings(passages)
    postings.save(tmp_path / "syllables")

    opened = Postings.open(tmp_path / "syllables")

    question = ["ky", "phi", "vang"]
    keys = term_hashes(question)
    assert opened.find(keys).tolist() == postings.find(keys).tolist()
    assert scores(opened, len(passages), question) == scores(postings, len(passages), question)
