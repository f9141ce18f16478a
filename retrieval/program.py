"""Which program made something: its results may be reused only by the same."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from retrieval.prior import everyday_texts

_HERE = Path(__file__).parent


@cache
def program_digest() -> str:
    """Changes with any line of this package, of its word lists, or of its everyday texts."""
    digest = hashlib.blake2b(digest_size=8)
    for path in _sources():
        digest.update(path.name.encode() + path.read_bytes())
    for text in everyday_texts():
        digest.update(text.encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted(_HERE.glob("*.py"))
    yield from sorted((_HERE / "lists").iterdir())
