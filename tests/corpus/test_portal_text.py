"""The portal's text layout, as the seed article has it and as real exports vary it."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, ParagraphKind
from corpus.document import Document, Found
from corpus.encodings import UnknownEncoding
from corpus.problem import Problem, Severity
from corpus.readers.portal_text import read

TITLE = "Sở Thông tin và Truyền thông tổng kết công tác năm 2024"
LONG = (
    "Sáng 10/01/2025, Sở Thông tin và Truyền thông tổ chức hội nghị tổng kết công tác năm 2024. "
    "Dự hội nghị có đại diện lãnh đạo các sở, ban, ngành và toàn thể công chức, viên chức của Sở. "
    "Hội nghị nghe báo cáo kết quả chuyển đổi số và thảo luận nhiệm vụ trọng tâm năm 2025."
)
CAPTION = "Phó Giám đốc Sở Lê Thị Hạnh trao Giấy khen cho các tập thể có thành tích xuất sắc."
LAST = "Nhân dịp này, Giám đốc Sở tặng Giấy khen cho 12 tập thể và 30 cá nhân."
LAYOUT = f"{TITLE}\n\n10/01/2025 14:58 Số lượt xem: 3072\n\n{LONG}\n\n{CAPTION}\n\n{LAST}\n\nMinh Phương\n"


def results(text: str | bytes) -> list[Found | Problem]:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "ignore")
    return list(read(Document("bai.txt", "bai", data)))


def article(text: str | bytes) -> Article:
    (found,) = [result for result in results(text) if isinstance(result, Found)]
    return found.article


def problems(text: str) -> list[Problem]:
    return [result for result in results(text) if isinstance(result, Problem)]


def texts(text: str | bytes) -> list[str]:
    return [paragraph.text for paragraph in article(text).paragraphs]


def test_the_layout_gives_title_date_paragraphs_with_their_kinds_and_author() -> None:
    read_article = article(LAYOUT)
    assert read_article.id == "bai"
    assert read_article.title == TITLE
    assert read_article.published == datetime(2025, 1, 10, 14, 58, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert read_article.author == "Minh Phương"
    assert [(paragraph.text, paragraph.kind) for paragraph in read_article.paragraphs] == [
        (LONG, ParagraphKind.TEXT),
        (CAPTION, ParagraphKind.CAPTION),
        (LAST, ParagraphKind.TEXT),
        ("Minh Phương", ParagraphKind.BYLINE),
    ]


def test_a_good_export_has_no_problems() -> None:
    assert problems(LAYOUT) == []


@pytest.mark.parametrize(
    "variant",
    [
        LAYOUT.replace("\n", "\r\n"),
        LAYOUT.replace("\n", "\r"),
        "\ufeff" + LAYOUT,
        LAYOUT.replace(f"{TITLE}\n\n", f"{TITLE}\n"),
        LAYOUT.replace(f"{TITLE}\n\n", f"{TITLE}\n{TITLE}\n\n"),
        LAYOUT.replace(f"{TITLE}\n\n", f"{TITLE}\n\n{TITLE}\n\n"),
        LAYOUT.replace(LONG, f"{TITLE}\n\n{LONG}"),
        LAYOUT.replace("Truyền thông tổng", "Truyền thông\ntổng", 1),
        LAYOUT.replace("và thảo luận", "và\nthảo luận"),
        LAYOUT.replace("\n\n", "\n"),
        LAYOUT.replace("\n\n", "\n\n\n \n"),
        LAYOUT.replace(" Số lượt xem: 3072", ""),
        LAYOUT.replace("14:58 Số lượt xem: 3072", "14:58:30 | Lượt xem: 3.072"),
        LAYOUT.replace("10/01/2025 14:58 Số", "Ngày đăng: 10/01/2025 14:58 - Số"),
        LAYOUT.replace("\n\nMinh Phương", "\nMinh Phương"),
    ],
)
def test_exports_vary_and_give_the_same_article(variant: str) -> None:
    expected, given_article = article(LAYOUT), article(variant)
    assert given_article.title == expected.title
    assert given_article.paragraphs == expected.paragraphs
    assert given_article.author == expected.author
    assert given_article.published is not None
    assert given_article.published.replace(second=0) == expected.published


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("10/01/2025", "2025-01-10T00:00:00+07:00"),
        ("Ngày đăng: 10/01/2025", "2025-01-10T00:00:00+07:00"),
        ("Thứ Sáu, 10/01/2025, 08:05", "2025-01-10T08:05:00+07:00"),
        ("Cập nhật lúc: 14:58 ngày 10/01/2025", "2025-01-10T14:58:00+07:00"),
        ("10-01-2025 02:05 CH", "2025-01-10T14:05:00+07:00"),
        ("1/2/2025 7:05 (GMT+7)", "2025-02-01T07:05:00+07:00"),
    ],
)
def test_the_date_line_may_be_written_in_several_ways(written: str, read_as: str) -> None:
    published = article(LAYOUT.replace("10/01/2025 14:58 Số lượt xem: 3072", written)).published
    assert published is not None
    assert published.isoformat() == read_as


def test_a_missing_date_is_a_warning_and_the_article_is_kept() -> None:
    text = LAYOUT.replace("10/01/2025 14:58 Số lượt xem: 3072\n\n", "")
    (problem,) = problems(text)
    assert problem.severity is Severity.WARNING
    assert problem.message == "Bài không có ngày đăng."
    assert article(text).published is None
    assert texts(text) == texts(LAYOUT)


def test_a_day_that_does_not_exist_is_a_warning_that_quotes_it() -> None:
    (problem,) = problems(LAYOUT.replace("10/01/2025", "31/02/2025"))
    assert problem.message == "Không đọc được ngày đăng «31/02/2025 14:58»."


def test_the_date_may_stand_above_the_title() -> None:
    text = f"10/01/2025 14:58\n\n{TITLE}\n\n{LONG}\n"
    assert article(text).title == TITLE
    assert texts(text) == [LONG]


def test_a_lead_between_title_and_date_is_the_first_paragraph() -> None:
    text = f"{TITLE}\n\n{LAST}\n\n10/01/2025 14:58\n\n{LONG}\n"
    assert article(text).title == TITLE
    assert texts(text) == [LAST, LONG]


@pytest.mark.parametrize(
    ("ending", "author"),
    [
        ("Minh Phương", "Minh Phương"),
        ("Nguyễn Văn An - Thu Hà", "Nguyễn Văn An - Thu Hà"),
        ("Thu Hà (Trung tâm Công nghệ thông tin)", "Thu Hà (Trung tâm Công nghệ thông tin)"),
        ("Tin, ảnh: Minh Phương", "Minh Phương"),
        ("Tác giả: Minh Phương", "Minh Phương"),
        ("BBT", "BBT"),
        ("Nguồn: Cổng thông tin điện tử tỉnh", None),
        ("Theo Báo Nhân Dân", None),
        ("Minh Phương\n\nNguồn: Cổng thông tin điện tử tỉnh\n\nẢnh: Văn Nam", "Minh Phương"),
    ],
)
def test_lines_at_the_end_that_name_author_or_source_are_the_byline(ending: str, author: str | None) -> None:
    read_article = article(f"{TITLE}\n\n10/01/2025\n\n{LONG}\n\n{ending}\n")
    assert read_article.author == author
    kinds = [paragraph.kind for paragraph in read_article.paragraphs]
    assert kinds == [ParagraphKind.TEXT] + [ParagraphKind.BYLINE] * len(ending.split("\n\n"))


@pytest.mark.parametrize("ending", [LAST, "Hạn nộp hồ sơ là 17 giờ.", "Danh sách trúng tuyển kèm theo"])
def test_a_last_paragraph_that_is_no_name_stays_text(ending: str) -> None:
    read_article = article(f"{TITLE}\n\n10/01/2025\n\n{LONG}\n\n{ending}\n")
    assert read_article.paragraphs[-1].kind is ParagraphKind.TEXT
    assert read_article.author is None


@pytest.mark.parametrize(
    "caption",
    [
        "Ảnh: Quang cảnh hội nghị",
        "Quang cảnh hội nghị.",
        "Đoàn viên thanh niên hướng dẫn người dân nộp hồ sơ (Ảnh: Thu Hà)",
        "Đồng chí Lê Thị Hạnh phát biểu khai mạc hội nghị",
        "Kỹ thuật viên nối lại tuyến cáp quang qua cầu Bản Mạ.",
    ],
)
def test_a_photo_caption_is_told_from_text(caption: str) -> None:
    read_article = article(f"{TITLE}\n\n10/01/2025\n\n{LONG}\n\n{caption}\n\n{LAST}\n")
    assert read_article.paragraphs[1].kind is ParagraphKind.CAPTION


@pytest.mark.parametrize(
    "text",
    [
        LAST,
        "Phó Giám đốc Sở đã trao quà cho các hộ nghèo của xã.",
        "Người dân nhận kết quả tại nhà hoặc tại bưu cục sau 3 ngày.",
        "Theo đồng chí Phó Giám đốc Sở, hệ thống sẽ vận hành từ ngày 01/3/2025.",
        "Phát biểu tại hội nghị, đồng chí Lê Thị Hạnh đề nghị các đơn vị thực hiện tốt nhiệm vụ.",
    ],
)
def test_a_short_paragraph_of_text_is_no_caption(text: str) -> None:
    read_article = article(f"{TITLE}\n\n10/01/2025\n\n{LONG}\n\n{text}\n\n{LONG}\n")
    assert read_article.paragraphs[1].kind is ParagraphKind.TEXT


@pytest.mark.parametrize(
    "text", [TITLE, f"{TITLE}\n\n10/01/2025 14:58\n", f"{TITLE}\n\n10/01/2025\n\nMinh Phương"]
)
def test_an_article_without_body_is_an_error(text: str) -> None:
    (problem,) = results(text)
    assert isinstance(problem, Problem)
    assert problem.severity is Severity.ERROR
    assert problem.message == "Bài không có nội dung."


def test_lines_wrapped_at_a_width_are_one_paragraph_even_without_blank_lines() -> None:
    wrapped = "Sở triển khai ký số\nvà xác thực trên cổng\ndịch vụ công của tỉnh."
    assert texts(f"{TITLE}\n\n10/01/2025\n\n{wrapped}\n") == [wrapped.replace("\n", " ")]


@given(
    st.text() | st.lists(st.sampled_from([TITLE, LONG, LAST, "", "10/01/2025", "Minh Phương"])).map("\n".join)
)
def test_whatever_the_text_says_nothing_is_raised(text: str) -> None:
    results("\ufeff" + text)


@given(st.binary())
def test_whatever_the_bytes_are_the_file_is_read_or_named_unreadable(data: bytes) -> None:
    with suppress(UnknownEncoding):
        results(data)
