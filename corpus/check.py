"""What is worth a look in articles that were read without error."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from corpus.article import Article, ParagraphKind
from corpus.boilerplate import is_boilerplate
from corpus.dates import LOCAL
from corpus.document import Found
from corpus.duplicates import Duplicates
from corpus.problem import Problem, Severity

_SHORT = 100


def checked(results: Iterable[Found | Problem], now: datetime | None = None) -> Iterator[Found | Problem]:
    """`results` as they come, each article followed by the warnings about it."""
    now = now or datetime.now(LOCAL)
    duplicates, places = Duplicates(), dict[str, str]()
    for result in results:
        yield result
        if isinstance(result, Found):
            yield from _warnings(result, now)
            if (earlier := duplicates.add(result.article)) is not None:
                yield _warning(result, *_looks_like(earlier, places[earlier]))
            places[result.article.id] = result.place


def _warnings(found: Found, now: datetime) -> Iterator[Problem]:
    article = found.article
    if article.published and article.published > now:
        yield _warning(
            found,
            f"Ngày đăng {article.published:%d/%m/%Y} ở trong tương lai.",
            "Hãy kiểm tra lại ngày đăng.",
        )
    if _length(article) < _SHORT:
        yield _warning(found, "Nội dung bài quá ngắn.", "Hãy kiểm tra xem bài có bị mất nội dung không.")
    if (line := _boilerplate(article)) is not None:
        yield _warning(
            found,
            f"Nội dung còn lẫn phần của trang web: «{line[:60]}».",
            "Hãy xoá phần không thuộc bài, hoặc lưu lại trang.",
        )


def _looks_like(earlier: str, place: str) -> tuple[str, str]:
    message = f"Bài có vẻ trùng với bài «{earlier}» ({place})."
    return message, "Hãy giữ lại một bài, nếu đây đúng là cùng một bài."


def _warning(found: Found, message: str, remedy: str) -> Problem:
    return Problem(Severity.WARNING, found.file, found.line, message, remedy)


def _length(article: Article) -> int:
    return sum(len(part.text) for part in article.paragraphs if part.kind is ParagraphKind.TEXT)


def _boilerplate(article: Article) -> str | None:
    return next((part.text for part in article.paragraphs if is_boilerplate(part.text)), None)
