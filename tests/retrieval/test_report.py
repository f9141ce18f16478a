"""The page about a build, as a real browser shows it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from corpus.article import Article, Paragraph
from corpus.dates import LOCAL
from corpus.entry import FreshArticle
from corpus.problem import Problem, Severity
from corpus.survey import Survey
from retrieval.build import BuildReport, Outcome
from retrieval.changes import Changes
from retrieval.evaluation.gate import Quality
from retrieval.report.charts import columns, scale_step
from retrieval.report.figures import Facts, months_chart, sections
from retrieval.report.page import KEPT, write_page
from tests.browser import Browser, Page, open_browser

HOSTILE = "<script>document.title='hỏng'</script><img src=https://evil.example/x onerror=alert(1)>&amp;\"'"
AT = datetime(2026, 11, 26, 20, 30, tzinfo=LOCAL)


def article(number: int, year: int, month: int, section: str | None, words: int) -> Article:
    text = Paragraph(" ".join(["chữ"] * words))
    published = datetime(year, month, 5, tzinfo=LOCAL)
    return Article(f"bai-{number}", f"Bài số {number}", (text,), published, section=section)


def facts(outcome: Outcome = Outcome.PUBLISHED) -> Facts:
    survey = Survey()
    for number in range(300):
        section = ("Thông báo", HOSTILE, None, "Chuyển đổi số " * 8)[number % 4]
        survey.add(
            FreshArticle(article(number, 2015 + number % 11, 1 + number % 12, section, 20 + number * 7))
        )
    survey.add(FreshArticle(Article("khong-ngay", HOSTILE, (Paragraph("Không có ngày."),))))
    problems = [
        Problem(Severity.WARNING, f"bai/{number}.txt", 3, "Bài không có ngày đăng.", "Hãy ghi ngày đăng.")
        for number in range(150)
    ]
    problems.append(Problem(Severity.ERROR, HOSTILE, None, HOSTILE, "Hãy xem lại."))
    changes = Changes(("khong-ngay", "bai-1"), ("bai-2",), ("bai-cu",), 298)
    quality = Quality(40, 36, 38, (HOSTILE, "Lệ phí bao nhiêu?"), ())
    report = BuildReport("20261126T133000Z-1a2b3c4d", 301, 900, 12, 3400, changes, outcome, quality)
    return Facts(report, survey, problems, 12.3, AT)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    page = browser.open(write_page(facts(), tmp_path_factory.mktemp("index")))
    page.resize(1200, 900)
    return page


def test_the_page_needs_nothing_beside_it_and_runs_nothing(page: Page) -> None:
    assert [address.split(":")[0] for address in page.requests] in (["file"], ["file", "data"])
    assert page.complaints == []
    assert page.evaluate("document.title") == "Báo cáo dựng chỉ mục 26/11/2026 20:30"
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0


def test_what_is_taken_from_articles_is_shown_as_it_is(page: Page) -> None:
    shown = page.evaluate("document.body.textContent")

    assert shown.count(HOSTILE) == 5  # a title, a section, a file, a message, a question
    assert "&lt;" not in shown


def test_it_tells_the_outcome_the_counts_and_what_changed(page: Page) -> None:
    tiles = [tile.replace("\n", " ") for tile in page.texts(".tiles li")]

    assert page.evaluate("document.querySelector('.badge').innerText") == "Đã đưa vào phục vụ"
    assert tiles == [
        "301 bài", "900 đoạn trích", "2 bài mới", "1 bài đã sửa", "1 bài bỏ đi", "298 giữ nguyên", "1 lỗi",
        "150 cảnh báo",
    ]  # fmt: skip
    changed = page.evaluate("document.getElementById('changes').innerText")
    assert "Bài số 1 bai-1" in changed
    assert "Bài không còn trong nguồn: 1" in changed


def test_every_month_with_articles_has_a_bar_within_the_drawing(page: Page) -> None:
    bars = page.evaluate("""[...document.querySelectorAll('#months rect')].map(bar => {
        const box = bar.getBoundingClientRect(), outer = bar.closest('svg').getBoundingClientRect()
        return [bar.textContent, box.height > 0 && box.width > 0 && box.top >= outer.top
            && box.left >= outer.left && box.right <= outer.right && box.bottom <= outer.bottom]
    })""")

    survey = facts().survey
    assert [text for text, _ in bars] == [
        f"{month:02}/{year}: {survey.months[year, month]} bài" for year, month in sorted(survey.months)
    ]
    assert all(inside for _, inside in bars)


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_is_cut_off_on_a_narrow_or_wide_screen(page: Page, width: int) -> None:
    page.resize(width, 900)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_places_of_a_problem_unfold(page: Page) -> None:
    hidden = page.evaluate("document.querySelector('#problems details li').checkVisibility()")
    page.click("#problems summary")

    assert not hidden
    assert page.evaluate("document.querySelector('#problems details li').checkVisibility()")
    assert "và 50 chỗ khác" in page.evaluate("document.getElementById('problems').innerText")


def test_a_refused_version_says_so(browser: Browser, tmp_path: Path) -> None:
    refused = browser.open(write_page(facts(Outcome.WORSE), tmp_path))

    assert "trả lời kém hơn" in refused.evaluate("document.querySelector('.badge').innerText")
    assert "Lệ phí bao nhiêu?" in refused.evaluate("document.getElementById('quality').innerText")


# Without a browser


def test_the_pages_of_the_last_builds_are_kept(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for day in range(1, KEPT + 3):
        (tmp_path / "reports" / f"202501{day:02}-000000.html").write_text("")

    newest = write_page(facts(), tmp_path)

    kept = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert len(kept) == KEPT
    assert kept[-1] == newest.name


def test_no_article_with_a_date_makes_no_chart() -> None:
    survey = Survey()
    survey.add(FreshArticle(Article("a", "Tiêu đề", (Paragraph("Không có ngày."),))))

    assert months_chart(survey) == (None, 0)
    assert [(share.label, share.value) for share in sections(survey)] == [("(không ghi chuyên mục)", 1)]


def test_months_of_more_than_twenty_years_ago_are_counted_not_drawn() -> None:
    survey = Survey()
    for year in (1975, 2000, 2026):
        survey.add(FreshArticle(article(year, year, 1, None, 100)))

    chart, older = months_chart(survey)

    assert chart is not None
    assert (len(chart.bars), chart.bars[-1].label, older) == (240, "01/2026", 2)


@pytest.mark.parametrize(("largest", "step"), [(0, 1), (1, 1), (4, 1), (5, 2), (9, 5), (21, 10), (1000, 500)])
def test_the_scale_goes_up_in_round_steps(largest: int, step: int) -> None:
    assert scale_step(largest) == step
    assert columns([("a", largest)], [""]).bars[0].height <= columns([("a", largest)], [""]).height
