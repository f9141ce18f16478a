from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.calibration import Calibration
from retrieval.encoder import Encoder, Vectors
from retrieval.tokens import Projection, best_matches, fit_projection, pack, unpack

WIDTH = 16


def random_units(count: int, seed: int, width: int = WIDTH) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    units: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units


def cosines(left: Vectors, right: Vectors) -> Vectors:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    result: Vectors = (left * right).sum(axis=1) / lengths
    return result


@given(st.integers(0, 2**32 - 1), st.floats(0.001, 1000))
def test_packing_keeps_directions(seed: int, length: float) -> None:
    vectors = random_units(8, seed)

    assert cosines(unpack(pack(vectors * np.float32(length))), vectors).min() > 0.98


def test_packing_keeps_the_directions_of_real_tokens(encoder: Encoder, calibration: Calibration) -> None:
    states = encoder.encode_query("Người dân được cấp chữ ký số miễn phí ở đâu?").tokens
    vectors = calibration.projection.apply(states)

    assert cosines(unpack(pack(vectors)), vectors).min() > 0.96


def test_two_values_take_a_byte() -> None:
    assert pack(random_units(3, 1)).nbytes == 3 * WIDTH // 2


def test_what_was_unpacked_has_length_one() -> None:
    assert np.linalg.norm(unpack(pack(random_units(5, 2) * 3)), axis=1) == pytest.approx(1)


def test_a_vector_of_nothing_stays_one() -> None:
    assert not unpack(pack(np.zeros((1, WIDTH), np.float32))).any()


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_each_question_token_finds_its_best_match_in_each_sentence(
    lengths: list[int], asked: int, seed: int
) -> None:
    packed, query = pack(random_units(sum(lengths), seed)), random_units(asked, seed + 1)
    starts, tokens = np.cumsum([0, *lengths]), unpack(packed)

    matches = best_matches(query, packed, starts[:-1])

    for sentence, (start, end) in enumerate(pairwise(starts)):
        for token in range(asked):
            best = max(float(query[token] @ tokens[place]) for place in range(start, end))
            assert matches[token, sentence] == pytest.approx(best, abs=1e-5)


def test_a_projection_keeps_the_directions_in_which_states_differ() -> None:
    states = random_units(200, 3, width=4) @ random_units(4, 4, width=64) + 5

    projection = fit_projection(states, 4)

    assert projection.width == 4
    centred = states - projection.mean
    assert centred @ projection.matrix @ projection.matrix.T == pytest.approx(centred, abs=1e-4)


def test_projected_states_are_unit_vectors() -> None:
    states = random_units(50, 5, width=32)

    assert np.linalg.norm(fit_projection(states, 8).apply(states), axis=1) == pytest.approx(1)


def test_states_of_another_kind_of_text_are_centred_on_their_own_mean() -> None:
    states = random_units(50, 6, width=32)
    projection = fit_projection(states, 8)
    moved = states + 3

    centred = projection.apply(moved, mean=projection.mean + 3)

    assert centred == pytest.approx(projection.apply(states), abs=1e-3)


def test_projections_are_alike_when_they_give_the_same_tokens() -> None:
    projection = fit_projection(random_units(50, 7, width=32), 8)
    kept = Projection(projection.mean, projection.matrix.astype(np.float16).astype(np.float32))
    other = fit_projection(random_units(50, 8, width=32), 8)

    assert kept.is_like(projection)
    assert not other.is_like(projection)
