"""One source file, and what a reader finds in it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from corpus.article import Article, Paragraph
from corpus.dates import parse_date
from corpus.encodings import decode
from corpus.entry import Entry, FreshArticle
from corpus.problem import Problem, Severity
from corpus.text import clean
from corpus.urls import is_web_address

_DATE_REMEDY = "Hãy ghi ngày đăng theo dạng 31/12/2025 14:30."


class Unreadable(Exception):
    """The file as a whole cannot be read; a reader raises it to give up."""

    def __init__(self, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line = message, remedy, line


@contextmanager
def parsing(format_name: str) -> Iterator[None]:
    """Whatever a library raises for a damaged file, as Unreadable."""
    try:
        yield
    except Exception as error:
        raise Unreadable(
            f"Tệp hỏng hoặc không đúng định dạng {format_name}.",
            "Hãy mở thử tệp, lưu lại đúng định dạng rồi chạy lại.",
        ) from error


@dataclass(frozen=True, slots=True)
class Found:
    """An article and where it stands, so that a later check can name the place."""

    entry: Entry
    file: str
    line: int | None = None

    @property
    def article(self) -> Article:
        return self.entry.article

    @property
    def place(self) -> str:
        return self.file if self.line is None else f"{self.file}, dòng {self.line}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a format gives it: its paragraphs are clean, nothing else is cleaned or checked."""

    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    published: str = ""
    url: str = ""
    section: str = ""
    author: str = ""
    line: int | None = None


class Memory(Protocol):
    """What parts of files gave when they were read before; a part is the source of one article."""

    def find_part(self, part: str, file: str, line: int) -> Sequence[Found | Problem]: ...

    def keep_part(self, part: str, results: Sequence[Found | Problem]) -> None: ...


@dataclass(frozen=True, slots=True)
class Document:
    """One source file: its name for staff, the id of its article if it holds just one, its bytes."""

    file: str
    id: str
    data: bytes
    memory: Memory | None = None
    """Only of a large file of many articles."""

    def text(self) -> str:
        """The file as Unicode text with plain newlines; raises UnknownEncoding when in doubt."""
        return decode(self.data)

    def error(self, message: str, remedy: str, line: int | None = None) -> Problem:
        return Problem(Severity.ERROR, self.file, line, message, remedy)

    def warning(self, message: str, remedy: str, line: int | None = None) -> Problem:
        return Problem(Severity.WARNING, self.file, line, message, remedy)

    def recall(self, part: str, line: int) -> Sequence[Found | Problem]:
        """What the text `part` of the file, now on `line`, gave before; nothing where that is not known."""
        return self.memory.find_part(part, self.file, line) if self.memory else ()

    def keep(self, part: str, results: Iterable[Found | Problem]) -> Iterator[Found | Problem]:
        """The `results` of reading `part`, for `recall`."""
        results = list(results)
        # What a part means that gives no article may depend on those before it.
        if self.memory and any(isinstance(result, Found) for result in results):
            self.memory.keep_part(part, results)
        yield from results

    def finish(self, draft: Draft) -> Iterator[Found | Problem]:
        """Every problem in `draft`, then the article that it gives, if it gives one."""
        if not clean(draft.id):
            yield self.error("Bài không có mã (id).", "Hãy đặt cho bài một mã riêng, không đổi.", draft.line)
        elif not draft.paragraphs:
            yield self.error("Bài không có nội dung.", "Hãy bổ sung nội dung hoặc bỏ bài này đi.", draft.line)
        else:
            yield from self._warnings(draft)
            yield Found(FreshArticle(_article(draft)), self.file, draft.line)

    def _warnings(self, draft: Draft) -> Iterator[Problem]:
        published, url = clean(draft.published), clean(draft.url)
        if not clean(draft.title):
            yield self.warning("Bài không có tiêu đề.", "Hãy bổ sung tiêu đề để trích dẫn.", draft.line)
        if not published:
            yield self.warning("Bài không có ngày đăng.", _DATE_REMEDY, draft.line)
        elif parse_date(published) is None:
            yield self.warning(f"Không đọc được ngày đăng «{published[:40]}».", _DATE_REMEDY, draft.line)
        if url and not is_web_address(url):
            yield self.warning(
                f"Đường dẫn «{url[:80]}» không hợp lệ nên bị bỏ qua.",
                "Hãy ghi đường dẫn đầy đủ, bắt đầu bằng http:// hoặc https://.",
                draft.line,
            )


def text_paragraphs(texts: Iterable[str]) -> tuple[Paragraph, ...]:
    """Every text that is not blank as one plain paragraph."""
    return tuple(Paragraph(text) for text in map(clean, texts) if text)


def _article(draft: Draft) -> Article:
    url = clean(draft.url)
    return Article(
        id=clean(draft.id),
        title=clean(draft.title),
        paragraphs=draft.paragraphs,
        published=parse_date(clean(draft.published)),
        url=url if is_web_address(url) else None,
        section=clean(draft.section) or None,
        author=clean(draft.author) or None,
    )
