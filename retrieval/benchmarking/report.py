"""Figures as a table in a terminal, beside those of a saved run, and as a plot."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

from rich.box import SIMPLE_HEAD
from rich.table import Table

from retrieval.benchmarking.figures import Figure

Sections = Mapping[str, Sequence[Figure]]
"""Figures by what they were measured on."""

_MARKS = {True: "đạt", False: "chưa đạt", None: ""}


def table(sections: Sections, before: Sections | None = None) -> Table:
    result = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    result.add_column(no_wrap=True)
    headings = ["TinSở", "đơn giản", "tỉ lệ", "cần", "", *(["lần trước", "thay đổi"] if before else [])]
    for heading in headings:
        result.add_column(heading, justify="right")
    for section, figures in sections.items():
        result.add_row(f"[bold]{section}[/]")
        earlier = {figure.name: figure for figure in (before or {}).get(section, ())}
        for figure in figures:
            result.add_row(*_cells(figure), *(_change(figure, earlier.get(figure.name)) if before else ()))
        result.add_section()
    return result


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = f"{figure.ratio:.3g}" if figure.ratio is not None else "–"
    literal = _number(figure.literal) if figure.literal is not None else "–"
    name = f"  {figure.name}, {figure.unit}" if figure.unit else f"  {figure.name}"
    return name, _number(figure.tinso), literal, ratio, figure.target, _MARKS[figure.reached]


def _change(figure: Figure, before: Figure | None) -> tuple[str, str]:
    """The figure before and how it changed: by its ratio where there is one, as machines differ."""
    if before is None:
        return "–", "–"
    if figure.ratio is not None and before.ratio:
        return f"{before.ratio:.3g}×", f"{figure.ratio / before.ratio - 1:+.0%}"
    return _number(before.tinso), f"{figure.tinso / before.tinso - 1:+.0%}" if before.tinso else "–"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


_ROW, _LEFT, _WIDTH = 22, 330, 420
_DECADES = 2.0
"""To the left and right of one."""


def plot(sections: Sections) -> str:
    """An SVG of each ratio to the literal design on a logarithmic scale; a line marks what is asked."""
    rows: list[str] = []
    for section, figures in sections.items():
        compared = [figure for figure in figures if figure.ratio]
        if compared:
            rows.append(_heading(section, len(rows)))
        for figure in compared:
            rows.append(_bar(figure, len(rows)))
    height = _ROW * (len(rows) + 3)
    grid = "".join(_line(ratio, height) for ratio in (0.01, 0.1, 1, 10, 100))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 90}" height="{height}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="10" y="16" font-weight="bold">TinSở as a multiple of the literal design</text>'
        f"{grid}{''.join(rows)}</svg>\n"
    )


def _x(ratio: float) -> float:
    return _LEFT + _WIDTH * (min(max(log10(ratio), -_DECADES), _DECADES) + _DECADES) / (2 * _DECADES)


def _y(row: int) -> int:
    return _ROW * (row + 2)


def _line(ratio: float, height: int) -> str:
    x, colour = _x(ratio), "#888" if ratio == 1 else "#ddd"
    return (
        f'<line x1="{x}" x2="{x}" y1="{_ROW}" y2="{height - _ROW}" stroke="{colour}"/>'
        f'<text x="{x}" y="{height - 6}" text-anchor="middle" fill="#666">{ratio:g}×</text>'
    )


def _heading(section: str, row: int) -> str:
    return f'<text x="10" y="{_y(row) + 14}" font-weight="bold">{escape(section)}</text>'


def _bar(figure: Figure, row: int) -> str:
    ratio, y = figure.ratio or 1.0, _y(row)
    start, end = sorted((_x(1), _x(ratio)))
    colour = "#c44" if figure.reached is False else "#3a7"
    target = ""
    if figure.target.endswith("x"):
        x = _x(float(figure.target[2:-1]))
        target = f'<line x1="{x}" x2="{x}" y1="{y + 1}" y2="{y + _ROW - 3}" stroke="black" stroke-width="2"/>'
    return (
        f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(figure.name)}</text>'
        f'<rect x="{start:.1f}" y="{y + 3}" width="{max(end - start, 1):.1f}" height="{_ROW - 8}" '
        f'fill="{colour}"/>'
        f'{target}<text x="{_LEFT + _WIDTH + 8}" y="{y + 14}">{ratio:.2g}×</text>'
    )
