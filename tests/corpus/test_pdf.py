"""PDF files, made here as small as they can be."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.problem import Problem, Severity
from corpus.readers.pdf import read

TITLE = "Sở Thông tin và Truyền thông tổng kết công tác năm 2024"
FIRST = ["Năm 2024, tỉnh tiếp nhận 812.450 hồ sơ trực tuyến, đạt 78,6% tổng số", "hồ sơ của toàn tỉnh."]
PAGE = [TITLE, "", "10/01/2025 14:58", "", *FIRST, "", "Minh Phương", "", "1"]
_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfrange <0020> <007E> <0020> <00A0> <01B0> <00A0> <1EA0> <1EF9> <1EA0> endbfrange endcmap end end"""


def pdf_file(*pages: list[str]) -> bytes:
    """A PDF whose font gives no glyphs, only which letter each code is."""
    contents = [stream("\n".join(["BT /F 12 Tf 14 TL 50 780 Td", *map(shown, page), "ET"])) for page in pages]
    numbers = range(6, 6 + 2 * len(pages), 2)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 500 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(_TO_UNICODE),
    ]
    for number, content in zip(numbers, contents, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(content)
    return assembled(objects)


def shown(line: str) -> str:
    return f"<{line.encode('utf-16-be').hex()}> Tj T*"


def stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def assembled(objects: list[str]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def results(data: bytes) -> list[Found | Problem]:
    return list(read(Document("tin.pdf", "tin", data)))


def test_a_file_gives_title_date_paragraphs_and_author_without_page_numbers() -> None:
    (found,) = results(pdf_file(PAGE))
    assert isinstance(found, Found)
    assert found.article.title == TITLE
    assert found.article.published is not None
    assert found.article.published.isoformat() == "2025-01-10T14:58:00+07:00"
    assert [paragraph.text for paragraph in found.article.paragraphs] == [" ".join(FIRST), "Minh Phương"]
    assert found.article.author == "Minh Phương"


def test_a_paragraph_may_run_on_over_the_page() -> None:
    (found,) = results(pdf_file([TITLE, "", "10/01/2025", "", FIRST[0]], [FIRST[1]]))
    assert isinstance(found, Found)
    assert [paragraph.text for paragraph in found.article.paragraphs] == [" ".join(FIRST)]


def test_a_scanned_file_is_unreadable_and_told_so() -> None:
    with pytest.raises(Unreadable, match="bản quét"):
        results(pdf_file([], []))


def test_scanned_pages_among_others_are_a_warning_that_names_them() -> None:
    warning, found = results(pdf_file(PAGE, [], []))
    assert isinstance(warning, Problem)
    assert warning.severity is Severity.WARNING
    assert warning.message == "Trang 2, 3 của tệp PDF là ảnh, không có chữ để đọc."
    assert isinstance(found, Found)


def locked(password: str) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file(PAGE)))), io.BytesIO()
    writer.encrypt(user_password=password, owner_password="5678", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def test_a_file_that_is_only_locked_against_changes_is_read() -> None:
    (found,) = results(locked(""))
    assert isinstance(found, Found)


def test_a_file_with_a_password_is_unreadable_and_told_so() -> None:
    with pytest.raises(Unreadable, match="bị khoá bằng mật khẩu"):
        results(locked("1234"))


def test_a_damaged_file_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="Tệp hỏng"):
        results(b"%PDF-1.7\nnothing")


GOOD = pdf_file(PAGE)


def damaged(at: int, put: bytes) -> bytes:
    return GOOD[:at] + put + GOOD[at + 1 :]


@settings(max_examples=30, deadline=None)
@given(
    st.binary()
    | st.builds(lambda at, byte: GOOD[:at] + byte + GOOD[at + 1 :], st.integers(0, len(GOOD)), st.binary())
)
def test_no_bytes_raise_anything_but_what_the_store_expects(data: bytes) -> None:
    with suppress(Unreadable, UnknownEncoding):
        results(data)
