"""CSV, as spreadsheets and content systems export it: a row of column names, then an article a row."""

import csv
import io
import json
from collections.abc import Iterator

from corpus.document import Document, Found, Unreadable
from corpus.problem import Problem
from corpus.records import RecordError, draft_of, fields_of, looks_like_article

SUFFIXES = (".csv", ".tsv")

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000_000


def read(document: Document) -> Iterator[Found | Problem]:
    """The article of every good row; a bad row is an error of its own, named by its first line."""
    rows = _rows(document.text())
    _, names = next(rows, (1, []))
    if not looks_like_article(fields_of(dict.fromkeys(names, ""))):
        raise Unreadable(
            "Dòng đầu không có tên cột «tieu_de» hay «noi_dung».",
            "Hãy đặt tên cột ở dòng đầu: id, tieu_de, noi_dung, ngay_dang, duong_dan, chuyen_muc, tac_gia.",
            1,
        )
    for line, row in rows:
        try:
            part = json.dumps([names, row])
            yield from document.recall(part, line) or document.keep(
                part, document.finish(draft_of(_fields(names, row), line))
            )
        except RecordError as error:
            yield document.error(str(error), "Hãy sửa dòng này; các dòng khác vẫn được nhận.", line)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with its first line; a spreadsheet's "sep=" line is none."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for row in reader:
            if any(map(str.strip, row)) and not (line == 1 and row[0].startswith("sep=")):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            "Dấu ngoặc kép không khớp nên từ dòng này trở đi không đọc được.",
            'Hãy xuất lại tệp CSV; dấu " trong nội dung phải viết thành "".',
            line,
        ) from error


def _delimiter(text: str) -> str:
    """The delimiter that gives the first line most names that are known, or else most names."""
    header = next((line for line in text.split("\n", 3) if line.strip() and not line.startswith("sep=")), "")
    names = {delimiter: [name.strip(' "') for name in header.split(delimiter)] for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: len(fields_of(dict.fromkeys(names[delimiter], ""))))


def _fields(names: list[str], row: list[str]) -> dict[str, object]:
    if len(row) > len(names) and any(map(str.strip, row[len(names) :])):
        raise RecordError(f"Dòng có {len(row)} ô, nhiều hơn {len(names)} cột của bảng.")
    return fields_of(dict(zip(names, row, strict=False)))
