"""CSV as spreadsheets and content systems export it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.problem import Problem
from corpus.readers.table import read

HEADER = "id,title,text,published,url,section,author"
ROW = 'tin-1,Tiêu đề,"Đoạn một.\nĐoạn hai.",10/01/2025 14:58,https://example.gov.vn/1,Tin tức,Minh Phương'


def results(text: str | bytes) -> list[Found | Problem]:
    return list(read(Document("tin.csv", "tin", text if isinstance(text, bytes) else text.encode())))


@pytest.mark.parametrize(
    "table",
    [
        f"{HEADER}\n{ROW}\n",
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-8-sig"),
        f"{HEADER}\n{ROW}".replace(",", "\t").encode("utf-16"),
        f"{HEADER}\n{ROW}".replace(",", ";"),
        f"sep=;\n{HEADER}\n{ROW}".replace(",", ";"),
        f"ma,tieu_de,noi_dung,ngay_dang,duong_dan,chuyen_muc,tac_gia\n{ROW}",
        f"Mã bài,Tiêu đề,Nội dung,Ngày đăng,Đường dẫn,Chuyên mục,Tác giả\n\n{ROW}\n,,,,,,\n",
        f'"ID","TITLE","Content","Date","Link","Category","Author"\n{ROW}',
        f"{HEADER},ghi chú\n{ROW},xong",
        f"{HEADER}\n{ROW}".replace("Đoạn một.\nĐoạn hai.", "<p>Đoạn <b>một</b>.</p><p>Đoạn hai.</p>"),
    ],
)
def test_a_row_gives_an_article_whatever_the_delimiter_encoding_and_names(table: str | bytes) -> None:
    (found,) = results(table)
    assert isinstance(found, Found)
    article = found.article
    assert (article.id, article.title, article.url) == ("tin-1", "Tiêu đề", "https://example.gov.vn/1")
    assert [paragraph.text for paragraph in article.paragraphs] == ["Đoạn một.", "Đoạn hai."]
    assert article.published is not None
    assert article.published.isoformat() == "2025-01-10T14:58:00+07:00"
    assert (article.section, article.author) == ("Tin tức", "Minh Phương")


def test_a_problem_names_the_first_line_of_its_row_and_other_rows_are_kept() -> None:
    before, error, after = results(
        f"{HEADER}\n{ROW}\ntin-2,Trống,,10/01/2025\n{ROW.replace('tin-1', 'tin-3')}\n"
    )
    assert isinstance(before, Found) and isinstance(after, Found)
    assert isinstance(error, Problem)
    assert (before.line, error.line, after.line) == (2, 4, 5)
    assert error.message == "Bài không có nội dung."


def test_a_row_with_too_many_cells_is_an_error() -> None:
    (error,) = results(f"{HEADER}\n{ROW},thừa\n")
    assert isinstance(error, Problem)
    assert (error.line, error.message) == (2, "Dòng có 8 ô, nhiều hơn 7 cột của bảng.")


def test_a_table_without_names_that_are_known_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="tieu_de"):
        results("a,b\n1,2\n")


def test_a_quote_left_open_names_its_line_and_rows_before_it_are_kept() -> None:
    rows = read(Document("tin.csv", "tin", f'{HEADER}\n{ROW}\ntin-2,"Hở,a,b\n'.encode()))
    assert isinstance(next(rows), Found)
    with pytest.raises(Unreadable) as caught:
        next(rows)
    assert caught.value.line == 4


CELLS = st.lists(st.text(st.sampled_from('a,;\t"\n\r\x00<p>')), max_size=9).map(",".join)


@given(st.binary() | CELLS.map(lambda row: f"{HEADER}\n{row}".encode()))
def test_no_bytes_raise_anything_but_what_the_store_expects(data: bytes) -> None:
    with suppress(Unreadable, UnknownEncoding):
        results(data)
