"""Measures how well questions are answered."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from corpus.errors import TinsoError
from retrieval.calibrate import calibration_for
from retrieval.encoder import Encoder, open_encoder
from retrieval.errors import ModelError
from retrieval.evaluation.asking import Progress as OnProgress
from retrieval.evaluation.asking import ask
from retrieval.evaluation.metrics import Judged, Metrics, by_form
from retrieval.evaluation.protocols import (
    OWN_QUESTIONS,
    PROTOCOLS,
    own_articles,
    read_benchmarks,
    without_data,
)
from retrieval.evaluation.questions import Labelled, read_questions
from retrieval.evaluation.reliability import reliability
from retrieval.evaluation.suite import Models, Row, build, run
from retrieval.evaluation.systems import Tinso
from retrieval.evaluation.table import forms_table, reliability_table, suite_table
from retrieval.index import Index, open_index
from retrieval.paths import index_path, model_name
from scripts.fetch_model import REPOSITORY, fetch, is_intact

DATA = REPOSITORY.parent / "shared" / "data"
LITERAL_MODEL = REPOSITORY / "models" / "multilingual-e5-small-fp32"

Measured = tuple[Any, Table]
"""For JSON, and for people."""

_WIDTH = 170
"""Of the table when it goes to a file."""
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(add_help_option=False)
@click.option(
    "--questions",
    "file",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Đo trên một tệp câu hỏi: JSON Lines (question, article, answer, form, kind), hoặc JSON của XQuAD.",
)
@click.option(
    "--suite", is_flag=True, help="Đo mọi bộ câu hỏi, so với thiết kế đơn giản và khi bớt từng phần."
)
@click.option("--calibration", is_flag=True, help="So độ tin cậy với thực tế trên bộ câu hỏi mẫu.")
@click.option(
    "--index",
    metavar="THƯ_MỤC",
    type=_FOLDER,
    help="Với --questions: nơi đặt chỉ mục (mặc định: TINSO_INDEX, hoặc var/index; với XQuAD: dựng tạm từ "
    "chính tệp ấy).",
)
@click.option(
    "--protocol",
    "protocols",
    metavar="TÊN",
    type=click.Choice(PROTOCOLS),
    multiple=True,
    help=f"Với --suite: chỉ đo bộ này (ghi được nhiều lần): {', '.join(PROTOCOLS)}.",
)
@click.option(
    "--data",
    metavar="THƯ_MỤC",
    type=_FOLDER,
    default=DATA,
    help="Với --suite: nơi có xquad.vi.json, xquad.en.json và vietnews-10k.jsonl.gz "
    "(mặc định: ../shared/data cạnh chương trình).",
)
@click.option(
    "--keep", metavar="THƯ_MỤC", type=_FOLDER, help="Với --suite: giữ chỉ mục ở đây để lần sau đo nhanh hơn."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(
    file: Path | None,
    suite: bool,
    calibration: bool,
    index: Path | None,
    protocols: Sequence[str],
    data: Path,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Đo chất lượng tìm kiếm và trả lời.

    Cần đúng một trong ba: --questions, --suite, --calibration.
    """
    if (file is not None) + suite + calibration != 1:
        raise click.UsageError("Cần đúng một trong ba: --questions, --suite, --calibration.")
    try:
        with _progress() as on_progress:
            if file is not None:
                result, table = _measure_file(file, index, on_progress)
            elif suite:
                result, table = _measure_suite(data, protocols or PROTOCOLS, keep, on_progress)
            else:
                result, table = _measure_calibration(on_progress)
    except TinsoError as error:
        sys.exit(str(error))
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


def _measure_file(path: Path, directory: Path | None, on_progress: OnProgress) -> Measured:
    file = read_questions(path)
    encoder = open_encoder(model_name())
    with _working_folder() as scratch:
        if file.documents and directory is None:
            calibration = calibration_for(encoder, _say_learning)
            index = build(file.documents, scratch / path.stem, encoder, calibration, on_progress)
        else:
            index = open_index(directory or index_path(), encoder)
            _warn_of_missing(file.questions, index)
        forms = by_form(_ask(index, encoder, file.questions, on_progress))
    return {form: _rounded(metrics) for form, metrics in forms.items()}, forms_table(forms)


def _measure_suite(data: Path, wanted: Sequence[str], keep: Path | None, on_progress: OnProgress) -> Measured:
    for names, files in without_data(data, wanted):
        click.echo(f"Bỏ qua {', '.join(names)}: {data} không có {', '.join(files)}.", err=True)
    encoder = open_encoder(model_name())
    models = Models(encoder, calibration_for(encoder, _say_learning), _literal_encoder())
    rows, start = [], time.monotonic()
    with _working_folder(keep) as work:
        for benchmark in read_benchmarks(data, wanted):
            for row in run(benchmark, models, work, on_progress):
                click.echo(f"{time.monotonic() - start:5.0f} s  {_summary(row)}", err=True)
                rows.append(row)
    records = [{"protocol": row.protocol, "system": row.system, **_rounded(row.metrics)} for row in rows]
    return records, suite_table(rows)


def _measure_calibration(on_progress: OnProgress) -> Measured:
    encoder = open_encoder(model_name())
    with _working_folder() as scratch:
        calibration = calibration_for(encoder, _say_learning)
        index = build(own_articles(), scratch / "own", encoder, calibration, on_progress)
        found = reliability(_ask(index, encoder, read_questions(OWN_QUESTIONS).questions, on_progress))
    return asdict(found), reliability_table(found)


def _ask(
    index: Index, encoder: Encoder, questions: Sequence[Labelled], on_progress: OnProgress
) -> list[Judged]:
    return ask(Tinso(index, encoder), questions, lambda done, total: on_progress("hỏi", done, total))


def _literal_encoder() -> Encoder | None:
    try:
        if not is_intact(LITERAL_MODEL):
            fetch(LITERAL_MODEL, full_precision=True)
        return open_encoder(LITERAL_MODEL)
    except ModelError as error:
        click.echo(f"Không đo thiết kế đơn giản (literal): {error}", err=True)
        return None


def _warn_of_missing(questions: Sequence[Labelled], index: Index) -> None:
    known = {index.articles[row].id for row in range(len(index.articles))}
    missing = [q.article for q in questions if q.article and q.article not in known]
    if missing:
        click.echo(
            f"Cảnh báo: {len(missing)} câu hỏi thuộc bài không có trong chỉ mục, ví dụ «{missing[0]}»; "
            "các câu ấy bị tính là trả lời sai.",
            err=True,
        )


def _say_learning() -> None:
    click.echo("Đang hiệu chỉnh cho mô hình mới …", err=True)


def _summary(row: Row) -> str:
    shown = ("ndcg@10", "article@1", "answer@3", "highlight", "auroc")
    figures = ", ".join(f"{name} {row.metrics[name]:.3f}" for name in shown if name in row.metrics)
    return f"{row.protocol}, {row.system}: {figures}"


def _rounded(metrics: Metrics) -> Metrics:
    return {name: round(value, 6) for name, value in metrics.items()}


@contextmanager
def _working_folder(keep: Path | None = None) -> Iterator[Path]:
    """`keep`, or a folder that goes when it is no longer needed."""
    if keep is not None:
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="tinso-evaluate-") as scratch:
            yield Path(scratch)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("")
        yield lambda what, done, total: progress.update(task, description=what, completed=done, total=total)


if __name__ == "__main__":
    main()
