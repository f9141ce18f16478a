"""Shows, checks and changes which index version serves, and what the takedown list takes down."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.table import Table

from corpus.errors import TinsoError
from retrieval.article_file import ArticleFile
from retrieval.errors import IndexMissing, IndexUnusable
from retrieval.index import ARTICLES
from retrieval.paths import index_path
from retrieval.takedown import names, read_takedown, takedown_path
from retrieval.versions import current_version, list_versions, read_manifest, serve_version, verify

_index = click.option(
    "--index",
    "directory",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    default=index_path,
    help="Nơi đặt chỉ mục (mặc định: TINSO_INDEX, hoặc var/index).",
)
_json = click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TinsoError as error:
            _fail(str(error))
        except OSError as error:
            _fail(f"Không đọc, ghi được chỉ mục: {error}. Hãy kiểm tra quyền truy cập và dung lượng đĩa.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Quản lý các phiên bản chỉ mục: xem, kiểm tra, quay lại bản trước; và xem danh sách gỡ bài."""


@main.command("list")
@_index
@_json
def list_command(directory: Path, as_json: bool) -> None:
    """Liệt kê các phiên bản, mới nhất ở trên; dấu → là bản đang phục vụ."""
    rows = [_row(folder, _serving(directory)) for folder in reversed(list_versions(directory))]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not rows:
        _fail(f"Chưa có phiên bản nào ở {directory}. Hãy chạy: scripts/build_index.py")
    table = Table("", "Phiên bản", "Dựng lúc", "Số bài", "Tình trạng")
    for row in rows:
        state = "hỏng" if row["problem"] else "tốt"
        table.add_row(
            "→" if row["serving"] else "", row["version"], row["built"], str(row["articles"] or ""), state
        )
    Console().print(table)


@main.command("verify")
@click.argument("version", metavar="[PHIÊN_BẢN]", required=False)
@_index
def verify_command(version: str | None, directory: Path) -> None:
    """Đối chiếu mọi tệp của PHIÊN_BẢN (mặc định: mọi phiên bản) với mã kiểm.

    Mã thoát là 1 nếu có bản hỏng.
    """
    folders = [_named(directory, version)] if version else list_versions(directory)
    if not folders:
        raise IndexMissing(f"Chưa có phiên bản nào ở {directory}. Hãy chạy: scripts/build_index.py")
    sound = True
    for folder in folders:
        try:
            verify(folder, read_manifest(folder))
            click.echo(f"{folder.name}: tốt, mọi tệp khớp mã kiểm.")
        except IndexUnusable as error:
            sound = False
            click.echo(f"{folder.name}: {error}", err=True)
    sys.exit(0 if sound else 1)


@main.command()
@click.argument("version", metavar="[PHIÊN_BẢN]", required=False)
@_index
def rollback(version: str | None, directory: Path) -> None:
    """Đưa PHIÊN_BẢN cũ trở lại phục vụ; không ghi thì lấy bản ngay trước bản đang phục vụ.

    Bot tự chuyển sang bản ấy sau vài giây. Bản hỏng không được đưa vào phục vụ.
    """
    folder = _named(directory, version) if version else _before(directory)
    verify(folder, read_manifest(folder))
    serve_version(directory, folder)
    click.echo(f"Phiên bản {folder.name} đang phục vụ ở {directory}.")


@main.command()
@_index
@_json
def takedown(directory: Path, as_json: bool) -> None:
    """Cho biết mỗi dòng của danh sách gỡ bài (takedown.txt) gỡ bài nào.

    Mã thoát là 1 nếu có dòng không khớp với bài nào.
    """
    path = takedown_path(directory)
    found: dict[str, list[str]] = {entry: [] for entry in sorted(read_takedown(path))}
    articles = ArticleFile(current_version(directory) / ARTICLES)
    for article in (articles[row] for row in range(len(articles))):
        for entry in names(article) & found.keys():
            found[entry].append(article.title)
    if as_json:
        click.echo(json.dumps({"file": str(path), "entries": found}, ensure_ascii=False, indent=1))
    elif not found:
        click.echo(f"Không có bài nào bị gỡ: {path} chưa có hoặc không ghi bài nào.")
    else:
        for entry, titles in found.items():
            missing = "không khớp với bài nào; hãy xem lại mã hoặc đường dẫn."
            click.echo(f"{entry}: {'; '.join(titles) or missing}")
    sys.exit(0 if all(found.values()) else 1)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _serving(directory: Path) -> str:
    try:
        return current_version(directory).name
    except IndexUnusable:
        return ""


def _row(folder: Path, serving: str) -> dict[str, Any]:
    """What the manifest says of a version; its files are not read."""
    row = {
        "version": folder.name,
        "serving": folder.name == serving,
        "built": "",
        "articles": None,
        "problem": None,
    }
    try:
        manifest = read_manifest(folder)
        return row | {"built": str(manifest["built"]), "articles": manifest["articles"]}
    except (IndexUnusable, KeyError) as error:
        return row | {"problem": str(error)}


def _named(directory: Path, version: str) -> Path:
    for folder in list_versions(directory):
        if folder.name == version:
            return folder
    raise IndexMissing(f"Không có phiên bản «{version}» ở {directory}. Hãy xem: scripts/manage_index.py list")


def _before(directory: Path) -> Path:
    serving = current_version(directory)
    older = [folder for folder in list_versions(directory) if folder.name < serving.name]
    if not older:
        raise IndexMissing(f"Không có phiên bản nào cũ hơn bản đang phục vụ ({serving.name}).")
    return older[-1]


if __name__ == "__main__":
    main()
