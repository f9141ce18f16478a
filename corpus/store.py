"""From folders and files of sources to articles, with every problem found on the way."""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.errors import SourceError
from corpus.problem import Problem, Severity
from corpus.readers import readers
from corpus.readings import Readings
from corpus.text import clean

LARGEST_FILE = 256 * 1024 * 1024

_GZIP = ".gz"
_WITH_WORD = "Hãy mở tệp bằng Word hoặc LibreOffice rồi lưu thành .docx."
_AS_TABLE = "Hãy mở tệp bằng Excel hoặc LibreOffice rồi lưu thành CSV UTF-8."
_CONVERSIONS = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".odt", ".wps"), _WITH_WORD),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), _AS_TABLE),
    **dict.fromkeys((".mht", ".mhtml"), "Hãy mở trang bằng trình duyệt rồi lưu lại cả trang (.html)."),
    **dict.fromkeys((".zip", ".rar", ".7z"), "Hãy giải nén rồi để các tệp bên trong vào thư mục nguồn."),
}
_NOT_SOURCES = frozenset({"readme", "license", "changelog", "thumbs", "desktop"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and the id of its article if it holds just one."""

    path: Path
    id: str

    @property
    def name(self) -> str:
        """The path as staff see it, printable whatever bytes it is made of."""
        return os.fsencode(self.path).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Harvest:
    """What the sources hold. No article at all is possible, when every file was bad."""

    found: tuple[Found, ...]
    problems: tuple[Problem, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(found.article for found in self.found)


def read_sources(sources: Sequence[Path]) -> Harvest:
    """Every article of `sources`, files or folders, in a stable order, and every problem."""
    results = list(read_files(find_files(sources)))
    return Harvest(
        tuple(result for result in results if isinstance(result, Found)),
        tuple(result for result in results if isinstance(result, Problem)),
    )


def find_files(sources: Sequence[Path]) -> list[SourceFile]:
    """The files of `sources` in a stable order, each once; folders are walked, hidden files passed over.

    Raises SourceError when a source does not exist, or a folder cannot be listed or holds nothing to read.
    """
    unique: dict[str, SourceFile] = {}
    for source in sources:
        for file in _files_of(source):
            unique.setdefault(os.path.realpath(file.path), file)
    return list(unique.values())


def read_files(files: Iterable[SourceFile], readings: Readings | None = None) -> Iterator[Found | Problem]:
    """The articles and problems of `files`, with one file in memory at a time.

    Of two articles with one id the first is kept and the second is an error. A file that `readings` knows
    is not read anew.
    """
    kept: dict[str, str] = {}
    for file in files:
        for result in _read_file(file, readings or Readings(None)):
            if isinstance(result, Problem):
                yield result
            elif first := kept.get(result.entry.id):
                yield _repeated(result, first)
            else:
                kept[result.entry.id] = result.place
                yield result


def _files_of(source: Path) -> list[SourceFile]:
    if os.path.isdir(source):
        files = [SourceFile(path, _id(path.relative_to(source))) for path in _walk(source)]
        if not any(_suffix(file.path) in {*readers(), *_CONVERSIONS} for file in files):
            raise SourceError(f"Thư mục «{source}» không có bài nào; hãy kiểm tra lại đường dẫn.")
        return files
    if not os.path.exists(source):
        raise SourceError(f"Không tìm thấy nguồn «{source}»; hãy kiểm tra lại đường dẫn.")
    return [SourceFile(source, _id(Path(source.name)))]


def _walk(folder: Path) -> Iterator[Path]:
    def give_up(error: OSError) -> None:
        raise SourceError(
            f"Không mở được thư mục «{error.filename}»; hãy kiểm tra quyền truy cập rồi chạy lại."
        ) from error

    for here, folders, names in os.walk(folder, onerror=give_up):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _beside_page(name, names)
        )
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name.split(".")[0].lower() not in _NOT_SOURCES:
                yield Path(here, name)


def _beside_page(folder: str, files: Sequence[str]) -> bool:
    """Whether the folder holds the pictures and scripts that a browser saved beside a page."""
    page = folder.removesuffix("_files")
    return page != folder and not {f"{page}.html", f"{page}.htm"}.isdisjoint(files)


def _id(path: Path) -> str:
    """The path without its ending, in the form article ids have."""
    path = path.with_suffix("") if path.suffix.lower() == _GZIP else path
    return clean(os.fsencode(path.with_suffix("").as_posix()).decode("utf-8", "replace"))


def _suffix(path: Path) -> str:
    inner = path.with_suffix("") if path.suffix.lower() == _GZIP else path
    return inner.suffix.lower()


def _read_file(file: SourceFile, readings: Readings) -> Iterator[Found | Problem]:
    document = Document(file.name, file.id, b"")
    reader = readers().get(_suffix(file.path))
    if reader is None:
        yield _unsupported(document, _suffix(file.path))
        return
    try:
        document = replace(document, data=_load(file.path))
        results = readings.of(document, reader)
        yield next(results, document.error("Tệp không có bài nào.", "Hãy bổ sung bài hoặc xoá tệp này."))
        yield from results
    except Unreadable as error:
        yield document.error(error.message, error.remedy, error.line)
    except UnknownEncoding as error:
        yield document.error(
            "Không nhận ra bảng mã của tệp.",
            "Hãy chuyển chữ cũ (TCVN3, VNI) bằng UniKey nếu có, rồi lưu tệp với mã UTF-8.",
            error.line,
        )


def _unsupported(document: Document, suffix: str) -> Problem:
    """An error where the file is surely meant as an article."""
    if remedy := _CONVERSIONS.get(suffix):
        return document.error(f"Không đọc được tệp {suffix}.", remedy)
    formats = ", ".join(sorted(readers()))
    return document.warning("Tệp có định dạng chưa hỗ trợ nên bị bỏ qua.", f"Hãy chuyển sang: {formats}.")


def _load(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise OSError("not a regular file")
        with gzip.open(path) if path.suffix.lower() == _GZIP else path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("Không mở được tệp.", "Hãy kiểm tra tệp có hỏng không và quyền truy cập.") from error
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"Tệp lớn hơn {LARGEST_FILE >> 20} MB.", "Hãy chia tệp thành nhiều tệp nhỏ hơn.")
    if not data.strip():
        raise Unreadable("Tệp rỗng.", "Hãy xuất lại bài từ cổng thông tin hoặc xoá tệp này.")
    return data


def _repeated(found: Found, first: str) -> Problem:
    return Problem(
        Severity.ERROR,
        found.file,
        found.line,
        f"Mã bài «{found.entry.id}» đã có ở {first}; bài sau bị bỏ qua.",
        "Hãy giữ lại một bài, hoặc đặt mã (tên tệp) khác cho bài kia.",
    )
