"""Articles without a question: named in every version alike, in lists, by keywords."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Period
from retrieval.browse import Shelf, article_key
from retrieval.index import Index
from tests.retrieval.samples import ARTICLES

TODAY = date(2026, 11, 1)


@given(st.text())
def test_a_key_is_eleven_plain_characters(article_id: str) -> None:
    key = article_key(article_id)
    assert len(key) == 11
    assert key.isascii()


def test_an_article_is_found_by_its_key(index: Index) -> None:
    shelf = Shelf(index)
    assert [shelf.article(article_key(article.id)) for article in ARTICLES] == list(ARTICLES)


def test_an_article_that_is_gone_is_none(index: Index) -> None:
    shelf = Shelf(index)
    assert shelf.article(article_key("gone")) is None
    assert shelf.newer(article_key("gone"), 1, 0, 5) is None
    assert shelf.newer(article_key(ARTICLES[0].id), 999, 0, 5) is None


def test_pages_of_the_newest_together_hold_every_article_once(index: Index) -> None:
    shelf = Shelf(index)
    shown = [
        item.key for start in range(0, len(ARTICLES), 2) for item in shelf.newest("", None, start, 2).items
    ]
    assert sorted(shown) == sorted(article_key(article.id) for article in ARTICLES)


def test_the_newest_come_first_and_those_without_a_date_last(index: Index) -> None:
    days = [item.article.published for item in Shelf(index).newest("", None, 0, 999).items]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[: len(dated)] == dated


def test_a_period_admits_only_its_articles(index: Index) -> None:
    dated = [article.published.date() for article in ARTICLES if article.published]
    found = Shelf(index).newest("", Period(min(dated), min(dated)), 0, 999)
    assert found.total == dated.count(min(dated))


def test_every_title_finds_its_article_in_quotes(index: Index) -> None:
    shelf = Shelf(index)
    for article in ARTICLES:
        plain = article.title.replace('"', "").replace("“", "").replace("”", "")
        if plain == article.title and article.title:
            found = shelf.find(f'"{article.title}"', TODAY, 0, 99)
            assert article_key(article.id) in [item.key for item in found.items]
