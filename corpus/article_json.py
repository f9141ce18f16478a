"""An article as JSON: the same for the same article, and all of it."""

import json
from datetime import datetime
from typing import Any

from corpus.article import Article, Paragraph, ParagraphKind

_KINDS = {kind.value: kind for kind in ParagraphKind}


def article_line(article: Article) -> bytes:
    """One line: it changes when anything of the article does."""
    return json.dumps(_to_json(article), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def parse_article(line: bytes) -> Article:
    """The article that `article_line` gave `line` for."""
    record = json.loads(line)
    published = record.pop("published")
    paragraphs = tuple(Paragraph(text, _KINDS[kind]) for kind, text in record.pop("paragraphs"))
    return Article(
        paragraphs=paragraphs, published=datetime.fromisoformat(published) if published else None, **record
    )


def id_part(line: bytes) -> bytes:
    """The beginning of an article's line, the same for the same id only: a quote in an id is escaped."""
    return line[: line.index(b'","title":')]


def _to_json(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "section": article.section,
        "author": article.author,
        "paragraphs": [[paragraph.kind.value, paragraph.text] for paragraph in article.paragraphs],
    }
