"""The text export of the department's portal: title, date line, paragraphs, captions, byline."""

from collections.abc import Iterator

from corpus.document import Document, Draft, Found
from corpus.layout import layout_of
from corpus.problem import Problem

SUFFIXES = (".txt",)


def read(document: Document) -> Iterator[Found | Problem]:
    """The one article of the file."""
    layout = layout_of(document.text())
    yield from document.finish(
        Draft(document.id, layout.title, layout.paragraphs, layout.published, author=layout.author)
    )
