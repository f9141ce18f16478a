"""One article as a record with named columns, as JSON Lines and CSV give it."""

import re
import unicodedata
from collections.abc import Mapping

from corpus.article import Paragraph
from corpus.document import Draft, text_paragraphs
from corpus.markup import plain_text

_NAMES = {
    "id": ("id", "ma", "ma_bai", "ma_tin"),
    "title": ("title", "tieu_de", "ten_bai", "tieu_de_bai_viet"),
    "body": ("body",),
    "text": ("text", "content", "noi_dung", "noi_dung_bai_viet"),
    "published": ("published", "date", "ngay_dang", "ngay_xuat_ban", "thoi_gian_dang", "ngay"),
    "url": ("url", "link", "duong_dan", "lien_ket", "dia_chi"),
    "section": ("section", "category", "chuyen_muc", "danh_muc"),
    "author": ("author", "tac_gia", "nguoi_viet"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class RecordError(Exception):
    """The record is no article; the text says why, in Vietnamese."""


def fields_of(record: Mapping[str, object]) -> dict[str, object]:
    """The values that articles have, by field, whether the columns have English or Vietnamese names."""
    found: dict[str, object] = {}
    for name, value in record.items():
        field = _FIELDS.get(_plain_name(name))
        if field and value is not None:
            found.setdefault(field, value)
    return found


def looks_like_article(fields: Mapping[str, object]) -> bool:
    """Whether there is a field that only articles have; questions, for one, have none."""
    return not fields.keys().isdisjoint(("title", "body", "text"))


def draft_of(fields: Mapping[str, object], line: int) -> Draft:
    """The article that the record on `line` gives."""
    url = _text(fields, "url")
    return Draft(
        id=_text(fields, "id") or url,
        title=_text(fields, "title"),
        paragraphs=_paragraphs(fields),
        published=_text(fields, "published"),
        url=url,
        section=_text(fields, "section"),
        author=_text(fields, "author"),
        line=line,
    )


def _plain_name(name: str) -> str:
    """A column's name as in "ngay_dang", from "Ngày đăng" and the like."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return _NOT_IN_NAMES.sub("_", "".join(filter(lambda c: not unicodedata.combining(c), letters))).strip("_")


def _text(fields: Mapping[str, object], name: str) -> str:
    match fields.get(name, ""):
        case str(text):
            return text
        case int(number) if name == "id" and not isinstance(number, bool):
            return str(number)
    raise RecordError(f"Trường «{name}» phải là chuỗi ký tự.")


def _paragraphs(fields: Mapping[str, object]) -> tuple[Paragraph, ...]:
    body = fields.get("body")
    if not isinstance(body, list):
        text = _text(fields, "text" if body is None else "body")
        return text_paragraphs(plain_text(text).splitlines())
    if not all(isinstance(paragraph, str) for paragraph in body):
        raise RecordError("Trường «body» phải là danh sách chuỗi ký tự.")
    return text_paragraphs(body)
