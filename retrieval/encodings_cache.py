"""What a build has encoded so far, on disk: a build that was killed goes on where it stopped.

An append-only file of checksummed records, synced every so often; the first record that is not whole, and all
after it, are dropped. It holds encodings of one model, projected in one way, and is removed once a version
with them is published.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors
from retrieval.tokens import Projection

NAME = "encodings.cache"
SYNCED_EVERY = 256
"""How many encodings a power loss may cost; a killed process loses none that it wrote out."""

_HEAD = struct.Struct("<17sI")
_SUM = struct.Struct("<I")
_MAGIC = b"TinSo encodings 1\n"

Packed = NDArray[np.uint8]


class EncodingsCache:
    """Vectors and packed tokens by the key of their text. One process at a time may open a file."""

    def __init__(self, file: BinaryIO, owner: bytes, dimension: int, token_bytes: int) -> None:
        self._file, self._dimension, self._token_bytes = file, dimension, token_bytes
        self._places: dict[bytes, int] = {}
        self._unsynced = 0
        self._recover(_MAGIC + owner)

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def read(self, key: bytes) -> tuple[Vectors, Packed]:
        self._file.seek(self._places[key])
        _, count = _HEAD.unpack(self._file.read(_HEAD.size))
        vector = np.frombuffer(self._file.read(4 * self._dimension), np.float32)
        packed = np.frombuffer(self._file.read(count * self._token_bytes), np.uint8)
        return vector, packed.reshape(-1, self._token_bytes)

    def add(self, key: bytes, vector: Vectors, packed: Packed) -> None:
        record = _HEAD.pack(key, len(packed)) + vector.astype(np.float32).tobytes() + packed.tobytes()
        self._places[key] = self._file.seek(0, os.SEEK_END)
        self._file.write(record + _SUM.pack(zlib.crc32(record)))
        self._unsynced += 1
        if self._unsynced == SYNCED_EVERY:
            self.sync()

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def _recover(self, magic: bytes) -> None:
        """Finds the whole records; a file of another model begins anew."""
        self._file.seek(0)
        if self._file.read(len(magic)) != magic:
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(magic)
        end = self._file.tell()
        while (key := self._whole_record()) is not None:
            self._places[key] = end
            end = self._file.tell()
        self._file.truncate(end)

    def _whole_record(self) -> bytes | None:
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        key, count = _HEAD.unpack(head)
        body = self._file.read(4 * self._dimension + count * self._token_bytes)
        whole = self._file.read(_SUM.size) == _SUM.pack(zlib.crc32(body, zlib.crc32(head)))
        return bytes(key) if whole else None


@contextmanager
def open_cache(
    directory: Path, identity: str, dimension: int, projection: Projection
) -> Iterator[EncodingsCache]:
    """The cache of builds in `directory`, synced at the end whatever ended it."""
    path = directory / NAME
    path.touch()
    with path.open("r+b") as file:
        owner = hashlib.blake2b(f"{identity} {dimension}".encode(), digest_size=16)
        owner.update(projection.mean.tobytes() + projection.matrix.astype(np.float16).tobytes())
        cache = EncodingsCache(file, owner.digest(), dimension, projection.width // 2)
        try:
            yield cache
        finally:
            cache.sync()


def remove_cache(directory: Path) -> None:
    (directory / NAME).unlink(missing_ok=True)
