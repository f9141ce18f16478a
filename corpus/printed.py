"""A document made for print, Word or PDF, as an article."""

from collections.abc import Iterator, Sequence

from corpus.document import Document, Draft, Found
from corpus.encodings import to_unicode
from corpus.layout import layout_of
from corpus.letterhead import without_letterhead
from corpus.problem import Problem
from corpus.text import clean


def read_printed(document: Document, paragraphs: Sequence[str]) -> Iterator[Found | Problem]:
    """The one article that `paragraphs` make: a news article, or an official document with its head."""
    lines = [clean(line) for line in to_unicode("\n".join(paragraphs)).split("\n")]
    below, date = without_letterhead(lines)
    layout = layout_of("\n\n".join(below))
    published = layout.published or date
    yield from document.finish(
        Draft(document.id, layout.title, layout.paragraphs, published, author=layout.author)
    )
