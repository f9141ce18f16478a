"""Word documents."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.readers.word import read
from tests.corpus.old_encodings import in_tcvn3, in_vni

TITLE = "Sở Thông tin và Truyền thông tổng kết công tác năm 2024"
TEXT = "Năm 2024, tỉnh tiếp nhận 812.450 hồ sơ trực tuyến, đạt 78,6% tổng số hồ sơ của toàn tỉnh."
LINES = [TITLE, "10/01/2025 14:58", TEXT, "Hội nghị tặng Giấy khen cho 12 tập thể.", "Minh Phương"]


def word_file(lines: list[str]) -> docx.document.Document:
    file = docx.Document()
    for line in lines:
        file.add_paragraph(line)
    return file


def article(file: docx.document.Document) -> Article:
    found = list(read(Document("tin.docx", "tin", saved(file))))[-1]
    assert isinstance(found, Found)
    return found.article


def saved(file: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def texts(file: docx.document.Document) -> list[str]:
    return [paragraph.text for paragraph in article(file).paragraphs]


def test_a_document_gives_title_date_paragraphs_and_author() -> None:
    read_article = article(word_file(LINES))
    assert read_article.title == TITLE
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2025-01-10T14:58:00+07:00"
    assert [paragraph.text for paragraph in read_article.paragraphs] == LINES[2:]
    assert read_article.author == "Minh Phương"


@pytest.mark.parametrize("encode", [in_tcvn3, in_vni])
def test_text_set_in_old_fonts_is_converted(encode: Callable[[str], str]) -> None:
    assert texts(word_file([encode(line) for line in LINES])) == LINES[2:]


def test_the_rows_of_a_table_stand_where_the_table_stands() -> None:
    file = word_file(LINES[:3])
    table = file.add_table(2, 3)
    for number, cell in enumerate(table._cells):
        cell.text = f"ô {number}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Ô gộp"
    file.add_paragraph(LINES[3])
    assert texts(file) == [TEXT, "Ô gộp | ô 2", "ô 3 | ô 4 | ô 5", LINES[3]]


def test_text_in_controls_links_and_accepted_changes_is_not_lost_and_deleted_text_is() -> None:
    file = word_file([*LINES[:2], ""])
    for inner in (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Trong ô điều khiển.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:hyperlink><w:r><w:t>Trong liên kết.</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:ins><w:r><w:t>Được thêm.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Bị xoá.</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:t>Trước</w:t><w:tab/><w:t>sau</w:t><w:noBreakHyphen/><w:t>cùng.</w:t></w:r></w:p>",
    ):
        start, rest = inner.split(">", 1)
        file.element.body.insert_element_before(parse_xml(f"{start} {nsdecls('w')}>{rest}"), "w:sectPr")
    assert texts(file) == ["Trong ô điều khiển.", "Trong liên kết.", "Được thêm.", "Trước sau-cùng."]


def test_an_official_document_gives_its_kind_and_subject_as_title_and_the_date_of_its_head() -> None:
    file = docx.Document()
    head = file.add_table(1, 2)
    head.cell(0, 0).text = "SỞ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 12/TB-STTTT"
    head.cell(0, 1).text = "Độc lập - Tự do - Hạnh phúc\nLam Giang, ngày 10 tháng 01 năm 2025"
    for line in ["THÔNG BÁO", "Về việc tuyển dụng viên chức", TEXT]:
        file.add_paragraph(line)
    read_article = article(file)
    assert read_article.title == "THÔNG BÁO Về việc tuyển dụng viên chức"
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2025-01-10T00:00:00+07:00"
    assert [paragraph.text for paragraph in read_article.paragraphs] == [TEXT]


def test_a_file_that_unpacks_to_too_much_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.word._LARGEST_CONTENT", 1_000)
    with pytest.raises(Unreadable, match="Tệp hỏng"):
        article(word_file(LINES))


def test_another_archive_is_unreadable() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Unreadable, match=r"không đúng định dạng Word"):
        list(read(Document("tin.docx", "tin", stream.getvalue())))


GOOD = saved(word_file(LINES))


def damaged(at: int, put: bytes) -> bytes:
    return GOOD[:at] + put + GOOD[at + 1 :]


@settings(max_examples=30, deadline=None)
@given(st.binary() | st.builds(damaged, st.integers(0, len(GOOD)), st.binary()))
def test_no_bytes_raise_anything_but_what_the_store_expects(data: bytes) -> None:
    with suppress(Unreadable, UnknownEncoding):
        list(read(Document("tin.docx", "tin", data)))
