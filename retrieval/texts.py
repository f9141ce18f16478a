"""The text of a passage or a sentence by its row in a build's tables, as it is encoded."""

from functools import lru_cache

import numpy as np

from corpus.article import Article
from retrieval.article_file import ArticleFile
from retrieval.passages import cut
from retrieval.tables import Tables, sentence_text, titled


class Texts:
    """Decodes an article only when a text of it is wanted; neighbours share it."""

    def __init__(self, articles: ArticleFile, tables: Tables) -> None:
        self._tables = tables
        self._article = lru_cache(maxsize=1)(articles.__getitem__)
        self._cut = lru_cache(maxsize=1)(self._passage)

    def passage(self, row: int) -> str:
        article, text = self._cut(row)
        return titled(article.title, text)

    def sentence(self, row: int) -> str:
        passage = int(np.searchsorted(self._tables.sentence_starts, row, "right")) - 1
        start, end = (int(value) for value in self._tables.sentences[row, :2])
        return sentence_text(self._cut(passage)[1][start:end])

    def _passage(self, row: int) -> tuple[Article, str]:
        article = self._article(int(np.searchsorted(self._tables.passage_starts, row, "right")) - 1)
        first, last, start, end = (int(value) for value in self._tables.passages[row])
        return article, cut(article, first, last, start, end)
