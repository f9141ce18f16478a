"""Writes token files in threads of their own: they take several times the room of all else."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile
from typing import BinaryIO

from retrieval.versions import settled, sync


class TokenWriter:
    """A context; when it ends the files are on disk. What went wrong in a thread is raised by the next call.

    A file that another version has too is copied, not written anew. None is shared with it: damage to one
    version must never reach another.
    """

    def __init__(self, folder: Path, unchanged: Mapping[Path, str]) -> None:
        """`unchanged` are the files to copy, with their checksums."""
        self.checksums = {path.name: checksum for path, checksum in unchanged.items()}
        """Of the files, by name; complete when the context ends."""
        self._folder = folder
        self._begun = set(self.checksums)
        self._is_wanted = False
        self._file: BinaryIO | None = None
        self._writer, self._copier = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._last: Future[None] | None = None
        self._copies = [self._copier.submit(_copy, path, folder / path.name) for path in unchanged]

    def begin(self, name: str) -> None:
        """What is added from here on goes into file `name`, unless that is copied or was written before."""
        self._is_wanted = name not in self._begun
        self._begun.add(name)
        if self._is_wanted:
            self._run(self._begin, name)

    def add(self, tokens: Callable[[], bytes]) -> None:
        if self._is_wanted:
            self._run(self._add, tokens)

    def __enter__(self) -> "TokenWriter":
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None:
                self._run(self._end).result()
                for copy in self._copies:
                    copy.result()
        finally:
            self._copier.shutdown(cancel_futures=True)
            self._writer.shutdown()
            if self._file:
                self._file.close()

    def _run(self, task: Callable[..., None], *given: object) -> "Future[None]":
        """Tasks run one after another, and one at most waits: tokens must not pile up in memory."""
        if self._last:
            self._last.result()
        for copy in self._copies:
            if copy.done():
                copy.result()
        self._last = self._writer.submit(task, *given)
        return self._last

    def _begin(self, name: str) -> None:
        self._end()
        self._file = (self._folder / name).open("wb")

    def _add(self, tokens: Callable[[], bytes]) -> None:
        if self._file:
            self._file.write(tokens())

    def _end(self) -> None:
        if self._file:
            path = Path(self._file.name)
            self._file.close()
            self._file = None
            self.checksums.update(settled([path]))


def _copy(source: Path, target: Path) -> None:
    copyfile(source, target)
    sync(target)
