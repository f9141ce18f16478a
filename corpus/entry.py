"""An article as it goes from its source to an index: one read before need not be parsed to get there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from corpus.article import Article
from corpus.article_json import article_line, parse_article
from corpus.profile import Profile, profile_of


@dataclass(frozen=True)
class FreshArticle:
    """One just read; its line and profile are made once, where they are wanted."""

    article: Article

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def published(self) -> datetime | None:
        return self.article.published

    @cached_property
    def line(self) -> bytes:
        return article_line(self.article)

    @cached_property
    def profile(self) -> Profile:
        return profile_of(self.article)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One read before; it is parsed where it is wanted."""

    id: str
    published: datetime | None
    line: bytes
    """What `article_line` gives of it."""
    profile: Profile

    @property
    def article(self) -> Article:
        return parse_article(self.line)


Entry = FreshArticle | StoredArticle


def entry_of(article: Article | Entry) -> Entry:
    return FreshArticle(article) if isinstance(article, Article) else article
