"""Lists what is wrong with the sources, before or without a build."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from corpus.check import checked
from corpus.document import Found
from corpus.errors import SourceError
from corpus.problem import Problem, Severity
from corpus.store import SourceFile, find_files, read_files

_SHOWN = 5
_HEADINGS = {Severity.ERROR: "[bold red]Lỗi:[/]", Severity.WARNING: "[bold yellow]Cảnh báo:[/]"}


@click.command(add_help_option=False)
@click.argument("sources", metavar="NGUỒN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON, đủ mọi vấn đề.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(sources: Sequence[Path], as_json: bool) -> None:
    """Kiểm tra các NGUỒN bài viết: thư mục, hoặc từng tệp.

    Mỗi vấn đề được nêu rõ: tệp nào, dòng nào, phải làm gì. Lỗi là bài hoặc tệp không dùng được; cảnh báo là
    chỗ nên xem lại. Kiểm tra không sửa tệp nào. Mã thoát là 1 nếu có lỗi, 0 nếu không.
    """
    try:
        files = find_files(sources)
    except SourceError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    articles, problems = 0, list[Problem]()
    for result in checked(read_files(_with_progress(files))):
        if isinstance(result, Found):
            articles += 1
        else:
            problems.append(result)
    if as_json:
        click.echo(_as_json(articles, problems))
    else:
        _print_table(problems)
        click.echo(_summary(articles, problems))
    sys.exit(1 if _count(problems, Severity.ERROR) else 0)


def _with_progress(files: Sequence[SourceFile]) -> Iterable[SourceFile]:
    return track(files, "Đang đọc", console=Console(stderr=True), transient=True)


def _as_json(articles: int, problems: Sequence[Problem]) -> str:
    counts = {"errors": _count(problems, Severity.ERROR), "warnings": _count(problems, Severity.WARNING)}
    listed = [asdict(problem) for problem in problems]
    return json.dumps({"articles": articles, **counts, "problems": listed}, ensure_ascii=False, indent=2)


def _print_table(problems: Sequence[Problem]) -> None:
    """The same problem in many places is one row; errors come first."""
    table = Table("Vấn đề và việc cần làm", "Ở đâu", show_lines=True)
    for column in table.columns:
        column.overflow = "fold"
    for severity, heading in _HEADINGS.items():
        for (message, remedy), alike in _grouped(problems, severity):
            table.add_row(
                f"{heading} {escape(message)}\n[dim]→ {escape(remedy)}[/]", escape("\n".join(_places(alike)))
            )
    if problems:
        Console().print(table)


def _grouped(
    problems: Sequence[Problem], severity: Severity
) -> Iterable[tuple[tuple[str, str], list[Problem]]]:
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.severity is severity:
            groups.setdefault((problem.message, problem.remedy), []).append(problem)
    return groups.items()


def _places(problems: Sequence[Problem]) -> Iterator[str]:
    for problem in problems[:_SHOWN]:
        yield problem.place
    if len(problems) > _SHOWN:
        yield f"… và {len(problems) - _SHOWN} chỗ khác (xem đủ bằng --json)"


def _summary(articles: int, problems: Sequence[Problem]) -> str:
    errors, warnings = _count(problems, Severity.ERROR), _count(problems, Severity.WARNING)
    if not problems:
        return f"Đọc được {articles} bài, không có vấn đề gì."
    return f"Đọc được {articles} bài; {errors} lỗi, {warnings} cảnh báo."


def _count(problems: Sequence[Problem], severity: Severity) -> int:
    return sum(problem.severity is severity for problem in problems)


if __name__ == "__main__":
    main()
