"""Updates taken from Telegram and not answered yet, on disk: not even a kill loses a question.

Telegram forgets an update as soon as the bot asks for later ones. So it is written here first, and its
content is deleted when it is answered; what is left over is worked on at the next start. An answered update's
bare number stays for a while: Telegram brings one again when it did not hear that it had arrived.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import TinsoError

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS held (
    place INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    content TEXT,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS held_open ON held (place) WHERE content IS NOT NULL;
CREATE TABLE IF NOT EXISTS owner (bot TEXT NOT NULL) STRICT;
"""
_NUMBERS_KEPT = 10_000
_WIPED_EVERY_SECONDS = 60.0
_LOCKED_SECONDS = 5.0


class InboxUnusable(TinsoError):
    """The inbox's file cannot be opened."""


class InboxTaken(InboxUnusable):
    """Another program holds the inbox."""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """An update that an earlier run took and did not answer."""

    update: Json
    tries: int
    """How often it was begun before."""


class Inbox:
    """For one thread at a time. Its methods wait for the disk and raise sqlite3.Error when that fails."""

    def __init__(self, path: Path | None, bot: str) -> None:
        """In memory when there is no `path`. What was meant for another `bot` (its number) is dropped.

        A damaged file is replaced by a new one. Raises InboxUnusable or InboxTaken.
        """
        self.on_disk = path is not None
        self._wiped = time.monotonic()
        try:
            self._database = _opened(path)
        except (OSError, sqlite3.Error) as error:
            if "locked" in str(error):
                raise InboxTaken(
                    f"Một chương trình khác đang dùng {path}: hãy tắt chương trình đó, vì mỗi bot chỉ được"
                    " chạy ở một nơi."
                ) from None
            raise InboxUnusable(
                f"Không mở được hộp tin chờ {path} ({error}): hãy kiểm tra quyền ghi và dung lượng đĩa, hoặc"
                " đặt TINSO_INBOX sang nơi khác."
            ) from None
        if self._database.execute("SELECT bot FROM owner").fetchone() != (bot,):
            with self._database:
                self._database.execute("DELETE FROM held")
                self._database.execute("DELETE FROM owner")
                self._database.execute("INSERT INTO owner VALUES (?)", (bot,))

    def hold(self, updates: Sequence[Json]) -> set[int]:
        """Keeps updates safe, even from a power cut; gives the numbers of those that were answered before."""
        numbers = [update["update_id"] for update in updates]
        marks = ",".join("?" * len(numbers))
        answered = self._database.execute(
            f"SELECT number FROM held WHERE content IS NULL AND number IN ({marks})", numbers
        ).fetchall()
        rows = [(update["update_id"], json.dumps(update)) for update in updates]
        self._database.execute("PRAGMA synchronous = FULL")
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO held (number, content) VALUES (?, ?)", rows)
        return {number for (number,) in answered}

    def release(self, numbers: Iterable[int]) -> None:
        """Deletes the content of updates that were answered."""
        # A kill takes nothing back that was committed; after a power cut one may be answered twice.
        self._database.execute("PRAGMA synchronous = NORMAL")
        with self._database:
            self._database.executemany(
                "UPDATE held SET content = NULL WHERE number = ?", [(number,) for number in numbers]
            )
            self._database.execute(
                "DELETE FROM held WHERE content IS NULL AND place <= (SELECT max(place) FROM held) - ?",
                (_NUMBERS_KEPT,),
            )
        if not self._is_open() or time.monotonic() - self._wiped > _WIPED_EVERY_SECONDS:
            self._wipe()

    def left_over(self) -> list[LeftOver]:
        """What earlier runs did not answer, oldest first; counts as one more try."""
        rows = self._database.execute(
            "SELECT content, tries FROM held WHERE content IS NOT NULL ORDER BY place"
        ).fetchall()
        with suppress(sqlite3.OperationalError), self._database:  # a full disk is no reason to let them wait
            self._database.execute("UPDATE held SET tries = tries + 1 WHERE content IS NOT NULL")
        return [LeftOver(json.loads(content), tries) for content, tries in rows]

    def close(self) -> None:
        self._wipe()
        self._database.close()

    def _is_open(self) -> bool:
        return self._database.execute("SELECT 1 FROM held WHERE content IS NOT NULL").fetchone() is not None

    def _wipe(self) -> None:
        """Leaves nothing of what was deleted in the write-ahead log either."""
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._wiped = time.monotonic()


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connected(":memory:")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path)
    except sqlite3.OperationalError:  # a sound file that cannot be used at the moment
        raise
    except sqlite3.DatabaseError:
        for ending in ("", "-wal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path | str) -> sqlite3.Connection:
    if isinstance(path, Path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # for nobody else to read
    database = sqlite3.connect(path, timeout=_LOCKED_SECONDS, check_same_thread=False)
    try:
        # Held exclusively: two bots with one inbox would both answer what is left over.
        database.executescript(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;" + _SCHEMA
        )
        return database
    except sqlite3.Error:
        database.close()
        raise
