"""Writes the page, and keeps the pages of the last builds."""

import os
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from retrieval.report.figures import (
    Facts,
    changes,
    grouped,
    lengths_chart,
    middle_length,
    months_chart,
    sections,
)

FOLDER = "reports"
KEPT = 30


def write_page(facts: Facts, directory: Path) -> Path:
    """Writes the page of a build into the index folder `directory`; the oldest pages go. Raises OSError."""
    folder = directory / FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{facts.at:%Y%m%d-%H%M%S}.html"
    unfinished = path.with_suffix(".new")
    unfinished.write_text(render(facts), encoding="utf-8")
    os.replace(unfinished, path)
    for old in sorted(folder.glob("*.html"))[:-KEPT]:
        old.unlink()
    return path


def render(facts: Facts) -> str:
    """The page: all that is taken from articles is escaped, and nothing is fetched from anywhere."""
    months, older = months_chart(facts.survey)
    return _template().render(
        facts=facts,
        months=months,
        older=older,
        sections=sections(facts.survey),
        lengths=lengths_chart(facts.survey),
        middle_length=middle_length(facts.survey),
        problems=grouped(facts.problems),
        changes=changes(facts),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("retrieval.report", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["number"] = vietnamese_number
    return environment.get_template("page.html.jinja")


def vietnamese_number(value: int) -> str:
    """With points between thousands: 12.345."""
    return f"{value:,}".replace(",", ".")
