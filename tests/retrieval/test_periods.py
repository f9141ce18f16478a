"""When a question asks for articles of a certain time, and when a date in it is something else."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.answer import Period
from retrieval.periods import TimeRequest, understand_time
from retrieval.vietnamese import fold

TODAY = date(2026, 11, 23)
"""A Monday."""
LABELLED = Path(__file__).parents[2] / "retrieval" / "training" / "periods.jsonl"


def days(text: str) -> Period:
    """Reads "2018-01-01..2018-01-31"; an end left out is open."""
    first, last = (date.fromisoformat(day) if day else None for day in text.split(".."))
    return Period(first, last)


def period(question: str, today: date = TODAY) -> Period | None:
    return understand_time(question, today).period


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hôm nay có tin gì?", "2026-11-23..2026-11-23"),
        ("Sáng nay có thông báo nào?", "2026-11-23..2026-11-23"),
        ("Hôm qua có thông báo nào?", "2026-11-22..2026-11-22"),
        ("Hôm kia có tin gì?", "2026-11-21..2026-11-21"),
        ("Tuần này có sự kiện gì?", "2026-11-23..2026-11-29"),
        ("Tuần trước Sở họp gì?", "2026-11-16..2026-11-22"),
        ("Tuần vừa rồi có tin gì?", "2026-11-16..2026-11-22"),
        ("Cuối tuần qua có sự kiện nào?", "2026-11-21..2026-11-22"),
        ("Thứ sáu tuần trước có tin gì?", "2026-11-20..2026-11-20"),
        ("Chủ nhật vừa rồi có sự kiện gì?", "2026-11-22..2026-11-22"),
        ("Tháng này có lớp tập huấn nào?", "2026-11-01..2026-11-30"),
        ("Tháng trước Sở có hoạt động gì?", "2026-10-01..2026-10-31"),
        ("Quý trước có tin gì?", "2026-07-01..2026-09-30"),
        ("Năm nay có cuộc thi nào?", "2026-01-01..2026-12-31"),
        ("Năm ngoái Sở ra những thông báo gì?", "2025-01-01..2025-12-31"),
        ("3 ngày qua có tin gì?", "2026-11-20..2026-11-23"),
        ("Hai tuần gần đây có thông báo nào?", "2026-11-09..2026-11-23"),
        ("Sáu tháng qua có bài nào về 5G?", "2026-05-23..2026-11-23"),
        ("3 ngày trước có tin gì?", "2026-11-20..2026-11-20"),
        ("2 tuần trước có thông báo gì?", "2026-11-09..2026-11-15"),
        ("24 giờ qua có tin gì?", "2026-11-22..2026-11-23"),
        ("Từ đầu năm đến nay có tin gì?", "2026-01-01..2026-11-23"),
        ("Tin trong tuần", "2026-11-23..2026-11-29"),
    ],
)
def test_times_told_from_today(question: str, asked: str) -> None:
    assert period(question) == days(asked)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Tin tháng 1/2018", "2018-01-01..2018-01-31"),
        ("Thông báo tháng 1 năm 2018", "2018-01-01..2018-01-31"),
        ("Tin tháng mười hai năm 2020", "2020-12-01..2020-12-31"),
        ("Trong tháng 3/2020 Sở có những hoạt động gì?", "2020-03-01..2020-03-31"),
        ("Tháng 2 năm 2020 có gì mới?", "2020-02-01..2020-02-29"),
        ("Tin ngày 10/1/2018", "2018-01-10..2018-01-10"),
        ("Tin ngày 10-1-2018", "2018-01-10..2018-01-10"),
        ("Tin 5.3.2020", "2020-03-05..2020-03-05"),
        ("Tin ngày mùng 5 tháng 3 năm 2020", "2020-03-05..2020-03-05"),
        ("Ngày 10/1/2018 xảy ra chuyện gì?", "2018-01-10..2018-01-10"),
        ("Tin quý 2/2020", "2020-04-01..2020-06-30"),
        ("Tin quý III năm 2021", "2021-07-01..2021-09-30"),
        ("6 tháng đầu năm 2019 có hội nghị nào?", "2019-01-01..2019-06-30"),
        ("6 tháng cuối năm ngoái có tin gì?", "2025-07-01..2025-12-31"),
        ("9 tháng đầu năm 2020 có bài nào?", "2020-01-01..2020-09-30"),
        ("Tin nửa cuối năm 2020", "2020-07-01..2020-12-31"),
        ("Đầu năm 2022 có tin gì?", "2022-01-01..2022-03-31"),
        ("Cuối năm 2023 có tin gì?", "2023-10-01..2023-12-31"),
        ("Tin tức 2019", "2019-01-01..2019-12-31"),
        ("Tin đăng năm 2018 về báo chí", "2018-01-01..2018-12-31"),
        ("Tháng 3/2020", "2020-03-01..2020-03-31"),
    ],
)
def test_dates(question: str, asked: str) -> None:
    assert period(question) == days(asked)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Từ ngày 5/8/2023 đến ngày 20/8/2023 có tin gì?", "2023-08-05..2023-08-20"),
        ("Tin từ ngày 5 đến ngày 20 tháng 8 năm 2023", "2023-08-05..2023-08-20"),
        ("Tin từ 1 đến 15/8/2023", "2023-08-01..2023-08-15"),
        ("Tin 5-20/8/2023", "2023-08-05..2023-08-20"),
        ("Từ tháng 3 đến tháng 5 năm 2021 có tin gì?", "2021-03-01..2021-05-31"),
        ("Từ tháng 3 đến 5 năm 2021 có tin gì?", "2021-03-01..2021-05-31"),
        ("Từ tháng 11 đến tháng 2 năm 2021 có tin gì?", "2020-11-01..2021-02-28"),
        ("Tin tháng 1, 2 năm 2020", "2020-01-01..2020-02-29"),
        ("Từ quý 1 đến quý 3 năm 2020 có tin gì?", "2020-01-01..2020-09-30"),
        ("Tin năm 2018–2020", "2018-01-01..2020-12-31"),
        ("Năm 2018 và 2019 có bài nào về 5G?", "2018-01-01..2019-12-31"),
        ("Từ hôm qua đến nay có tin gì?", "2026-11-22..2026-11-23"),
        ("Từ 2019 đến nay có bài viết nào về xe buýt?", "2019-01-01..2026-11-23"),
        ("Các thông báo từ năm 2024 trở lại đây", "2024-01-01..2026-11-23"),
        ("Tin trước năm 2020", "..2019-12-31"),
        ("Tin sau năm 2020", "2021-01-01.."),
        ("Tin năm 2018 trở về trước", "..2018-12-31"),
    ],
)
def test_ranges(question: str, asked: str) -> None:
    assert period(question) == days(asked)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("hqua co tb nao ko, tin gi cung dc", "2026-11-22..2026-11-22"),
        ("hnay so co tin j", "2026-11-23..2026-11-23"),
        ("nay có tin j ko ad", "2026-11-23..2026-11-23"),
        ("hum qua co j hot k", "2026-11-22..2026-11-22"),
        ("tuan trc so hop gi", "2026-11-16..2026-11-22"),
        ("nam ngoai so tc nhung hd gi, co tin ko", "2025-01-01..2025-12-31"),
        ("tin thg 3", "2026-03-01..2026-03-31"),
        ("tin t1/2018", "2018-01-01..2018-01-31"),
        ("tin T1 năm 2018", "2018-01-01..2018-01-31"),
        ("tin th3/2020", "2020-03-01..2020-03-31"),
        ("tin thang 12", "2025-12-01..2025-12-31"),
        ("tin q2/2020", "2020-04-01..2020-06-30"),
        ("tin qui 2/2020", "2020-04-01..2020-06-30"),
        ("t6 tuan trc co tin j", "2026-11-20..2026-11-20"),
        ("bai viet nam 2018 ve bao chi", "2018-01-01..2018-12-31"),
    ],
)
def test_chat_shorthand(question: str, asked: str) -> None:
    assert period(question) == days(asked)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What happened yesterday?", "2026-11-22..2026-11-22"),
        ("What was announced last week?", "2026-11-16..2026-11-22"),
        ("Anything new this month?", "2026-11-01..2026-11-30"),
        ("Anything posted in the past 3 days?", "2026-11-20..2026-11-23"),
        ("Any news 2 weeks ago?", "2026-11-09..2026-11-15"),
        ("News from last Friday", "2026-11-20..2026-11-20"),
        ("Any news in March 2020?", "2020-03-01..2020-03-31"),
        ("News in May", "2026-05-01..2026-05-31"),
        ("What was published on 24 March 2026?", "2026-03-24..2026-03-24"),
        ("Articles from January 10th, 2018", "2018-01-10..2018-01-10"),
        ("News on 2020-03-24", "2020-03-24..2020-03-24"),
        ("Which articles came out in 2019?", "2019-01-01..2019-12-31"),
        ("What was announced in Q2 2020?", "2020-04-01..2020-06-30"),
        ("What was reported in the second quarter of 2021?", "2021-04-01..2021-06-30"),
        ("News from the first half of 2024", "2024-01-01..2024-06-30"),
        ("Stories from late 2022", "2022-10-01..2022-12-31"),
        ("Announcements since 2021", "2021-01-01..2026-11-23"),
        ("News before March 2020", "..2020-02-29"),
        ("Articles published after June 2025", "2025-07-01.."),
        ("Notices published between June and August 2018", "2018-06-01..2018-08-31"),
        ("News from 1 to 15 August 2023", "2023-08-01..2023-08-15"),
    ],
)
def test_english(question: str, asked: str) -> None:
    assert period(question) == days(asked)


@pytest.mark.parametrize(
    "question",
    [
        "Nhiệm vụ năm 2018 là gì?",
        "Kế hoạch năm 2018 có gì mới?",
        "Tin về kế hoạch năm 2018",
        "Hội nghị tổng kết năm 2017 bàn những gì?",
        "Lễ hội năm ngoái ai vô địch?",
        "Tuyển dụng năm 2023 nộp hồ sơ ở đâu?",
        "Thông báo tuyển dụng năm 2023",
        "Thông báo nghỉ Tết năm 2024",
        "Tin về quy hoạch giai đoạn 2021-2030",
        "Hoạt động báo chí năm 2018 có gì nổi bật?",
        "Năm 2020 thuế đất có gì mới?",
        "Năm 2019 có bao nhiêu hồ sơ trực tuyến?",
        "Nhiệm vụ năm nay là gì?",
        "Lịch tiếp công dân tuần này",
        "Tin tức năm học 2020-2021",
        "What are the key tasks for 2021?",
        "News about the festival in 2019",
        "What happened at the conference in March 2020?",
        "last year's budget plan",
    ],
)
def test_a_time_that_belongs_to_the_matter_is_no_period(question: str) -> None:
    assert period(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Ai trao bằng khen ngày 10/1/2018?",
        "Hội nghị ngày 10/1/2018 bàn những gì?",
        "Sự kiện ngày 10/1/2018 do ai chủ trì?",
        "Khách đến Vĩnh Sa năm 2023 tăng bao nhiêu phần trăm?",
        "Khách năm nay tăng bao nhiêu so với năm ngoái?",
        "Who handed out certificates on 10 January 2018?",
        "How many people attended in 2019?",
    ],
)
def test_a_question_on_the_facts_of_a_day_is_no_request_for_its_news(question: str) -> None:
    assert period(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Quyết định 749/QĐ-TTg nói gì?",
        "Nghị định 13/2023/NĐ-CP có tin gì?",
        "Thông báo số 12/TB-SNV năm 2023 nói gì?",
        "Dịch vụ công mức 3, 4 khác nhau thế nào?",
        "Ngày chuyển đổi số 10/10 có ý nghĩa gì?",
        "Kỷ niệm 80 năm ngày truyền thống có tin gì?",
        "Gọi 1900 1234 có mất tiền không?",
        "Đến năm 2025 có những thông báo gì?",
        "Trong 60 ngày không khai sinh thì sao?",
        "Việt Nam 2020 có tin gì?",
        "Quỹ 2 có tin gì?",
        "Anh Tuấn nay có tin gì?",
        "Tin về tổ máy số 1",
        "tin ve 10 may tinh",
        "Từ ngày 1/7/2024 căn cước có gì mới?",
        "Thông báo nộp hồ sơ trước ngày 15/3/2024",
    ],
)
def test_numbers_names_targets_and_deadlines_are_no_period(question: str) -> None:
    assert period(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Tôi nộp hồ sơ tuần trước, bao giờ có kết quả?",
        "Con tôi sinh năm ngoái, làm khai sinh ở đâu?",
        "Thẻ hết hạn tháng trước làm lại ở đâu?",
        "Hôm nay Sở có làm việc không?",
        "I lost my card yesterday, what do I do?",
        "How do I renew a licence this week?",
    ],
)
def test_the_askers_own_affairs_and_errands_are_no_period(question: str) -> None:
    assert period(question) is None


@pytest.mark.parametrize(
    "question", ["Ngày 31/2/2020 có tin gì?", "Tin tháng 13/2018", "Tin năm 2030", "Tuần sau có sự kiện gì?"]
)
def test_days_that_do_not_exist_or_are_to_come_are_no_period(question: str) -> None:
    assert period(question) is None


def test_a_plan_beside_a_request_does_not_undo_it() -> None:
    assert period("Tin tháng 1/2018 về kế hoạch năm 2018") == days("2018-01-01..2018-01-31")


def test_a_month_without_a_year_is_the_latest_that_has_begun() -> None:
    assert period("Tin tháng 11", date(2026, 11, 1)) == days("2026-11-01..2026-11-30")
    assert period("Tin tháng 11", date(2026, 10, 31)) == days("2025-11-01..2025-11-30")


@pytest.mark.parametrize(
    "question",
    [
        "Thông báo mới nhất của Sở",
        "Gần đây có cuộc thi nào không?",
        "dao nay co tin gi",
        "Mấy hôm nay có tin gì?",
        "Có thông báo mới không?",
        "Sở có gì mới không?",
        "Latest scam warnings",
        "Any job openings recently?",
        "What's new?",
    ],
)
def test_the_newest_first(question: str) -> None:
    assert understand_time(question, TODAY) == TimeRequest(None, newest=True)


@pytest.mark.parametrize(
    "question",
    [
        "Bưu điện gần nhất ở đâu?",
        "Gần đây có bưu điện nào không?",
        "nearest post office",
        "Luật mới có gì mới?",
    ],
)
def test_near_in_space_and_new_in_law_are_not_the_newest(question: str) -> None:
    assert understand_time(question, TODAY) == TimeRequest(None, newest=False)


def test_recent_days_counted_are_a_period_only() -> None:
    assert understand_time("3 ngày gần đây có tin gì?", TODAY) == TimeRequest(
        days("2026-11-20..2026-11-23"), False
    )


def test_the_newest_of_a_period() -> None:
    assert understand_time("Thông báo mới nhất tháng này", TODAY) == TimeRequest(
        days("2026-11-01..2026-11-30"), True
    )


WORDS = """
    tin có gì năm tháng quý ngày tuần thứ hôm qua nay trước sau từ đến đầu cuối nửa mấy ba 2 12 31
    2018 2020 2030 999 1/2018 31/2/2020 29/2 10-1-2018 - , và trở đi gần đây
    news in since before may march last past ago weeks quarter half of
"""
any_text = st.text() | st.lists(st.sampled_from(WORDS.split())).map(" ".join)


@given(any_text, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
@example("tin 29/2", TODAY)
@example("tin 999 năm qua", TODAY)
@example("tin 99 tháng đầu năm 2020", TODAY)
@example("tin tháng 0/2020 đến 0/0/0000", TODAY)
def test_any_text_gives_days_in_order_that_have_begun(question: str, today: date) -> None:
    found = understand_time(question, today).period
    if found is not None:
        assert (found.first or date.min) <= (found.last or date.max)
        assert found.first is None or found.first <= today


@given(st.dates(date(1990, 1, 1), TODAY))
def test_any_day_is_understood(day: date) -> None:
    assert period(f"Tin ngày {day.day}/{day.month}/{day.year}") == Period(day, day)
    assert period(f"news on {day:%d %B %Y}") == Period(day, day)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_last_week_is_the_seven_days_before_this_monday(today: date) -> None:
    found = period("Tuần trước có tin gì?", today)
    assert found is not None and found.first is not None and found.last is not None
    assert found.first.weekday() == 0
    assert found.last == found.first + timedelta(days=6)
    assert timedelta(days=1) <= today - found.last <= timedelta(days=7)


def is_right(label: dict[str, Any], question: str) -> bool:
    first, last = (label[end] and date.fromisoformat(label[end]) for end in ("from", "to"))
    expected = TimeRequest(Period(first, last) if first or last else None, label["newest"])
    return understand_time(question, date.fromisoformat(label["today"])) == expected


@pytest.mark.parametrize("typed", [str, fold], ids=["as labelled", "without diacritics"])
def test_labelled_questions_are_understood(typed: Callable[[str], str]) -> None:
    labels = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    right = [is_right(label, typed(label["question"])) for label in labels]
    assert sum(right) >= 0.98 * len(labels)
