"""Quality of both designs on the same questions, and of the program's encoder in the literal design."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from retrieval.benchmarking.figures import Figure
from retrieval.calibration import shipped_calibration
from retrieval.encoder import Encoder
from retrieval.evaluation.asking import ask
from retrieval.evaluation.literal import Literal
from retrieval.evaluation.metrics import measure
from retrieval.evaluation.protocols import Benchmark, read_benchmarks
from retrieval.evaluation.suite import build
from retrieval.evaluation.systems import System, Tinso

PROTOCOLS = ("xquad-vi", "xquad-vi-no-diacritics", "xquad-en-vi")

Progress = Callable[[str, int, int], None]


def quality(data: Path, work: Path, encoder: Encoder, full: Encoder, progress: Progress) -> Iterator[Figure]:
    """`full` is the literal design's encoder, in full precision."""
    for benchmark in read_benchmarks(data, PROTOCOLS):
        yield from _of(benchmark, work, encoder, full, progress)


def _of(
    benchmark: Benchmark, work: Path, encoder: Encoder, full: Encoder, progress: Progress
) -> Iterator[Figure]:
    calibration = shipped_calibration(encoder.identity)
    assert calibration is not None
    index = build(benchmark.articles, work / "quality", encoder, calibration, progress)
    units = benchmark.units(benchmark.articles)
    systems: dict[str, System] = {
        "tinso": Tinso(index, encoder),
        "literal": Literal(units, full),
        "vectors alone": Literal(units, encoder),
    }
    for protocol in benchmark.protocols:
        told = partial(progress, protocol.name)
        found = {
            name: measure(ask(system, protocol.questions, told))["ndcg@10"]
            for name, system in systems.items()
        }
        yield Figure(f"nDCG@10, {protocol.name}", "", found["tinso"], found["literal"])
        lost = found["vectors alone"] - found["literal"]
        target = ">=-0.002" if protocol.name == "xquad-vi" else ""
        yield Figure(f"nDCG@10, {protocol.name}, our encoder less fp32", "", lost, None, target)
