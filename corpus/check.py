"""What is worth a look in articles that were read without error."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from corpus.dates import LOCAL
from corpus.document import Found
from corpus.duplicates import Duplicates
from corpus.problem import Problem, Severity
from corpus.profile import Doubt


def checked(results: Iterable[Found | Problem], now: datetime | None = None) -> Iterator[Found | Problem]:
    """`results` as they come, each article followed by the warnings about it."""
    now = now or datetime.now(LOCAL)
    duplicates, places = Duplicates(), dict[str, str]()
    for result in results:
        yield result
        if isinstance(result, Found):
            entry = result.entry
            if entry.published and entry.published > now:
                yield _warning(result, _in_future(entry.published))
            for doubt in entry.profile.doubts:
                yield _warning(result, doubt)
            if (earlier := duplicates.add(entry.id, entry.profile.sketch)) is not None:
                yield _warning(result, _looks_like(earlier, places[earlier]))
            places[entry.id] = result.place


def _in_future(published: datetime) -> Doubt:
    return f"Ngày đăng {published:%d/%m/%Y} ở trong tương lai.", "Hãy kiểm tra lại ngày đăng."


def _looks_like(earlier: str, place: str) -> Doubt:
    message = f"Bài có vẻ trùng với bài «{earlier}» ({place})."
    return message, "Hãy giữ lại một bài, nếu đây đúng là cùng một bài."


def _warning(found: Found, doubt: Doubt) -> Problem:
    return Problem(Severity.WARNING, found.file, found.line, *doubt)
