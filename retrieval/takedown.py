"""The takedown list: articles that answers must not show any more, whatever the index version holds.

One article a line, by its id or its web address; what follows a `#` at the start of a line is a note.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from corpus.article import Article
from corpus.errors import SourceError
from corpus.text import clean
from retrieval.paths import takedown_setting

NAME = "takedown.txt"


def takedown_path(directory: Path) -> Path:
    """Where the list for the index in `directory` is: TINSO_TAKEDOWN says, or it lies in that folder."""
    return takedown_setting() or directory / NAME


def read_takedown(path: Path) -> frozenset[str]:
    """The entries of the list; no list is an empty one.

    Raises SourceError when it cannot be read: what was taken down may not come back unnoticed.
    """
    try:
        data = path.read_bytes()
        text = data.decode(json.detect_encoding(data))  # UTF-8 or what Notepad calls Unicode
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"Không đọc được danh sách gỡ bài {path}. Hãy kiểm tra quyền đọc và lưu lại tệp với mã UTF-8."
        ) from error
    lines = (clean(line) for line in text.splitlines())
    return frozenset(_entry(line) for line in lines if line and not line.startswith("#"))


def names(article: Article) -> frozenset[str]:
    """How an entry may name `article`."""
    return frozenset({_entry(article.id)} | ({_entry(article.url)} if article.url else set()))


def withdrawn_rows(entries: frozenset[str], articles: Iterable[Article]) -> tuple[int, ...]:
    """The places in `articles` of those that the list names."""
    if not entries:
        return ()
    return tuple(row for row, article in enumerate(articles) if not entries.isdisjoint(names(article)))


def _entry(name: str) -> str:
    """An address without what may differ between two ways of writing it."""
    address = name.removeprefix("https://").removeprefix("http://")
    return address.rstrip("/") if address != name else name
