"""Dates as portals, documents and exports write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.dates import date_line, parse_date


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("10/01/2025", "2025-01-10T00:00:00+07:00"),
        ("1/2/2025", "2025-02-01T00:00:00+07:00"),
        ("10-01-2025 14:58", "2025-01-10T14:58:00+07:00"),
        ("10.01.2025, 14h58", "2025-01-10T14:58:00+07:00"),
        ("10/01/2025 | 02:58:30 CH", "2025-01-10T14:58:30+07:00"),
        ("10/01/2025 12:05 AM", "2025-01-10T00:05:00+07:00"),
        ("14:58 ngày 10/01/2025", "2025-01-10T14:58:00+07:00"),
        ("ngày 10 tháng 01 năm 2025", "2025-01-10T00:00:00+07:00"),
        ("2025-01-10", "2025-01-10T00:00:00+07:00"),
        ("2025-01-10T07:58:00Z", "2025-01-10T14:58:00+07:00"),
        ("Fri, 10 Jan 2025 07:58:00 GMT", "2025-01-10T14:58:00+07:00"),
        ("Fri, 10 Jan 2025 14:58:00 +0700", "2025-01-10T14:58:00+07:00"),
    ],
)
def test_a_date_is_read_in_local_time(written: str, read_as: str) -> None:
    moment = parse_date(written)
    assert moment is not None
    assert moment.isoformat() == read_as


@pytest.mark.parametrize(
    "written", ["", "hôm qua", "31/02/2025", "10/01/25", "10/01/2025 25:00", "0001-01-01", "2025"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("10/01/2025 14:58 Số lượt xem: 3072", "10/01/2025 14:58"),
        ("(10/01/2025)", "10/01/2025"),
        ("Thứ ba, 12/03/2024, 08:15 [GMT+7]", "12/03/2024, 08:15"),
        ("12/03/2024 08:15 Lượt xem: 1.024 Cỡ chữ: A- A A+", "12/03/2024 08:15"),
        ("Ngày đăng: 10/01/2025", "10/01/2025"),
        ("Thứ Sáu ngày 10/01/2025", "ngày 10/01/2025"),
        ("Cập nhật lúc: 14:58 ngày 10/01/2025 | Lượt đọc: 1.204", "14:58 ngày 10/01/2025"),
        ("Ngày 10/01/2025, Sở tổ chức hội nghị.", ""),
        ("Hội nghị ngày 10/01/2025", ""),
        ("", ""),
    ],
)
def test_a_date_line_holds_a_date_and_nothing_to_read(line: str, date: str) -> None:
    assert date_line(line) == date


@given(st.text() | st.datetimes().map(str) | st.from_regex(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}( \d{2}:\d{2})?"))
@example("9999-12-31T23:59:59-12:00")
@example("0001-01-01T00:00:00+14:00")
def test_no_text_raises_anything(text: str) -> None:
    parse_date(text)
    date_line(text)
