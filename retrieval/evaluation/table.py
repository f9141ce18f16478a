"""Figures as tables in a terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.table import Table

from retrieval.evaluation.metrics import Metrics
from retrieval.evaluation.reliability import Reliability
from retrieval.evaluation.suite import Row

_HEADINGS = {
    "questions": "câu hỏi",
    "ndcg@10": "nDCG @10",
    "ndcg@10_even": "nDCG @10, nửa chưa xem",
    "mrr@10": "MRR @10",
    "recall@10": "recall @10",
    "article@1": "bài @1",
    "article@3": "bài @3",
    "answer@1": "đáp án @1",
    "answer@3": "đáp án @3",
    "highlight": "tô đúng câu",
    "auroc": "AUROC",
    "auroc_near": "AUROC, suýt trúng",
    "unanswerable_at_95": "trả lời thừa khi giữ 95%",
    "answered": "có trả lời",
    "unanswerable_answered": "trả lời thừa",
    "near_answered": "thừa, suýt trúng",
}
"""Recall at 1 and 3 are in the JSON only: with one right article they differ little from article@1 and @3."""


def suite_table(rows: Sequence[Row]) -> Table:
    """A block of rows for each protocol, a row for each system."""
    columns = [name for name in _HEADINGS if any(name in row.metrics for row in rows)]
    table = _table(columns)
    for protocol, group in groupby(rows, lambda row: row.protocol):
        table.add_row(f"[bold]{protocol}[/]")
        for row in group:
            table.add_row(f"  {row.system}", *_cells(row.metrics, columns))
        table.add_section()
    return table


def forms_table(forms: dict[str, Metrics]) -> Table:
    """A row for each way that questions are written."""
    columns = [name for name in _HEADINGS if any(name in metrics for metrics in forms.values())]
    table = _table(columns)
    for form, metrics in forms.items():
        table.add_row(form, *_cells(metrics, columns))
    return table


def reliability_table(found: Reliability) -> Table:
    table = Table(box=SIMPLE_HEAD, title="Độ tin cậy và thực tế")
    for heading in ("độ tin cậy", "câu hỏi", "trung bình", "trả lời đúng"):
        table.add_column(heading, justify="right")
    for b in found.bins:
        table.add_row(f"{b.low:.1f}–{b.high:.1f}", f"{b.questions}", f"{b.confidence:.3f}", f"{b.right:.3f}")
    table.caption = f"Sai số hiệu chỉnh {found.error:.3f}, điểm Brier {found.brier:.3f}"
    return table


def _table(columns: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    for name in columns:
        table.add_column(_HEADINGS[name], justify="right")
    return table


def _cells(metrics: Metrics, columns: Sequence[str]) -> list[str]:
    return [_cell(name, metrics.get(name)) for name in columns]


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if name == "questions" else f"{value:.3f}"
