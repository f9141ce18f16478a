import pytest

from retrieval.evaluation.metrics import Judged
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.reliability import Bin, reliability


def given(confidence: float, right: bool) -> Judged:
    return Judged(Labelled("?", "a", "b"), (), (), (right,), confidence, None)


def test_a_bin_compares_mean_confidence_with_the_share_that_is_right() -> None:
    found = reliability([given(0.71, True), given(0.79, True), given(0.75, False), given(0.05, False)])
    assert found.bins == (
        Bin(0.0, 0.1, 1, pytest.approx(0.05), 0.0),
        Bin(0.7, 0.8, 3, pytest.approx(0.75), pytest.approx(2 / 3)),
    )


def test_full_confidence_belongs_to_the_last_bin() -> None:
    assert [(b.low, b.high) for b in reliability([given(1.0, True)]).bins] == [(0.9, 1.0)]


@pytest.mark.parametrize(
    ("confidence", "right", "error", "brier"), [(1.0, True, 0, 0), (1.0, False, 1, 1), (0.5, True, 0.5, 0.25)]
)
def test_the_error_is_the_gap_between_confidence_and_truth(
    confidence: float, right: bool, error: float, brier: float
) -> None:
    found = reliability([given(confidence, right)] * 4)
    assert (found.error, found.brier) == (pytest.approx(error), pytest.approx(brier))
