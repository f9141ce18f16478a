"""What reading a source gave, as bytes: a line of JSON, then each article's line and sketch."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from corpus.document import Found
from corpus.entry import StoredArticle
from corpus.problem import Problem, Severity
from corpus.profile import Profile

_HASH = np.dtype("<u8")


def to_bytes(results: Sequence[Found | Problem]) -> bytes:
    heads, bodies = list[dict[str, Any]](), list[bytes]()
    for result in results:
        if isinstance(result, Found):
            line, sketch = result.entry.line, result.entry.profile.sketch.astype(_HASH, copy=False).tobytes()
            heads.append(_head(result, len(line), len(sketch)))
            bodies += (line, sketch)
        else:
            heads.append({**asdict(result), "file": None})
    return b"".join((json.dumps(heads).encode(), b"\n", *bodies))


def from_bytes(data: bytes, file: str, line: int | None = None) -> list[Found | Problem]:
    """The results that `to_bytes` gave `data` for, told of `file`, and of `line` instead of their lines."""
    start = data.index(b"\n") + 1
    results = list[Found | Problem]()
    for head in json.loads(data[:start]):
        head["line"] = head["line"] if line is None else line
        if "id" in head:
            middle = start + head["length"]
            end = middle + head["sketch"]
            results.append(_found(head, file, data[start:middle], data[middle:end]))
            start = end
        else:
            results.append(Problem(**{**head, "severity": Severity(head["severity"]), "file": file}))
    return results


def _head(found: Found, length: int, sketch: int) -> dict[str, Any]:
    entry, profile = found.entry, found.entry.profile
    return {
        "line": found.line,
        "id": entry.id,
        "published": entry.published.isoformat() if entry.published else None,
        "title": profile.title,
        "section": profile.section,
        "words": profile.words,
        "doubts": profile.doubts,
        "length": length,
        "sketch": sketch,
    }


def _found(head: dict[str, Any], file: str, line: bytes, sketch: bytes) -> Found:
    published = datetime.fromisoformat(head["published"]) if head["published"] else None
    doubts = tuple((message, remedy) for message, remedy in head["doubts"])
    hashes = np.frombuffer(sketch, _HASH)
    profile = Profile(head["title"], head["section"], head["words"], doubts, hashes)
    return Found(StoredArticle(head["id"], published, line, profile), file, head["line"])
