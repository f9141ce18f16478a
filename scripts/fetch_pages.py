"""Fetches a portal's pages into a folder, for the index to be built from."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from corpus.encodings import UnknownEncoding, decode
from corpus.errors import SourceError
from corpus.fetch import Fetched, fetch, read_list
from corpus.problem import Problem
from corpus.web import Rules


@click.command(add_help_option=False)
@click.argument("sources", metavar="ĐỊA_CHỈ_HOẶC_TỆP...", nargs=-1, required=True)
@click.option(
    "--into",
    "folder",
    metavar="THƯ_MỤC",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Nơi lưu các trang tải về.",
)
@click.option(
    "--allow",
    "hosts",
    metavar="MÁY_CHỦ",
    required=True,
    multiple=True,
    help="Máy chủ được phép tải, ví dụ stttt.example.gov.vn. Ghi nhiều lần nếu có nhiều máy chủ.",
)
@click.option(
    "--internal",
    metavar="MÁY_CHỦ",
    multiple=True,
    help="Máy chủ được phép nằm trong mạng nội bộ; vẫn phải có trong --allow.",
)
@click.option(
    "--delay",
    metavar="GIÂY",
    default=2.0,
    show_default="2",
    type=click.FloatRange(0.5),
    help="Số giây nghỉ giữa hai lần tải từ một máy chủ.",
)
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(
    sources: Sequence[str], folder: Path, hosts: Sequence[str], internal: Sequence[str], delay: float
) -> None:
    """Tải các trang của cổng thông tin về THƯ_MỤC để dựng chỉ mục.

    Mỗi ĐỊA_CHỈ là một trang hoặc một nguồn tin RSS/Atom; mỗi TỆP là danh sách địa chỉ, mỗi dòng một địa chỉ.
    Chạy lại thì chỉ tải trang mới hoặc đã sửa; bị ngắt giữa chừng thì chạy lại là tiếp tục. Mã thoát là 1 nếu
    có trang không tải được.
    """
    rules = Rules(frozenset(map(str.lower, hosts)), frozenset(map(str.lower, internal)), delay)
    try:
        results = fetch([address for source in sources for address in _addresses(source)], folder, rules)
        refused = sum(_tell(result) for result in results)
    except SourceError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    sys.exit(1 if refused else 0)


def _addresses(source: str) -> list[str]:
    if "://" in source:
        return [source]
    try:
        return read_list(decode(Path(source).read_bytes()))
    except (OSError, UnknownEncoding) as error:
        raise SourceError(f"Không đọc được danh sách địa chỉ «{source}»; hãy kiểm tra tệp.") from error


def _tell(result: Fetched | Problem) -> bool:
    """Print what became of one page; gives whether it was refused."""
    if isinstance(result, Problem):
        click.echo(f"Lỗi      {result.file}: {result.message} {result.remedy}", err=True)
        return True
    click.echo(f"{'Đã tải  ' if result.changed else 'Không đổi'} {result.address}")
    return False


if __name__ == "__main__":
    main()
