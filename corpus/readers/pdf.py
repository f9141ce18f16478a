"""A PDF with text in it: one article."""

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import DependencyError

from corpus.document import Document, Found, Unreadable, parsing
from corpus.printed import read_printed
from corpus.problem import Problem
from corpus.unwrap import unwrap

SUFFIXES = (".pdf",)

# Its complaints about how a file was made are nothing that staff could act on.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(document: Document) -> Iterator[Found | Problem]:
    """The one article of the file. Pages that are pictures are named in a warning."""
    pages = _pages(document.data)
    scanned = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    if len(scanned) == len(pages):
        raise Unreadable(
            "Tệp PDF là bản quét (ảnh), không có chữ để đọc.",
            "Hãy nhận dạng chữ (OCR) trước, hoặc dùng bản Word của bài.",
        )
    if scanned:
        yield document.warning(
            f"Trang {', '.join(scanned)} của tệp PDF là ảnh, không có chữ để đọc.",
            "Hãy nhận dạng chữ (OCR) các trang này nếu chúng có nội dung cần tra cứu.",
        )
    yield from read_printed(document, unwrap(pages))


def _pages(data: bytes) -> list[str]:
    with parsing("PDF"):
        pdf = PdfReader(io.BytesIO(data))
        locked = pdf.is_encrypted and not _opens(pdf)
    if locked:
        raise Unreadable("Tệp PDF bị khoá bằng mật khẩu.", "Hãy in tệp ra một tệp PDF mới không có mật khẩu.")
    with parsing("PDF"):
        return [page.extract_text(extraction_mode="layout") for page in pdf.pages]


def _opens(pdf: PdfReader) -> bool:
    """Whether the file opens without a password."""
    try:
        return bool(pdf.decrypt(""))
    except DependencyError:  # a cipher that would take another library
        return False
