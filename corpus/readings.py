"""What reading each source file gave, on disk: a file that has not changed is not read again.

Reading a saved page takes a hundred times as long as looking up what it gave. A reading is found by the
file's name and content and by this program, so that nothing read otherwise is ever taken for it. The store
may be lost at any time, and goes on without what it cannot read or write.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.article_json import article_json, parse_article
from corpus.document import Document, Found
from corpus.problem import Problem, Severity
from corpus.readers import Reader

NAME = "readings.sqlite"

LARGEST = 4 * 1024 * 1024
"""A larger file holds many articles that are quick to read: it is read again, one article at a time."""

_LIBRARIES = ("trafilatura", "lxml", "pypdf", "python-docx", "feedparser")
_SAVED_EVERY = 200
_TABLE = "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, found BLOB, sum INTEGER)"


class Readings:
    """Readings by key; those that were neither looked up nor kept are dropped in the end."""

    def __init__(self, database: sqlite3.Connection | None) -> None:
        self._database = database
        self._used: set[bytes] = set()
        self._unsaved = 0

    def of(self, document: Document, read: Reader) -> Iterator[Found | Problem]:
        """What `read` gives of `document`, without reading it where that is known."""
        if len(document.data) > LARGEST:
            yield from read(document)
            return
        found = self.find(document)
        if found is not None:
            yield from found
            return
        results = []
        for result in read(document):
            results.append(result)
            yield result
        self.keep(document, results)

    def find(self, document: Document) -> list[Found | Problem] | None:
        """What reading `document` gave; None when it was not read before."""
        key = _key(document)
        with self._failing():
            row = self._run("SELECT found, sum FROM readings WHERE key = ?", key)
            if row and zlib.crc32(row[0]) == row[1]:
                self._used.add(key)
                return [_restored(document.file, *entry) for entry in json.loads(zlib.decompress(row[0]))]
        return None

    def keep(self, document: Document, results: Sequence[Found | Problem]) -> None:
        text = json.dumps([_stored(result) for result in results], ensure_ascii=False)
        key, found = _key(document), zlib.compress(text.encode(), 1)
        with self._failing():
            self._run("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", key, found, zlib.crc32(found))
            self._used.add(key)
            self._unsaved += 1
            if self._unsaved % _SAVED_EVERY == 0 and self._database:
                self._database.commit()

    def drop_unused(self) -> None:
        with self._failing():
            if self._database:
                held = [key for (key,) in self._database.execute("SELECT key FROM readings")]
                gone = [(key,) for key in held if key not in self._used]
                self._database.executemany("DELETE FROM readings WHERE key = ?", gone)
                self._database.commit()

    def _run(self, statement: str, *values: bytes | int) -> Any:
        return self._database.execute(statement, values).fetchone() if self._database else None

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """A damaged store or a full disk costs time, nothing else."""
        try:
            yield
        except (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError):
            self._database = None


@contextmanager
def open_readings(folder: Path) -> Iterator[Readings]:
    """The store in `folder`, begun anew where it is damaged. One process at a time may have it open."""
    path = folder / NAME
    database = _connect(path)
    if database is None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        database = _connect(path)
    if database is None:
        yield Readings(None)
        return
    with closing(database):
        yield Readings(database)
        with suppress(sqlite3.Error):
            database.commit()


def _connect(path: Path) -> sqlite3.Connection | None:
    try:
        database = sqlite3.connect(path, timeout=1)
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_TABLE)
        return database
    except sqlite3.Error:
        return None


def _key(document: Document) -> bytes:
    digest = hashlib.blake2b(_program(), digest_size=16)
    for part in (document.file.encode(), document.id.encode(), document.data):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


@cache
def _program() -> bytes:
    """Changes with any line of this package and with the libraries that read files."""
    digest = hashlib.blake2b(" ".join(map(version, _LIBRARIES)).encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()


def _stored(result: Found | Problem) -> list[Any]:
    if isinstance(result, Found):
        return [result.line, article_json(result.article)]
    return [result.line, {**asdict(result), "file": None}]


def _restored(file: str, line: int | None, what: Any) -> Found | Problem:
    if isinstance(what, str):
        return Found(parse_article(what), file, line)
    return Problem(Severity(what["severity"]), file, line, what["message"], what["remedy"])
