"""Every protocol on the literal design, on the program, and on the program with a part taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article import Article
from retrieval.build import build_index
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.evaluation.ablations import ABLATIONS
from retrieval.evaluation.asking import Progress, ask, highlights
from retrieval.evaluation.literal import Literal
from retrieval.evaluation.metrics import Judged, Metrics, measure, ranked_metrics
from retrieval.evaluation.protocols import Benchmark, Protocol
from retrieval.evaluation.systems import RememberingEncoder, System, Tinso
from retrieval.index import Index, open_index


@dataclass(frozen=True, slots=True)
class Row:
    protocol: str
    system: str
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Models:
    """The program's model with what was learned for it, and the literal design's, if there is one."""

    encoder: Encoder
    calibration: Calibration
    literal: Encoder | None


def run(benchmark: Benchmark, models: Models, work: Path, progress: Progress) -> Iterator[Row]:
    """A row for each protocol and system of `benchmark`; its index is built in `work`, or renewed there."""
    index = build(benchmark.articles, work / benchmark.folder, models.encoder, models.calibration, progress)
    encoder = RememberingEncoder(models.encoder)
    literal = _literal(benchmark, encoder if benchmark.large else models.literal, progress)
    for protocol in benchmark.protocols:
        systems: dict[str, System] = {"literal": literal} if literal else {}
        systems["tinso"] = Tinso(index, encoder)
        for name, system in systems.items():
            yield _row(protocol, name, system, progress)
        for ablation in () if benchmark.large else ABLATIONS:
            if ablation.concerns(protocol.questions[0].form):
                with ablation.asking():
                    yield _row(protocol, ablation.name, ablation.system(index, encoder), progress)


def build(
    articles: tuple[Article, ...],
    directory: Path,
    encoder: Encoder,
    calibration: Calibration,
    progress: Progress,
) -> Index:
    task = f"mã hoá {directory.name}"
    build_index(articles, directory, encoder, calibration, lambda done, total: progress(task, done, total))
    return open_index(directory, encoder)


def _literal(benchmark: Benchmark, encoder: Encoder | None, progress: Progress) -> Literal | None:
    if encoder is None:
        return None
    task = f"mã hoá {benchmark.folder}, literal"
    units = benchmark.units(benchmark.articles)
    return Literal(units, encoder, lambda done, total: progress(task, done, total))


def _row(protocol: Protocol, name: str, system: System, progress: Progress) -> Row:
    task = f"{protocol.name}, {name}"
    judged = ask(system, protocol.questions, lambda done, total: progress(task, done, total))
    metrics = measure(judged)
    if protocol.unseen:
        metrics["ndcg@10_even"] = ranked_metrics(_unseen(judged, protocol))["ndcg@10"]
    if isinstance(system, Tinso) and protocol.highlighted:
        metrics["highlight"] = float(np.mean(highlights(system, protocol.questions)))
    return Row(protocol.name, name, metrics)


def _unseen(judged: list[Judged], protocol: Protocol) -> list[Judged]:
    return [j for j in judged if protocol.unseen and protocol.unseen(j.labelled)]
