"""A Word document (.docx): one article, headed by its title or as an official document."""

import io
import zipfile
from collections.abc import Iterator
from itertools import groupby

import docx
from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.document import Document, Found, parsing
from corpus.printed import read_printed
from corpus.problem import Problem

SUFFIXES = (".docx",)

_LARGEST_CONTENT = 256 * 1024 * 1024
_PARAGRAPH, _ROW, _CELL, _TEXT = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:t")
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(document: Document) -> Iterator[Found | Problem]:
    """The one article of the file."""
    with parsing("Word (.docx)"):
        _refuse_bomb(document.data)
        lines = list(_lines(docx.Document(io.BytesIO(document.data)).element.body))
    yield from read_printed(document, lines)


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_CONTENT:
            raise ValueError("the archive unpacks to too much")


def _lines(body: _Element) -> Iterator[str]:
    """The text of every paragraph; a table's row of short cells is one line."""
    paragraphs = [p for p in body.iter(_PARAGRAPH) if not any(p.iterancestors(_FALLBACK))]
    for row, inside in groupby(paragraphs, lambda p: next(p.iterancestors(_ROW), None)):
        if row is None:
            yield from map(_text, inside)
            continue
        by_cell = groupby(inside, lambda p: next(p.iterancestors(_CELL)))
        cells = ["\n".join(map(_text, cell)) for _, cell in by_cell]
        yield ("\n" if any("\n" in cell for cell in cells) else " | ").join(filter(None, cells))


def _text(paragraph: _Element) -> str:
    """The text as it stands with all changes accepted; a text box inside counts as its own paragraphs."""
    own = (e for e in paragraph.iter(_TEXT, *_BREAKS) if next(e.iterancestors(_PARAGRAPH)) is paragraph)
    return "".join(_BREAKS.get(str(element.tag)) or element.text or "" for element in own)
