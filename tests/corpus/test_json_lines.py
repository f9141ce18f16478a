"""JSON Lines: an article a line."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.document import Document, Found, Unreadable
from corpus.problem import Problem, Severity
from corpus.readers.json_lines import read

GOOD: dict[str, object] = {
    "id": "tin-1",
    "title": "Tiêu đề",
    "body": ["Đoạn một.", "Đoạn hai."],
    "published": "2025-01-10T14:58:00+07:00",
}


def results(*lines: object) -> list[Found | Problem]:
    return list(read(Document("tin.jsonl", "tin", b"\n".join(map(encoded, lines)))))


def encoded(line: object) -> bytes:
    return line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()


def article(**changes: object) -> Article:
    (found,) = results(GOOD | changes)
    assert isinstance(found, Found)
    return found.article


def problem(**changes: object) -> Problem:
    return next(result for result in results(GOOD | changes) if isinstance(result, Problem))


def test_a_record_gives_an_article_with_all_its_fields() -> None:
    read_article = article(url="https://example.gov.vn/tin-1", section="Tin tức", author="Minh Phương")
    assert read_article.id == "tin-1"
    assert read_article.title == "Tiêu đề"
    assert [paragraph.text for paragraph in read_article.paragraphs] == ["Đoạn một.", "Đoạn hai."]
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2025-01-10T14:58:00+07:00"
    assert read_article.url == "https://example.gov.vn/tin-1"
    assert (read_article.section, read_article.author) == ("Tin tức", "Minh Phương")


@pytest.mark.parametrize(
    "text", ["Đoạn một.\n\nĐoạn hai.", "Đoạn một.\nĐoạn hai.\n", "\r\nĐoạn một.\r\n Đoạn hai."]
)
def test_a_text_is_divided_into_paragraphs_at_its_newlines(text: str) -> None:
    assert article(body=None, text=text).paragraphs == article().paragraphs


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2025-01-10", "2025-01-10T00:00:00+07:00"),
        ("2025-01-10T14:58:00", "2025-01-10T14:58:00+07:00"),
        ("2025-01-10T07:58:00Z", "2025-01-10T14:58:00+07:00"),
        ("10/01/2025", "2025-01-10T00:00:00+07:00"),
        ("10/01/2025 14:58", "2025-01-10T14:58:00+07:00"),
    ],
)
def test_a_date_is_read_as_iso_8601_or_as_vietnamese_write_it(written: str, read_as: str) -> None:
    published = article(published=written).published
    assert published is not None
    assert published.isoformat() == read_as


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.gov.vn/a", "/tin-1", "https://", "http://[x"]
)
def test_an_address_that_is_not_http_is_dropped_with_a_warning(url: str) -> None:
    warning, found = results(GOOD | {"url": url})
    assert isinstance(warning, Problem)
    assert warning.severity is Severity.WARNING
    assert isinstance(found, Found)
    assert found.article.url is None


def test_a_number_serves_as_id_and_an_address_stands_in_for_a_missing_one() -> None:
    assert article(id=7).id == "7"
    assert article(id=None, url="https://example.gov.vn/tin-1").id == "https://example.gov.vn/tin-1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, "Bài không có mã (id)."),
        ({"id": " \u200b"}, "Bài không có mã (id)."),
        ({"id": True}, "Trường «id» phải là chuỗi ký tự."),
        ({"title": ["a"]}, "Trường «title» phải là chuỗi ký tự."),
        ({"body": []}, "Bài không có nội dung."),
        ({"body": [" ", "\u0000"]}, "Bài không có nội dung."),
        ({"body": None}, "Bài không có nội dung."),
        ({"body": ["a", 1]}, "Trường «body» phải là danh sách chuỗi ký tự."),
        ({"published": 20250110}, "Trường «published» phải là chuỗi ký tự."),
    ],
)
def test_a_bad_field_is_an_error_that_names_it(changes: dict[str, object], message: str) -> None:
    assert problem(**changes).severity is Severity.ERROR
    assert problem(**changes).message == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"published": None}, "Bài không có ngày đăng."),
        ({"published": "hôm qua"}, "Không đọc được ngày đăng «hôm qua»."),
        ({"title": ""}, "Bài không có tiêu đề."),
    ],
)
def test_a_missing_date_or_title_is_a_warning_and_the_article_is_kept(
    changes: dict[str, object], message: str
) -> None:
    warning, found = results(GOOD | changes)
    assert isinstance(found, Found)
    assert isinstance(warning, Problem)
    assert (warning.severity, warning.message) == (Severity.WARNING, message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"id": "tin-2", "title": ', "Dòng không phải JSON hợp lệ."),
        (b"[" * 100_000, "Dòng không phải JSON hợp lệ."),
        (b'{"id": ' + b"9" * 5000 + b"}", "Dòng không phải JSON hợp lệ."),
        (b'["tin-2"]', "Dòng không phải một đối tượng JSON {…}."),
        (b'{"id": "tin-2", "title": "\xff", "text": "a"}', "Không nhận ra bảng mã của dòng."),
    ],
)
def test_a_bad_line_is_an_error_that_names_it_and_good_lines_beside_it_are_kept(
    line: bytes, message: str
) -> None:
    before, error, after = results(GOOD, line, b"", GOOD | {"id": "tin-4"})
    assert isinstance(error, Problem)
    assert (error.severity, error.line, error.message) == (Severity.ERROR, 2, message)
    assert isinstance(before, Found) and isinstance(after, Found)
    assert (before.line, after.line) == (1, 4)


def test_records_that_are_no_articles_are_one_problem_not_one_a_line() -> None:
    question = {"question": "Phí cấp chữ ký số?", "article": "tin-1"}
    with pytest.raises(Unreadable, match="Tệp không chứa bài"):
        results(question, question)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*GOOD, "text", "url", "author"]), inner),
)


@given(st.lists(JSON.map(json.dumps).map(str.encode) | st.binary()))
def test_whatever_the_lines_hold_nothing_but_unreadable_is_raised(lines: list[bytes]) -> None:
    with suppress(Unreadable):
        results(*lines)
