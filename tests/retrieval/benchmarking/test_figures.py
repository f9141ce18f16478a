import pytest

from retrieval.benchmarking.figures import Figure, from_json, quantiles, to_json


def test_a_ratio_is_of_the_literal_design() -> None:
    assert Figure("start", "s", 1.0, 4.0).ratio == 0.25
    assert Figure("recall", "", 0.99).ratio is None


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("start", "s", 1.0, 4.0, "<=0.25x"), True),
        (Figure("start", "s", 1.1, 4.0, "<=0.25x"), False),
        (Figure("rate", "/s", 12.0, 4.0, ">=3x"), True),
        (Figure("rate", "/s", 11.0, 4.0, ">=3x"), False),
        (Figure("retrieval", "ms", 20.0, None, "<=20"), True),
        (Figure("loss", "", -0.003, None, ">=-0.002"), False),
        (Figure("rate", "/s", 12.0, None, ">=3x"), None),
        (Figure("rate", "/s", 12.0, 4.0), None),
    ],
)
def test_a_target_is_reached_or_not_or_there_is_nothing_to_compare(
    figure: Figure, reached: bool | None
) -> None:
    assert figure.reached is reached


def test_quantiles_are_of_each_design() -> None:
    p50, p95, p99 = quantiles("encode", range(101), range(0, 202, 2))

    assert [(f.name, f.tinso, f.literal) for f in (p50, p95, p99)] == [
        ("encode p50", 50, 100),
        ("encode p95", 95, 190),
        ("encode p99", 99, 198),
    ]


def test_figures_survive_being_saved() -> None:
    figures = [Figure("start", "s", 1.0, 4.0, "<=0.25x"), Figure("recall", "", 0.99)]

    assert from_json(to_json(figures)) == figures
