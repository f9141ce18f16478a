"""/moinhat, /tim, /chude: lists of articles, in pages."""

import pytest

from bot.messages import VIETNAMESE
from retrieval.serving import Serving
from tests.bot.running import RunningBot
from tests.bot.test_buttons import labels, press
from tests.telegram.double import Double


def test_the_newest_articles(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say("/moinhat"))
    assert reply.text.startswith(
        "Bài mới nhất\n\n"
        "1. Sở Thông tin và Truyền thông thông báo thi tuyển công chức năm 2025, đăng ngày 18/03/2025\n\n"
        "2. Hội nghị tổng kết công tác thông tin và truyền thông năm 2024, đăng ngày 09/01/2025\n\n"
    )
    assert reply.text.endswith("Bài 1–5 trong tổng số 5 bài.")
    assert labels(reply) == [f"Bài {number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("command", "articles"),
    [
        ("/moinhat năm 2025", 2),
        ("/moinhat 2025", 2),
        ("/moinhat tháng 3/2019", 1),
        ("/moinhat từ 2018 đến 2019", 2),
        ("/moinhat@tinso_bot năm 2024", 1),
    ],
)
def test_the_newest_articles_of_a_time(double: Double, serving: Serving, command: str, articles: int) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say(command))
    assert reply.text.endswith(f"Bài 1–{articles} trong tổng số {articles} bài.")
    assert "Chỉ tìm trong các bài đăng " in reply.text


def test_a_time_without_articles(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        assert double.wait_for_reply(double.say("/moinhat năm 2020")).html == VIETNAMESE.no_articles


@pytest.mark.slow
def test_lists_turn_their_pages_and_lead_to_articles_and_back(double: Double, library: Serving) -> None:
    with RunningBot(double, library):
        first = double.wait_for_reply(double.say("/tim chữ ký số"))
        second = press(double, first, VIETNAMESE.next_page)
        article = press(double, second, "Bài 7")
        back = press(double, article, VIETNAMESE.button_list)
        assert press(double, back, VIETNAMESE.previous_page).html == first.html
    assert first.text.startswith("Bài có từ khoá: chữ ký số\n\n1. ")
    assert "\n\n6. " in second.text
    assert back.html == second.html


@pytest.mark.parametrize(
    ("command", "articles"),
    [
        ('/tim "chữ ký số"', 2),
        ('/tim "chu ky so"', 2),
        ('/tim "số ký chữ"', 0),
        ("/tim cap chu ky so", 2),
        ("/tim chữ ký số năm 2024", 1),
        ('/tim "công chức" năm 2019', 1),
        ("/tim xyzxyz", 0),
    ],
)
def test_keywords_and_exact_phrases(double: Double, serving: Serving, command: str, articles: int) -> None:
    with RunningBot(double, serving):
        reply = double.wait_for_reply(double.say(command))
    if articles:
        assert reply.text.endswith(f" trong tổng số {articles} bài.")
    else:
        assert reply.text.startswith("Không có bài nào chứa đủ các từ: ")


@pytest.mark.parametrize("command", ["/tim", "/tim   ", "/tim ?!", "/tim@tinso_bot"])
def test_without_keywords_it_is_told_how(double: Double, serving: Serving, command: str) -> None:
    with RunningBot(double, serving):
        assert double.wait_for_reply(double.say(command)).html == VIETNAMESE.search_help


@pytest.mark.slow
def test_sections_lead_to_their_newest_articles(double: Double, library: Serving) -> None:
    with RunningBot(double, library):
        topics = double.wait_for_reply(double.say("/chude"))
        newest = press(double, topics, "Thông báo (2 bài)")
        assert press(double, newest, VIETNAMESE.topics_button).html == topics.html
    assert newest.text.startswith("Bài mới nhất trong chuyên mục Thông báo\n\n1. ")
    assert newest.text.endswith("Bài 1–2 trong tổng số 2 bài.")


def test_articles_without_sections(double: Double, serving: Serving) -> None:
    with RunningBot(double, serving):
        assert double.wait_for_reply(double.say("/chude")).html == VIETNAMESE.no_topics
