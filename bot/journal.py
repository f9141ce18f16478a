"""What was asked and whether it helped, without who. And which language citizens chose, without their names.

One SQLite file. A question has no time of day and no citizen; numbers, addresses and user names in it are
blotted out. A choice of language is kept under a keyed hash of the citizen's number.
"""

import hashlib
import os
import re
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from corpus.errors import TinsoError
from corpus.text import clean

_LONGEST = 300
_SCHEMA = """
CREATE TABLE IF NOT EXISTS question (
    entry TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    confidence REAL NOT NULL,
    article TEXT,
    version TEXT NOT NULL,
    helped INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS question_day ON question (day);
CREATE TABLE IF NOT EXISTS language (who BLOB PRIMARY KEY, code TEXT NOT NULL) STRICT;
"""
_HIDDEN = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[thư điện tử]"),
    (re.compile(r"(?<!\w)@\w+"), "[tên người dùng]"),
    (re.compile(r"(?:https?://|www\.)\S+|\bt\.me/\S+"), "[địa chỉ]"),
    # Seven digits or more, however they are grouped, but no sum of money ("1.500.000").
    (re.compile(r"(?<![\d.])(?![1-9]\d{0,2}(?:\.\d{3})+(?![\d.]))\+?\d(?:[ .-]?\d){6,}"), "[số]"),
)


class JournalUnusable(TinsoError):
    """The journal's file cannot be opened."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as it is kept."""

    text: str
    status: str
    confidence: float
    article: str | None
    """The id of the article quoted first."""
    version: str


def new_entry_name() -> str:
    """A random name: nothing can be read from it."""
    return secrets.token_urlsafe(8)


def without_identity(text: str) -> str:
    """`text` without telephone, identity and account numbers, addresses and user names."""
    text = clean(text)[:_LONGEST]
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class Journal:
    """Safe to use from several threads at once; a method may wait for the disk."""

    def __init__(self, path: Path | None, days: int, secret: str) -> None:
        """Keeps questions for `days`; in memory when there is no `path`. `secret` keys the hashes."""
        self.days = days
        self.on_disk = path is not None
        self.fails = False
        """Whether the last attempt to write failed."""
        self._secret = hashlib.blake2b(secret.encode(), digest_size=32).digest()
        self._lock = threading.Lock()
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # for nobody else to read
            self._database = sqlite3.connect(path or ":memory:", check_same_thread=False)
            self._database.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;" + _SCHEMA
            )
            self._languages: dict[bytes, str] = dict(self._database.execute("SELECT who, code FROM language"))
        except (OSError, sqlite3.Error) as error:
            raise JournalUnusable(
                f"Không mở được sổ câu hỏi {path} ({error}): hãy kiểm tra quyền ghi và dung lượng đĩa,"
                " hoặc đặt TINSO_JOURNAL sang nơi khác."
            ) from None

    def close(self) -> None:
        self._database.close()

    def write(self, name: str, entry: Entry, today: date) -> None:
        """Keeps a question, and drops what was kept long enough."""
        values = (entry.status, entry.confidence, entry.article, entry.version)
        with self._lock, self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO question VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (name, today.isoformat(), without_identity(entry.text), *values),
            )
            oldest = (today - timedelta(days=self.days)).isoformat()
            self._database.execute("DELETE FROM question WHERE day < ?", (oldest,))

    def helped(self, name: str, yes: bool) -> bool:
        """Notes whether an answer helped, the last word counting; False when the question is gone."""
        with self._lock, self._database:
            done = self._database.execute("UPDATE question SET helped = ? WHERE entry = ?", (yes, name))
        return done.rowcount > 0

    def delete(self, name: str) -> bool:
        """Deletes a question; False when it is gone already."""
        with self._lock, self._database:
            done = self._database.execute("DELETE FROM question WHERE entry = ?", (name,))
        return done.rowcount > 0

    def language(self, citizen: int) -> str | None:
        """The language that a citizen chose; never waits."""
        return self._languages.get(self._who(citizen)) or None

    def choose_language(self, citizen: int, code: str) -> None:
        """Keeps a citizen's choice; an empty `code` deletes it."""
        who = self._who(citizen)
        with self._lock, self._database:
            self._database.execute("DELETE FROM language WHERE who = ?", (who,))
            if code:
                self._database.execute("INSERT INTO language VALUES (?, ?)", (who, code))
        self._languages = {**self._languages, who: code}

    def _who(self, citizen: int) -> bytes:
        return hashlib.blake2b(str(citizen).encode(), key=self._secret, digest_size=16).digest()
