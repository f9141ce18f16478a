"""Articles and lists of articles as HTML: whole pages, within Telegram's limits."""

from dataclasses import dataclass

from bot import wording
from bot.excerpts import shortened
from bot.markup import escape, units
from bot.messages import Messages
from bot.replies import published, title
from corpus.article import Article
from retrieval.browse import Item, Listing
from retrieval.vietnamese import sentences

PAGE_UNITS = 2_800
LIST_LENGTH = 5
_SENTENCE_UNITS = 240


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of an article."""

    html: str
    number: int
    pages: int


def leaf(article: Article, number: int, texts: Messages) -> Leaf:
    """Page `number` of `article`, from 1; the last one when there are fewer."""
    pages = _pages(article)
    number = min(max(number, 1), len(pages))
    head = texts.whole.format(
        title=title(article, texts),
        date=_sentence_case(published(article, texts)),
        page=number,
        pages=len(pages),
    )
    return Leaf(f"{head}\n\n{escape(pages[number - 1])}", number, len(pages))


def listing(found: Listing, head: str, texts: Messages) -> str:
    """A list of articles under `head`."""
    lines = [_item(item, number, texts) for number, item in enumerate(found.items, found.start + 1)]
    if found.period:
        lines.insert(0, texts.period.format(period=wording.period(found.period, texts)))
    last = found.start + len(found.items)
    place = texts.range.format(
        first=wording.number(found.start + 1, texts),
        last=wording.number(last, texts),
        total=wording.number(found.total, texts),
    )
    return "\n\n".join([head, *lines, place])


def _item(item: Item, number: int, texts: Messages) -> str:
    line = texts.item.format(
        number=number, title=title(item.article, texts), date=published(item.article, texts)
    )
    if not item.sentence:
        return line
    return f"{line}\n<blockquote>{escape(shortened(item.sentence, _SENTENCE_UNITS))}</blockquote>"


def _pages(article: Article) -> list[str]:
    """The paragraphs of `article`, as many a page as fit; a long one is parted at sentence ends."""
    pages: list[str] = []
    page = ""
    for paragraph in article.paragraphs:
        for number, piece in enumerate(_pieces(paragraph.text)):
            joint = " " if number and page else "\n\n"
            if page and units(page) + units(piece) + len(joint) > PAGE_UNITS:
                pages.append(page)
                page = ""
            page = f"{page}{joint}{piece}" if page else piece
    return [*pages, page]


def _pieces(text: str) -> list[str]:
    """`text` itself when it fits on a page, or else its sentences; a sentence that does not fit, in parts."""
    if units(text) <= PAGE_UNITS:
        return [text]
    return [part for start, end in sentences(text) for part in _parts(text[start:end])]


def _parts(sentence: str) -> list[str]:
    parts = []
    while units(sentence) > PAGE_UNITS:
        part = shortened(sentence, PAGE_UNITS)[:-1]
        parts.append(part)
        sentence = sentence[len(part) :].lstrip()
    return [*parts, sentence]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
