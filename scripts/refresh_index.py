"""Builds the index when it is missing or its articles have changed; `make run` asks at every start.

Imports nothing heavy: a start with nothing to do stays quick. What the last build here was made from stands
in a small file beside the index. An index that someone published otherwise (scripts/build_index.py, a
rollback) is never replaced unasked.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from dotenv import dotenv_values

REPOSITORY = Path(__file__).resolve().parent.parent
BUILD = REPOSITORY / "scripts" / "build_index.py"
SAMPLES = REPOSITORY / "corpus" / "articles"


@dataclass(frozen=True, slots=True)
class Build:
    """What a build was made from, and the version that it published."""

    articles: str
    fingerprint: str
    version: str


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("articles", envvar="ARTICLES", metavar="[THƯ_MỤC]", required=False)
@click.option("--always", is_flag=True, help="Dựng lại dù bài viết không đổi.")
def main(articles: str | None, always: bool) -> None:
    """Dựng chỉ mục khi chưa có hoặc khi bài viết đã đổi.

    Không ghi THƯ_MỤC thì dùng thư mục của lần trước, lần đầu là corpus/articles. Chỉ mục nằm ở TINSO_INDEX
    (biến môi trường hoặc tệp .env), mặc định là var/index.
    """
    index = index_directory()
    last = last_build(index)
    source = Path(articles or (last.articles if last else SAMPLES)).resolve()
    serving = bool(published_version(index))
    if not source.exists() and serving and not articles:
        click.echo(f"Không thấy thư mục bài viết {source}; chỉ mục đang có vẫn được dùng.", err=True)
    elif not source.exists():
        click.echo(f"Không thấy thư mục bài viết {source}. Hãy chạy lại với: ARTICLES=thư_mục", err=True)
        sys.exit(1)
    elif always or needs_build(index, source, last, asked=bool(articles)):
        code = build(index, source)
        if code and serving and not always and not articles:
            click.echo(f"Chưa dựng lại được chỉ mục; phiên bản trước ở {index} vẫn được dùng.", err=True)
        else:
            sys.exit(code)


def index_directory() -> Path:
    """Where the bot will look for the index."""
    return Path(os.environ.get("TINSO_INDEX") or _from_file() or REPOSITORY / "var" / "index").absolute()


def _from_file() -> str | None:
    try:
        return dotenv_values(".env").get("TINSO_INDEX")
    except (OSError, UnicodeDecodeError):
        return None  # the bot itself says what is wrong with the file


def last_build(index: Path) -> Build | None:
    try:
        return Build(**json.loads(_record(index).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def needs_build(index: Path, source: Path, last: Build | None, *, asked: bool) -> bool:
    version = published_version(index)
    if not version or (asked and (last is None or str(source) != last.articles)):
        return True
    if last is None or version != last.version:
        _explain_if_newer(source, index)
        return False
    return fingerprint(source) != last.fingerprint


def _explain_if_newer(source: Path, index: Path) -> None:
    published = (index / "current").stat().st_mtime_ns
    if any(path.stat().st_mtime_ns > published for path in _files(source)):
        click.echo(
            f"Chỉ mục ở {index} không phải do make dựng nên được giữ nguyên, dù bài viết ở {source} mới hơn. "
            "Muốn dựng lại từ đó, hãy chạy: make index",
            err=True,
        )


def build(index: Path, source: Path) -> int:
    """The exit code: 0 when a version was published, even if some articles were refused."""
    before, seen = published_version(index), fingerprint(source)
    click.echo(f"Đang dựng chỉ mục từ {source} …", err=True)
    command = [sys.executable, str(BUILD), str(source), "--index", str(index)]
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode
    version = published_version(index)
    if version == before and code:
        return code
    record = json.dumps(asdict(Build(str(source), seen, version)), ensure_ascii=False)
    _record(index).write_text(record + "\n", encoding="utf-8")
    return 0


def published_version(index: Path) -> str:
    """The version in service, or nothing."""
    try:
        return (index / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def fingerprint(source: Path) -> str:
    """Changes when a file of `source` appears, disappears, or is written to."""
    digest = hashlib.blake2b(digest_size=16)
    for path in _files(source):
        state = path.stat()
        digest.update(repr((str(path), state.st_size, state.st_mtime_ns)).encode())
    return digest.hexdigest()


def _files(source: Path) -> list[Path]:
    return [path for path in sorted([source, *source.rglob("*")]) if path.is_file()]


def _record(index: Path) -> Path:
    return index.with_name(f"{index.name}.articles.json")


if __name__ == "__main__":
    main()
