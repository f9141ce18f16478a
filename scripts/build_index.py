"""Builds the index from folders and files of articles, and publishes it."""

import errno
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.check import checked
from corpus.dates import LOCAL
from corpus.document import Found
from corpus.entry import Entry
from corpus.errors import TinsoError
from corpus.problem import Problem, Severity
from corpus.readings import Readings, open_readings
from corpus.store import find_files, read_files
from corpus.survey import Survey
from retrieval.build import BuildReport, Outcome, build_index, compare_articles
from retrieval.calibration import Calibration, shipped_calibration
from retrieval.changes import Changes
from retrieval.encoder import Encoder, open_encoder
from retrieval.paths import index_path, kept_setting, model_name, questions_setting
from retrieval.report.figures import Facts
from retrieval.report.page import write_page
from retrieval.versions import KEPT

if TYPE_CHECKING:
    from retrieval.evaluation.gate import Gate

_SHOWN = 20
_TURN_SECONDS = 0.0005
"""Threads that copy and sort want their turn often but hardly use it; usually they wait ten times as long."""
_WORSE_CODE = 3
QUESTIONS = "questions.jsonl"
"""The department's own questions in the index folder."""
_KEPT_MESSAGE = "phiên bản đang có (nếu có) vẫn được giữ."

_WRITING_FAILURES = {
    errno.ENOSPC: "hết dung lượng đĩa",
    errno.EDQUOT: "hết hạn mức đĩa",
    errno.EFBIG: "tệp vượt quá cỡ cho phép",
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EEXIST: "đã có một tệp ở đó, không phải thư mục",
}


@click.command(add_help_option=False)
@click.argument("sources", metavar="NGUỒN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--index",
    "directory",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Nơi đặt chỉ mục (mặc định: TINSO_INDEX, hoặc var/index).",
)
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra và cho biết sẽ thay đổi gì; không ghi gì cả.")
@click.option("--full", is_flag=True, help="Dựng lại toàn bộ, không dùng lại gì của phiên bản trước.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.option(
    "--keep",
    metavar="SỐ",
    type=click.IntRange(1, 1000),
    default=lambda: kept_setting() or KEPT,
    help=f"Giữ lại bao nhiêu phiên bản (mặc định: TINSO_KEPT_VERSIONS, hoặc {KEPT}).",
)
@click.option(
    "--questions",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Câu hỏi kiểm tra của cơ quan, dạng JSON Lines: question, article, answer (mặc định: "
    "TINSO_QUESTIONS, hoặc questions.jsonl trong thư mục chỉ mục, nếu có).",
)
@click.option("--force", is_flag=True, help="Đưa vào phục vụ dù bản mới trả lời câu hỏi kiểm tra kém hơn.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(
    sources: Sequence[Path],
    directory: Path | None,
    dry_run: bool,
    full: bool,
    as_json: bool,
    keep: int,
    questions: Path | None,
    force: bool,
) -> None:
    """Dựng chỉ mục từ các NGUỒN bài viết (thư mục hoặc từng tệp) rồi đưa vào phục vụ.

    Chỉ bài mới và bài đã sửa được xử lý; bài không còn trong nguồn được bỏ khỏi chỉ mục. Không có gì thay đổi
    thì giữ nguyên phiên bản đang phục vụ. Bài không đọc được sẽ được nêu rõ tệp, dòng và cách sửa; các bài
    tốt vẫn được đưa vào chỉ mục. Nếu dựng không xong, phiên bản cũ vẫn phục vụ như trước, và lần chạy sau làm
    tiếp từ chỗ dừng.

    Nếu có tệp câu hỏi kiểm tra, bản mới chỉ được đưa vào phục vụ khi trả lời chúng không kém hẳn bản đang
    phục vụ. Mỗi lần dựng ghi một trang báo cáo vào thư mục reports của chỉ mục, mở bằng trình duyệt.

    Mã thoát: 0 nếu chỉ mục đã khớp với nguồn, 1 nếu không, 2 nếu gõ sai lệnh, 3 nếu bản mới trả lời kém hơn
    nên không được đưa vào phục vụ.
    """
    began = time.monotonic()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        directory = directory or index_path()
        harvest = _Harvest(sources, None if dry_run or full else directory)
        report = None if dry_run else _build(harvest, directory, full, keep, questions, force)
        changes = report.changes if report else compare_articles(harvest, directory)
    except _NoArticles:
        _print_problems(harvest.problems)
        _fail(f"Không đọc được bài nào, nên không dựng chỉ mục; {_KEPT_MESSAGE}")
    except TinsoError as error:
        _fail(str(error))
    except OSError as error:
        _fail(
            f"Không ghi được chỉ mục vào {directory}: {_why(error)}. Hãy kiểm tra dung lượng đĩa và quyền "
            "ghi rồi chạy lại; phiên bản đang có (nếu có) vẫn phục vụ."
        )
    seconds = time.monotonic() - began
    _print_problems(harvest.problems)
    page = _write_page(report, harvest, seconds, directory) if report else None
    summary = _summary(report, changes, harvest, seconds, page)
    click.echo(json.dumps(summary, ensure_ascii=False, indent=1) if as_json else _told(summary, directory))
    if report and report.outcome is Outcome.WORSE:
        _explain_worse(report)
        sys.exit(_WORSE_CODE)


def _why(error: OSError) -> str:
    """What kept a file from being written; numpy tells no reason when it could write only a part."""
    return _WRITING_FAILURES.get(error.errno or errno.ENOSPC) or error.strerror or str(error)


def _calibration(encoder: Encoder) -> Calibration:
    if shipped := shipped_calibration(encoder.identity):
        return shipped
    from retrieval.calibrate import calibrate  # slow to import: only for another model

    click.echo("Đang hiệu chỉnh cho mô hình mới, mất vài phút …", err=True)
    return calibrate(encoder)


class _NoArticles(Exception):
    """The sources hold not one article: far more likely a mistake than meant."""


class _Harvest:
    """The articles of the sources, read and checked one at a time; problems are noted in passing."""

    def __init__(self, sources: Sequence[Path], folder: Path | None) -> None:
        """`folder` keeps what each file gave for the next time. Raises SourceError when there is nothing."""
        self._folder = folder
        self._files = find_files(sources)
        self.problems: list[Problem] = []
        self.survey = Survey()

    def __iter__(self) -> Iterator[Entry]:
        if self._folder is None:
            yield from self._articles(Readings(None))
            return
        with open_readings(self._folder) as readings:
            yield from self._articles(readings)
            readings.drop_unused()

    def _articles(self, readings: Readings) -> Iterator[Entry]:
        found = False
        for result in checked(read_files(self._files, readings)):
            if isinstance(result, Found):
                found = True
                self.survey.add(result.entry)
                yield result.entry
            else:
                self.problems.append(result)
        if not found:
            raise _NoArticles

    def count(self, severity: Severity) -> int:
        return sum(problem.severity is severity for problem in self.problems)


def _build(
    harvest: _Harvest, directory: Path, full: bool, keep: int, questions: Path | None, force: bool
) -> BuildReport:
    encoder = open_encoder(model_name())
    calibration = _calibration(encoder)
    gate = _gate(directory, questions or questions_setting(), encoder)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Đang đọc và kiểm tra bài", total=None)
        return build_index(
            harvest,
            directory,
            encoder,
            calibration,
            lambda done, total: progress.update(task, completed=done, total=total, description="Đang mã hoá"),
            full=full,
            skip_unchanged=not full,
            kept=keep,
            gate=gate,
            force=force,
        )


def _gate(directory: Path, named: Path | None, encoder: Encoder) -> "Gate | None":
    if not named and not (directory / QUESTIONS).exists():
        return None
    from retrieval.evaluation.gate import Gate  # slow to import
    from retrieval.evaluation.questions import read_questions

    return Gate(read_questions(named or directory / QUESTIONS).questions, encoder)


def _write_page(report: BuildReport, harvest: _Harvest, seconds: float, directory: Path) -> Path | None:
    """Where the page about the build is; None when it could not be written: the build itself is done."""
    facts = Facts(report, harvest.survey, harvest.problems, seconds, datetime.now(LOCAL))
    try:
        return write_page(facts, directory)
    except OSError as error:
        click.echo(f"Không ghi được trang báo cáo vào {directory}: {_why(error)}.", err=True)
        return None


def _summary(
    report: BuildReport | None, changes: Changes, harvest: _Harvest, seconds: float, page: Path | None
) -> dict[str, Any]:
    """What a build did, or would do; `published` is null when nothing was to be written."""
    built = asdict(report) if report else {"version": None, "outcome": "dry_run"}
    built.pop("changes", None)
    return {
        **built,
        "published": report.outcome is Outcome.PUBLISHED if report else None,
        **asdict(changes),
        "refused": harvest.count(Severity.ERROR),
        "warnings": harvest.count(Severity.WARNING),
        "seconds": round(seconds, 1),
        "page": str(page) if page else None,
        "problems": [asdict(problem) for problem in harvest.problems],
    }


def _told(summary: dict[str, Any], directory: Path) -> str:
    counts = (
        f"thêm {len(summary['added'])} bài, sửa {len(summary['changed'])}, bỏ {len(summary['removed'])}, "
        f"giữ nguyên {summary['unchanged']}; {summary['refused']} lỗi, {summary['warnings']} cảnh báo"
    )
    if summary["outcome"] == "dry_run":
        return f"Chạy thử, không ghi gì: sẽ {counts}."
    page = f"\nBáo cáo: {summary['page']}" if summary["page"] else ""
    if summary["outcome"] == Outcome.UNCHANGED:
        serving = f"Phiên bản {summary['version']} vẫn phục vụ ở {directory}."
        return f"Không có gì thay đổi ({counts}). {serving}{page}"
    if summary["outcome"] == Outcome.WORSE:
        return f"Đã dựng xong nhưng KHÔNG đưa vào phục vụ ({counts}).{page}"
    return (
        f"Xong sau {summary['seconds']} giây: {counts}.\n"
        f"Chỉ mục có {summary['articles']} bài, {summary['passages']} đoạn trích; mã hoá mới "
        f"{summary['encoded']}, dùng lại {summary['reused']}. "
        f"{_quality_told(summary['quality'])}"
        f"Phiên bản {summary['version']} đang phục vụ ở {directory}.{page}"
    )


def _quality_told(quality: dict[str, Any] | None) -> str:
    if quality is None:
        return ""
    before = "" if quality["right_before"] is None else f" (bản trước: {quality['right_before']})"
    return f"Trả lời đúng {quality['right']}/{quality['questions']} câu hỏi kiểm tra{before}.\n"


def _explain_worse(report: BuildReport) -> None:
    assert report.quality is not None
    found = report.quality
    click.echo(
        f"Bản mới chỉ trả lời đúng {found.right}/{found.questions} câu hỏi kiểm tra, bản đang phục vụ "
        f"trả lời đúng {found.right_before}; vì vậy phiên bản {report.version} vẫn phục vụ. "
        "Các câu nay trả lời sai:",
        err=True,
    )
    for question in found.lost[:_SHOWN]:
        click.echo(f"  - {question}", err=True)
    if len(found.lost) > _SHOWN:
        click.echo(f"  … và {len(found.lost) - _SHOWN} câu khác; xem đủ bằng --json.", err=True)
    click.echo(
        "Hãy xem lại các bài mới sửa hoặc bị bỏ. Nếu bản mới vẫn đúng ý, hãy chạy lại với --force; phần đã "
        "mã hoá được giữ lại nên lần chạy ấy nhanh.",
        err=True,
    )


def _print_problems(problems: Sequence[Problem]) -> None:
    # Errors first: only so many are shown.
    ordered = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    for problem in ordered[:_SHOWN]:
        kind = "Lỗi" if problem.severity is Severity.ERROR else "Cảnh báo"
        click.echo(f"{kind}: {problem.place}: {problem.message} {problem.remedy}", err=True)
    if len(problems) > _SHOWN:
        rest = len(problems) - _SHOWN
        click.echo(f"… và {rest} vấn đề khác; xem đủ bằng scripts/check_corpus.py.", err=True)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
