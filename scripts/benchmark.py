"""Measures how fast and how small the program is, beside what the usual tutorial builds."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from corpus.errors import TinsoError
from retrieval.benchmarking.builds import NEWS
from retrieval.benchmarking.figures import Figure, from_json, to_json
from retrieval.benchmarking.report import Sections, plot, table
from retrieval.benchmarking.run import PARTS, Setting, measure
from retrieval.paths import model_name
from scripts.evaluate import DATA, LITERAL_MODEL
from scripts.fetch_model import fetch, is_intact

_WIDTH = 150
"""Of the table when it goes to a file."""
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(add_help_option=False)
@click.option(
    "--articles",
    "sizes",
    metavar="SỐ",
    type=click.IntRange(100, 10_000),
    multiple=True,
    default=(1_000, 10_000),
    help="Số bài báo thật được lập chỉ mục, ghi được nhiều lần (mặc định: 1000 và 10000).",
)
@click.option(
    "--encoded",
    metavar="SỐ",
    type=int,
    default=1_000,
    help="Từ bao nhiêu bài trở xuống thì mã hoá thật; nhiều hơn thì lấp chỉ mục bằng vectơ tổng hợp, vì "
    "tốc độ tìm và bộ nhớ không phụ thuộc giá trị của chúng (mặc định 1000).",
)
@click.option(
    "--index",
    "index",
    metavar="THƯ_MỤC",
    type=_FOLDER,
    help="Chỉ mục đã dựng sẵn của số bài lớn nhất, thay cho chỉ mục được lấp.",
)
@click.option(
    "--many",
    metavar="SỐ",
    type=int,
    default=1_000_000,
    help="Số đoạn tổng hợp để đo ở cỡ rất lớn (mặc định 1000000).",
)
@click.option(
    "--part",
    "parts",
    metavar="PHẦN",
    type=click.Choice(PARTS),
    multiple=True,
    default=PARTS,
    help=f"Chỉ đo phần này (ghi được nhiều lần): {', '.join(PARTS)}.",
)
@click.option("--questions", metavar="SỐ", type=int, default=200, help="Số câu hỏi (mặc định 200).")
@click.option("--data", metavar="THƯ_MỤC", type=_FOLDER, default=DATA, help=f"Nơi có {NEWS} và xquad.*.json.")
@click.option("--keep", metavar="THƯ_MỤC", type=_FOLDER, help="Giữ các chỉ mục ở đây để lần sau khỏi dựng.")
@click.option("--json", "saved", metavar="TỆP", type=_FILE, help="Ghi kết quả dạng JSON.")
@click.option("--plot", "picture", metavar="TỆP", type=_FILE, help="Ghi biểu đồ SVG.")
@click.option("--compare", "before", metavar="TỆP", type=_FILE, help="So với JSON của một lần đo trước.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(
    sizes: Sequence[int],
    encoded: int,
    index: Path | None,
    many: int,
    parts: Sequence[str],
    questions: int,
    data: Path,
    keep: Path | None,
    saved: Path | None,
    picture: Path | None,
    before: Path | None,
) -> None:
    """Đo tốc độ và dung lượng, cạnh thiết kế đơn giản, trên cùng bài báo và cùng câu hỏi.

    Thiết kế đơn giản: sentence-transformers trên torch fp32, mỗi đoạn một vectơ, IndexFlatIP, không tìm theo
    từ.
    """
    try:
        earlier = _read(before) if before else None
        if not (data / NEWS).is_file():
            raise TinsoError(f"Không có {data / NEWS}. Hãy chỉ nơi có tệp ấy bằng --data.")
        if not is_intact(LITERAL_MODEL):
            fetch(LITERAL_MODEL, full_precision=True)
        with _working_folder(keep) as work:
            setting = Setting(data, work, Path(model_name()), LITERAL_MODEL, questions, encoded, index, many)
            sections = measure(setting, sorted(sizes), parts, _say)
    except TinsoError as error:
        sys.exit(str(error))
    if saved:
        saved.write_text(json.dumps(_to_json(sections), ensure_ascii=False, indent=1), encoding="utf-8")
    if picture:
        picture.write_text(plot(sections), encoding="utf-8")
    console = Console()
    console = console if console.is_terminal else Console(width=_WIDTH)
    console.print(table(sections, earlier))


def _to_json(sections: Sections) -> dict[str, Any]:
    return {name: to_json(figures) for name, figures in sections.items()}


def _read(path: Path) -> dict[str, list[Figure]]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return {name: from_json(figures) for name, figures in saved.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TinsoError(f"Không đọc được {path} như kết quả của một lần đo (--json): {error}.") from error


@contextmanager
def _working_folder(keep: Path | None) -> Iterator[Path]:
    """`keep`, or a folder that goes when it is no longer needed."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="tinso-benchmark-") as scratch:
            yield Path(scratch)


def _say(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
