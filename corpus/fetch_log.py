"""What was fetched before: which file each address was saved to, and how to ask whether it changed."""

import sqlite3
from dataclasses import astuple, dataclass
from pathlib import Path

NAME = ".fetched.sqlite"
"""Hidden, so that readers of the folder pass it over."""

_TABLE = """
CREATE TABLE IF NOT EXISTS pages (
    address TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    asked REAL NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """The last time that an address was asked for; `file` is empty for a feed."""

    address: str
    file: str
    etag: str
    modified: str
    asked: float
    """Seconds since 1970."""


class FetchLog:
    """The visits to the addresses that a folder was filled from; each is kept at once."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / NAME, isolation_level=None)
        self._database.execute(_TABLE)

    def close(self) -> None:
        self._database.close()

    def last(self, address: str) -> Visit | None:
        row = self._database.execute("SELECT * FROM pages WHERE address = ?", (address,)).fetchone()
        return Visit(*row) if row else None

    def keep(self, visit: Visit) -> None:
        self._database.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?)", astuple(visit))
