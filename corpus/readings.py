"""What reading each source gave, on disk: what has not changed is not read again.

Reading a saved page takes a hundred times as long as looking up what it gave. A reading is found by the
file's name and content, or by the text of one article in a large file, and by this program, so that nothing
read otherwise is ever taken for it. The store may be lost at any time, and goes on without what it cannot
read or write.
"""

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from corpus.document import Document, Found
from corpus.problem import Problem
from corpus.readers import Reader
from corpus.results import from_bytes, to_bytes

NAME = "readings.sqlite"

LARGEST = 4 * 1024 * 1024
"""A larger file is known by its parts, so that one edit leaves the others known."""

_LIBRARIES = ("trafilatura", "lxml", "pypdf", "python-docx", "feedparser")
_SECONDS_UNSAVED = 1
_TABLE = "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, found BLOB, sum INTEGER)"


class Readings:
    """Readings by key; those that were neither looked up nor kept are dropped in the end."""

    def __init__(self, database: sqlite3.Connection | None) -> None:
        self._database = database
        self.is_damaged = False
        self._held, self._used = set[bytes](), set[bytes]()
        self._saved = time.monotonic()
        with self._failing():
            if database:
                self._held.update(key for (key,) in database.execute("SELECT key FROM readings"))

    def of(self, document: Document, read: Reader) -> Iterator[Found | Problem]:
        """What `read` gives of `document`, without reading it where that is known."""
        if self._database is None or len(document.data) > LARGEST:
            yield from read(replace(document, memory=self if self._database else None))
            return
        key = _key(document.file.encode(), document.id.encode(), document.data)
        found = self._find(key, document.file)
        if found is not None:
            yield from found
            return
        results = []
        for result in read(document):
            results.append(result)
            yield result
        self._keep(key, results)

    def find_part(self, part: str, file: str, line: int) -> list[Found | Problem]:
        """What reading `part` gave, told of where it is now; nothing when it was not read before."""
        return self._find(_part_key(part), file, line) or []

    def keep_part(self, part: str, results: Sequence[Found | Problem]) -> None:
        self._keep(_part_key(part), results)

    def drop_unused(self) -> None:
        with self._failing():
            if self._database:
                gone = [(key,) for key in self._held - self._used]
                self._database.executemany("DELETE FROM readings WHERE key = ?", gone)
                self._database.commit()

    def _find(self, key: bytes, file: str, line: int | None = None) -> list[Found | Problem] | None:
        with self._failing():
            if self._database and key in self._held:
                select = "SELECT found, sum FROM readings WHERE key = ?"
                row = self._database.execute(select, (key,)).fetchone()
                if row and _sum(key, row[0]) == row[1]:
                    self._used.add(key)
                    return from_bytes(row[0], file, line)
        return None

    def _keep(self, key: bytes, results: Sequence[Found | Problem]) -> None:
        if not self._database:
            return
        found = to_bytes(results)
        with self._failing():
            row = (key, found, _sum(key, found))
            self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", row)
            self._used.add(key)
            if time.monotonic() > self._saved + _SECONDS_UNSAVED:
                self._database.commit()
                self._saved = time.monotonic()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """A damaged store or a full disk costs time, nothing else."""
        try:
            yield
        except sqlite3.OperationalError:
            self._database = None
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            self._database, self.is_damaged = None, True


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
        readings = Readings(database)
        yield readings
        with suppress(sqlite3.Error):
            database.commit()
    if readings.is_damaged:
        with suppress(OSError):
            path.unlink()


def _connect(path: Path) -> sqlite3.Connection | None:
    try:
        database = sqlite3.connect(path, timeout=1)
        database.execute("PRAGMA page_size = 32768")  # a row is a page or two of the usual size
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")  # locking anew for each row takes half the time
        database.execute(_TABLE)
        return database
    except sqlite3.Error:
        return None


def _key(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(_program(), digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


def _sum(key: bytes, found: bytes) -> int:
    """Of both: a damaged table may have what was found for another key in this one's place."""
    return zlib.crc32(found, zlib.crc32(key))


@lru_cache(1)  # a part is looked for, then kept
def _part_key(part: str) -> bytes:
    return _key(part.encode())


@cache
def _program() -> bytes:
    """Changes with any line of this package and with the libraries that read files."""
    digest = hashlib.blake2b(" ".join(map(version, _LIBRARIES)).encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()
