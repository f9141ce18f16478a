"""Periods in words."""

from datetime import date

import pytest

from bot.messages import ENGLISH, VIETNAMESE
from bot.wording import period
from retrieval.answer import Period


@pytest.mark.parametrize(
    ("first", "last", "vietnamese", "english"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "năm 2019", "in 2019"),
        (date(2024, 2, 1), date(2024, 2, 29), "tháng 02/2024", "in 02/2024"),
        (date(2024, 2, 5), date(2024, 2, 5), "ngày 05/02/2024", "on 05/02/2024"),
        (
            date(2019, 1, 1),
            date(2020, 12, 31),
            "từ ngày 01/01/2019 đến ngày 31/12/2020",
            "from 01/01/2019 to 31/12/2020",
        ),
        (date(2024, 2, 1), None, "từ ngày 01/02/2024", "since 01/02/2024"),
        (None, date(2024, 2, 1), "đến hết ngày 01/02/2024", "up to 01/02/2024"),
    ],
)
def test_periods(first: date | None, last: date | None, vietnamese: str, english: str) -> None:
    assert period(Period(first, last), VIETNAMESE) == vietnamese
    assert period(Period(first, last), ENGLISH) == english
