"""What the page shows, in the form its template takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from statistics import median

from corpus.problem import Problem, Severity
from corpus.survey import Month, Survey
from retrieval.build import BuildReport
from retrieval.report.charts import Chart, columns

_MONTHS = 240
"""The chart goes back twenty years; what is older is told in words."""
_SECTIONS = 12
_LISTED = 200
_PLACES = 100
_LENGTHS = (50, 100, 200, 400, 800, 1600)
_NO_SECTION, _OTHER_SECTIONS = "(không ghi chuyên mục)", "(các chuyên mục khác)"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a build."""

    report: BuildReport
    survey: Survey
    problems: Sequence[Problem]
    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """One of several parts; `percent` is of the largest."""

    label: str
    value: int
    percent: float


@dataclass(frozen=True, slots=True)
class Group:
    """The same problem in several places, only some of which are listed."""

    severity: Severity
    message: str
    remedy: str
    count: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """Articles as id and title, only some of which are listed."""

    heading: str
    count: int
    articles: tuple[tuple[str, str], ...]


def months_chart(survey: Survey) -> tuple[Chart | None, int]:
    """Articles by month of publication without a gap, and how many are older than the chart goes."""
    if not survey.months:
        return None, 0
    last = max(survey.months)
    first = max(min(survey.months), _month(_number(last) - _MONTHS + 1))
    shown = [_month(number) for number in range(_number(first), _number(last) + 1)]
    older = sum(value for month, value in survey.months.items() if month < first)
    marks = [f"{year}" if month == 1 else "" for year, month in shown]
    if not any(marks):
        marks[0] = f"{shown[0][1]}/{shown[0][0]}"
    values = [(f"{month:02}/{year}", survey.months[year, month]) for year, month in shown]
    return columns(values, marks), older


def lengths_chart(survey: Survey) -> Chart:
    """Articles by their length in words."""
    edges = (0, *_LENGTHS)
    labels = [f"dưới {_LENGTHS[0]}"]
    labels += [f"{low}–{high}" for low, high in pairwise(_LENGTHS)]
    labels += [f"từ {_LENGTHS[-1]}"]
    counts = [
        sum(low <= length and (length < high or not high) for length in survey.lengths)
        for low, high in zip(edges, (*_LENGTHS, 0), strict=True)
    ]
    return columns(list(zip(labels, counts, strict=True)), labels, width=420, height=180)


def middle_length(survey: Survey) -> int:
    return int(median(survey.lengths)) if survey.lengths else 0


def sections(survey: Survey) -> list[Share]:
    """Articles by section, the largest first; the small ones together, those without one last."""
    named = [(name, value) for name, value in survey.sections.most_common() if name]
    rest = sum(value for _, value in named[_SECTIONS:])
    rows = [*named[:_SECTIONS], (_OTHER_SECTIONS, rest), (_NO_SECTION, survey.sections[""])]
    largest = max(value for _, value in rows)
    return [Share(name, value, 100 * value / largest) for name, value in rows if value]


def grouped(problems: Sequence[Problem]) -> list[Group]:
    """Errors first, then by how often the same is found."""
    alike: dict[tuple[Severity, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.severity, problem.message, problem.remedy), []).append(problem)
    groups = [
        Group(*what, len(same), tuple(problem.place for problem in same[:_PLACES]))
        for what, same in alike.items()
    ]
    return sorted(groups, key=lambda group: (group.severity is not Severity.ERROR, -group.count))


def changes(facts: Facts) -> list[Changed]:
    found, titles = facts.report.changes, facts.survey.titles
    return [
        Changed(heading, len(ids), tuple((id, titles.get(id, "")) for id in islice(ids, _LISTED)))
        for heading, ids in (
            ("Bài mới", found.added),
            ("Bài đã sửa", found.changed),
            ("Bài không còn trong nguồn", found.removed),
        )
    ]


def _number(month: Month) -> int:
    return month[0] * 12 + month[1] - 1


def _month(number: int) -> Month:
    return number // 12, number % 12 + 1
