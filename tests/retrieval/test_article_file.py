from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from retrieval.article_file import ArticleFile, write_articles
from tests.retrieval.articles import articles
from tests.retrieval.samples import ARTICLES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("articles")


def written(found: list[Article], folder: Path) -> list[Article]:
    write_articles(found, folder / "articles.jsonl")
    file = ArticleFile(folder / "articles.jsonl")
    return [file[row] for row in range(len(file))]


def test_articles_come_back_with_dates_links_and_kinds(folder: Path) -> None:
    assert written(list(ARTICLES), folder) == list(ARTICLES)


@given(st.lists(articles(), max_size=3))
def test_any_article_comes_back_as_it_was(folder: Path, found: list[Article]) -> None:
    assert written(found, folder) == found
