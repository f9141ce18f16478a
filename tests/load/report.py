"""What came of a crowd of citizens, in figures."""

from collections import Counter
from statistics import mean, median, quantiles
from typing import Any

from bot.messages import ENGLISH, VIETNAMESE
from tests.load.course import Course, Watched

Json = dict[str, Any]
_MEMORY = "process_resident_memory_bytes"
_LAG = "tinso_event_loop_lag_seconds"
_SAID = ("busy", "trouble", "not_found", "help", "wait")


def report(course: Course, double: Watched, seconds: float) -> Json:
    waits = [double.answered[key][0][0] - at for key, at in course.asked.items() if key in double.answered]
    replies = list(double.answered.values())
    return {
        "asked": len(course.asked),
        "malformed": course.malformed,
        "faults": course.faults,
        "seconds": round(seconds, 1),
        "per_second": round(len(course.asked) / seconds, 1),
        "replies": Counter(_kind(said[0][1]) for said in replies),
        "unanswered": len(course.asked) - len(waits),
        "answered_twice": sum(len(said) > 1 for said in replies),
        "held_by_telegram": double.pending,
        "open_when_killed": course.open_when_killed,
        "latency_seconds": _latency(waits),
        "memory_mb": _memory(course.samples),
        "tasks": _tasks(course.samples),
        "event_loop": _event_loop(course.samples),
        "index_swaps": _total(course.samples, "tinso_index_swaps_total"),
        "index_refused": _total(course.samples, "tinso_index_refused_total"),
        "cpu_seconds_of_the_bot": _total(course.samples, "process_cpu_seconds_total"),
    }


def _latency(waits: list[float]) -> Json:
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    at = {"p50": 49, "p95": 94, "p99": 98}
    return {name: round(cuts[place], 3) for name, place in at.items()} | {
        "longest": round(max(waits, default=0.0), 1)
    }


def _memory(samples: list[dict[str, float]]) -> Json:
    """Resident memory in the first and the last quarter of the time."""
    memory = [sample[_MEMORY] / 1e6 for sample in samples if _MEMORY in sample]
    if not memory:
        return {}
    quarter = max(1, len(memory) // 4)
    parts = {"first_quarter": mean(memory[:quarter]), "last_quarter": mean(memory[-quarter:])}
    return {name: round(value, 1) for name, value in (parts | {"peak": max(memory)}).items()}


def _tasks(samples: list[dict[str, float]]) -> Json:
    tasks = [sample["tinso_asyncio_tasks"] for sample in samples if "tinso_asyncio_tasks" in sample]
    return {"median": median(tasks), "at_the_end": tasks[-1]} if tasks else {}


def _event_loop(samples: list[dict[str, float]]) -> Json:
    """How often it was looked at, and how often it came more than so many seconds late."""
    measured = _total(samples, f"{_LAG}_count")
    bounds = ("0.05", "0.1", "0.25", "1.0")
    late = {f"over_{bound}": measured - _total(samples, f'{_LAG}_bucket{{le="{bound}"}}') for bound in bounds}
    return {"measured": measured, **late}


def _total(samples: list[dict[str, float]], name: str) -> float:
    """What a counter reached, over all runs: it begins again at 0 with each."""
    total = before = 0.0
    for sample in samples:
        now = sample.get(name, before)
        total += now - before if now >= before else now
        before = now
    return round(total, 1)


def _kind(html: str) -> str:
    for name in _SAID:
        if html in (getattr(VIETNAMESE, name), getattr(ENGLISH, name)):
            return name
    return "found or vague"
