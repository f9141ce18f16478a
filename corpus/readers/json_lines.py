"""JSON Lines: an article a line, with `id`, `title` and `body` or `text`."""

import json
from collections.abc import Iterator

from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding, decode
from corpus.problem import Problem
from corpus.records import RecordError, draft_of, fields_of, looks_like_article

SUFFIXES = (".jsonl", ".ndjson")

_REMEDY = "Hãy sửa hoặc xoá dòng này; các dòng khác vẫn được nhận."


def read(document: Document) -> Iterator[Found | Problem]:
    """The article of every good line; a bad line is an error of its own."""
    begun = False
    for number, line in enumerate(_lines(document), 1):
        if not line.strip():
            continue
        try:
            text = _decoded(line)
            if known := document.recall(text, number):
                begun = True
                yield from known
                continue
            fields = fields_of(_parse(text))
            if not begun and not looks_like_article(fields):
                raise Unreadable(
                    "Tệp không chứa bài: không có trường «body» hay «text».",
                    "Hãy để tệp này ngoài thư mục nguồn hoặc đặt lại tên các trường.",
                    number,
                )
            begun = True
            yield from document.keep(text, document.finish(draft_of(fields, number)))
        except RecordError as error:
            yield document.error(str(error), _REMEDY, number)


def _lines(document: Document) -> Iterator[str | bytes]:
    """The lines, undecoded where the file as a whole has no encoding."""
    try:
        text = document.text()
    except UnknownEncoding:
        yield from document.data.split(b"\n")
        return
    start = 0  # one line at a time: the text may be large, and a list of its lines is as large again
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _decoded(line: str | bytes) -> str:
    try:
        return decode(line) if isinstance(line, bytes) else line
    except UnknownEncoding as error:
        raise RecordError("Không nhận ra bảng mã của dòng.") from error


def _parse(line: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError("Dòng không phải JSON hợp lệ.") from error
    if not isinstance(record, dict):
        raise RecordError("Dòng không phải một đối tượng JSON {…}.")
    return record
