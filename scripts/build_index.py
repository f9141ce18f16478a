"""Builds the index from folders and files of articles, and publishes it."""

import errno
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.errors import TinsoError
from corpus.problem import Problem, Severity
from corpus.store import Harvest, read_sources
from retrieval.build import BuildReport, build_index
from retrieval.calibration import Calibration, shipped_calibration
from retrieval.encoder import Encoder, open_encoder
from retrieval.paths import index_path, model_name

_SHOWN = 20

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
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(sources: Sequence[Path], directory: Path | None, as_json: bool) -> None:
    """Dựng chỉ mục từ các NGUỒN bài viết (thư mục hoặc từng tệp) rồi đưa vào phục vụ.

    Bài nào không đọc được sẽ được nêu rõ tệp, dòng và cách sửa; các bài tốt vẫn được đưa vào chỉ mục. Nếu
    dựng không xong, phiên bản cũ vẫn phục vụ như trước. Mã thoát: 0 nếu đã đưa phiên bản mới vào phục vụ,
    1 nếu không, 2 nếu gõ sai lệnh.
    """
    try:
        directory = directory or index_path()
        harvest = read_sources(sources)
        _print_problems(harvest.problems)
        if not harvest.articles:
            sys.exit("Không đọc được bài nào nên không dựng chỉ mục; phiên bản đang có (nếu có) vẫn giữ.")
        report = _build(harvest, directory)
    except TinsoError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"Không ghi được chỉ mục vào {directory}: {_why(error)}. Hãy kiểm tra dung lượng đĩa và quyền "
            "ghi rồi chạy lại; phiên bản đang có (nếu có) vẫn phục vụ."
        )
    _print_report(report, harvest, directory, as_json)


def _why(error: OSError) -> str:
    """What kept a file from being written; numpy tells no reason when it could write only a part."""
    return _WRITING_FAILURES.get(error.errno or errno.ENOSPC) or error.strerror or str(error)


def _calibration(encoder: Encoder) -> Calibration:
    if shipped := shipped_calibration(encoder.identity):
        return shipped
    from retrieval.calibrate import calibrate  # slow to import: only for another model

    click.echo("Đang hiệu chỉnh cho mô hình mới, mất vài phút …", err=True)
    return calibrate(encoder)


def _build(harvest: Harvest, directory: Path) -> BuildReport:
    encoder = open_encoder(model_name())
    calibration = _calibration(encoder)
    columns = (TextColumn("Đang mã hoá"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("")
        return build_index(
            harvest.articles,
            directory,
            encoder,
            calibration,
            lambda done, total: progress.update(task, completed=done, total=total),
        )


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:_SHOWN]:
        kind = "Lỗi" if problem.severity is Severity.ERROR else "Cảnh báo"
        place = problem.file if problem.line is None else f"{problem.file}, dòng {problem.line}"
        click.echo(f"{kind}: {place}: {problem.message} {problem.remedy}", err=True)
    if len(problems) > _SHOWN:
        rest = len(problems) - _SHOWN
        click.echo(f"… và {rest} vấn đề khác; xem đủ bằng scripts/check_corpus.py.", err=True)


def _print_report(report: BuildReport, harvest: Harvest, directory: Path, as_json: bool) -> None:
    if as_json:
        problems = [asdict(problem) for problem in harvest.problems]
        click.echo(json.dumps({**asdict(report), "problems": problems}, ensure_ascii=False, indent=1))
    else:
        click.echo(
            f"Xong: {report.articles} bài, {report.passages} đoạn trích; mã hoá mới {report.encoded}, "
            f"dùng lại {report.reused}. Phiên bản {report.version} đang phục vụ ở {directory}."
        )


if __name__ == "__main__":
    main()
