"""Both designs on the same articles and questions, turn by turn, so that a busy machine is busy for both."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from retrieval.benchmarking.figures import Figure, quantiles
from retrieval.benchmarking.processes import Process, started
from retrieval.benchmarking.stages import STAGES

Progress = Callable[[str], None]

_STARTS = 3
_TURN = 20
"""Questions that one design is asked before it is the other's turn."""
_WARM_UP = 40
_AT_ONCE = (1, 2, 4, 8)
_LOAD_TURNS = 5
_ENCODED_A_TURN = 8
_TARGETS = {
    "seconds to the first answer": "<=0.25x",
    "question to reply p50": "<=0.5x",
    "questions a second, 8 at once": ">=3x",
    "resident memory": "<=0.7x",
    "encoding": ">=2.5x",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a design's index and model are."""

    design: str
    index: Path
    model: Path


@dataclass(frozen=True, slots=True)
class Pair:
    tinso: Process
    literal: Process

    def both(self, task: str, what: Any = None) -> tuple[Any, Any]:
        return self.tinso.do(task, what), self.literal.do(task, what)


def compare(
    tinso: Place, literal: Place, questions: Sequence[str], texts: Sequence[str], tokens: Sequence[int]
) -> Iterator[Figure]:
    """Every figure of two running designs. `texts` are passages to encode, of so many `tokens` each."""
    first = questions[0]
    yield from _starting(tinso, literal, first)
    with ExitStack() as stack:
        pair = Pair(*(stack.enter_context(_start(place, first)) for place in (tinso, literal)))
        pair.both("ask", questions[:_WARM_UP])
        yield from _latency(pair, questions)
        yield from _memory(pair)
        yield from _throughput(pair, questions)
        yield from _encoding(pair, texts, tokens)


def _start(place: Place, first: str) -> Any:
    return started(place.design, place.index, place.model, first)


def _starting(tinso: Place, literal: Place, first: str) -> Iterator[Figure]:
    taken = []
    for _ in range(_STARTS):
        with _start(tinso, first) as ours:
            pass
        with _start(literal, first) as theirs:
            pass
        taken.append((ours.seconds, theirs.seconds, ours.processor, theirs.processor))
    seconds = [median(each) for each in zip(*taken, strict=True)]
    yield _figure("seconds to the first answer", "s", *seconds[:2])
    yield Figure("processor time to the first answer", "s", *seconds[2:])


def _latency(pair: Pair, questions: Sequence[str]) -> Iterator[Figure]:
    asked: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for start in range(0, len(questions), _TURN):
        for times, more in zip(asked, pair.both("ask", questions[start : start + _TURN]), strict=True):
            times += more
    totals = quantiles("question to reply", *([each["total"] for each in times] for times in asked))
    yield from (_figure(figure.name, "ms", figure.tinso, figure.literal) for figure in totals)
    yield Figure("p99 of p50", "times", totals[2].tinso / totals[0].tinso, None, "<=3")
    yield _figure(
        "processor time a question, p50",
        "ms",
        *(median(each["processor"] for each in times) for times in asked),
    )
    for stage in STAGES:
        yield from quantiles(stage, *([each[stage] for each in times] for times in asked))


def _memory(pair: Pair) -> Iterator[Figure]:
    tinso, literal = pair.both("memory")
    yield _figure("resident memory", "MiB", tinso["resident"], literal["resident"])
    yield Figure("resident memory, without mapped files", "MiB", tinso["own"], literal["own"])


def _throughput(pair: Pair, questions: Sequence[str]) -> Iterator[Figure]:
    for threads in _AT_ONCE:
        told = {"questions": questions[: 5 * threads + 10], "threads": threads}
        rates = [pair.both("load", told) for _ in range(_LOAD_TURNS)]
        name = f"questions a second, {threads} at once"
        yield _figure(name, "/s", *map(median, zip(*rates, strict=True)))


def _encoding(pair: Pair, texts: Sequence[str], tokens: Sequence[int]) -> Iterator[Figure]:
    pair.both("encode", texts[:2])
    rates, processor = [], []
    for start in range(0, len(texts), _ENCODED_A_TURN):
        turn = slice(start, start + _ENCODED_A_TURN)
        taken = pair.both("encode", texts[turn])
        rates.append([sum(tokens[turn]) / seconds for seconds, _ in taken])
        processor.append([1000 * used / sum(tokens[turn]) for _, used in taken])
    yield _figure("encoding", "tokens/s", *map(median, zip(*rates, strict=True)))
    yield Figure("processor time of encoding", "ms/token", *map(median, zip(*processor, strict=True)))


def _figure(name: str, unit: str, tinso: float, literal: float | None) -> Figure:
    return Figure(name, unit, tinso, literal, _TARGETS.get(name, ""))
