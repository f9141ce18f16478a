"""The figures of a soak are counted as they should be."""

from collections.abc import Iterator

import pytest

from tests.load.course import Course, Watched
from tests.load.report import report

LATE = 'tinso_event_loop_lag_seconds_bucket{le="0.05"}'


@pytest.fixture
def course() -> Course:
    def sample(memory: float, swaps: float) -> dict[str, float]:
        return {
            "process_resident_memory_bytes": memory * 1e6,
            "tinso_index_swaps_total": swaps,
            "tinso_asyncio_tasks": 7.0,
            "tinso_event_loop_lag_seconds_count": 10.0 + swaps,
            LATE: 9.0 + swaps,
        }

    samples = [sample(100, 1), sample(110, 3), sample(120, 0), sample(130, 2)]
    return Course(asked={(1, 1): 0.0, (2, 2): 0.0, (3, 3): 0.0}, samples=samples)


@pytest.fixture
def double() -> Iterator[Watched]:
    with Watched() as double:
        yield double


def test_what_was_asked_and_not_answered_is_counted(course: Course, double: Watched) -> None:
    double.answered[1, 1] = [(1.0, "a"), (2.0, "a")]
    double.answered[2, 2] = [(3.0, "a")]
    found = report(course, double, seconds=3.0)
    assert (found["unanswered"], found["answered_twice"], found["per_second"]) == (1, 1, 1.0)
    assert found["latency_seconds"]["longest"] == 3.0


def test_counters_that_begin_again_after_a_kill_are_added_up(course: Course, double: Watched) -> None:
    found = report(course, double, seconds=3.0)
    assert found["index_swaps"] == 5.0
    assert found["event_loop"]["over_0.05"] == 2.0


def test_the_first_and_the_last_quarter_are_compared(course: Course, double: Watched) -> None:
    memory = report(course, double, seconds=3.0)["memory_mb"]
    assert memory == {"first_quarter": 100.0, "last_quarter": 130.0, "peak": 130.0}
