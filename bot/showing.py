"""A view, made from what retrieval holds: the text of a message and the buttons below it.

Everything here computes and may read files: it belongs into a worker thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot import pages, replies, views
from bot.asking import Asked, Heard, understood
from bot.excerpts import shortened
from bot.markup import MAX_UNITS, escape, units, visible
from bot.messages import Messages
from bot.views import Matches, Newer, Newest, Origin, Passages, Topics, View, Whole
from corpus.article import Article
from corpus.dates import LOCAL
from retrieval.answer import Answer, Hit, IndexSummary, Status
from retrieval.browse import Listing, Shelf, article_key, read_period

_MOST_PASSAGES = 9
_FIRST_PAGE = Passages()
_MOST_TOPICS = 30
_MOST_WORDS_UNITS = 200


class Answers(Protocol):
    """What the bot needs of retrieval: `retrieval.serving.Serving` gives it."""

    def answer(self, text: str, *, limit: int = ..., now: datetime | None = ...) -> Answer: ...
    def continues(self, before: str, text: str) -> bool: ...
    def shelf(self) -> Shelf: ...
    def summary(self) -> IndexSummary: ...
    def refresh(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    view: View


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message says and offers."""

    html: str
    rows: Rows = ()


def find(answers: Answers, question: str, view: Passages = _FIRST_PAGE) -> Answer:
    """The answer to `question`, with its passages up to those of page `view`, and one more if there is."""
    return answers.answer(question, limit=min(view.start + replies.MAX_SOURCES + 1, _MOST_PASSAGES))


def reply_to(answers: Answers, heard: Heard) -> tuple[Asked, Answer]:
    """What a citizen's words ask, and the answer to it.

    Where they continue the matter before and find nothing so, but something by themselves, they ask that.
    """
    asked = understood(heard, answers.continues)
    found = find(answers, asked.text)
    if asked.is_continued and found.status is Status.NOT_FOUND:
        alone = find(answers, heard.text)
        if alone.status in (Status.ANSWERED, Status.RELATED):
            return Asked(heard.text, heard.text, False), alone
    return asked, found


def card(found: Answer, view: Passages, texts: Messages, *, head: str = "", alone: bool = False) -> Shown:
    """A page of the answer under `head`; `alone` offers to ask the question by itself."""
    if head:  # it says already how the question was understood
        found = replace(found, question=replace(found.question, restored=None))
    html = head + replies.answer(found, texts, view.start, MAX_UNITS - units(visible(head)))
    rows: list[tuple[Button, ...]] = []
    if found.status in (Status.ANSWERED, Status.RELATED):
        hits = found.hits[view.start : view.start + replies.MAX_SOURCES]
        if hits:
            rows.append(_of_article(hits[0], view, texts))
        rows.append(_around(view, replies.MAX_SOURCES, len(found.hits), texts, more=texts.button_more))
    if alone:
        rows.append((Button(texts.button_alone, views.Alone()),))
    return Shown(html, tuple(filter(None, rows)))


def _of_article(hit: Hit, view: Passages, texts: Messages) -> tuple[Button, ...]:
    key = article_key(hit.article.id)
    whole = Button(texts.button_whole, Whole(key, 1, view))
    if hit.article.published is None:
        return (whole,)
    return whole, Button(texts.button_newer, Newer(key, hit.passage.first))


def browse(answers: Answers, view: View, asked: str, texts: Messages, head: str = "") -> Shown:
    """Any other view; `asked` is the text of the message that began it."""
    shelf = answers.shelf()
    match view:
        case Whole():
            shown = _whole(shelf.article(view.key), view, texts)
        case Newer():
            shown = _newer(shelf, view, texts)
        case Newest():
            shown = _newest(shelf, view, asked, texts)
        case Matches():
            shown = _matches(shelf, view, asked, texts)
        case Topics():
            shown = _topics(shelf, texts)
        case _:
            raise ValueError(f"{view} is not to be browsed")
    return Shown(head + shown.html, shown.rows) if shown.rows else shown


def arguments(text: str) -> str:
    """What stands behind a command."""
    words = text.split(None, 1)
    return words[1] if len(words) == 2 and text.startswith("/") else ""


def _whole(article: Article | None, view: Whole, texts: Messages) -> Shown:
    if article is None:
        return Shown(texts.article_gone)
    leaf = pages.leaf(article, view.page, texts)
    turning = []
    if leaf.number > 1:
        turning.append(Button(texts.previous_page, Whole(view.key, leaf.number - 1, view.origin)))
    if leaf.number < leaf.pages:
        turning.append(Button(texts.next_page, Whole(view.key, leaf.number + 1, view.origin)))
    return Shown(leaf.html, tuple(filter(None, (tuple(turning), _back(view.origin, texts)))))


def _back(origin: Origin, texts: Messages) -> tuple[Button, ...]:
    label = texts.button_answer if isinstance(origin, Passages) else texts.button_list
    return (Button(label, origin),)


def _newer(shelf: Shelf, view: Newer, texts: Messages) -> Shown:
    article = shelf.article(view.key)
    found = shelf.newer(view.key, view.paragraph, view.start, pages.LIST_LENGTH)
    if article is None or found is None:
        return Shown(texts.article_gone)
    back = (Button(texts.button_answer, Passages()),)
    if not found.items:
        return Shown(texts.no_newer, (back,))
    head = texts.newer.format(title=replies.title(article, texts), date=replies.published(article, texts))
    return Shown(pages.listing(found, head, texts), (*_list_rows(found, view, texts), back))


def _newest(shelf: Shelf, view: Newest, asked: str, texts: Messages) -> Shown:
    period, _ = read_period(f"tin {arguments(asked)}", _today())  # a lone year is a time in "tin 2025"
    found = shelf.newest(view.section, period, view.start, pages.LIST_LENGTH)
    head = texts.newest
    if view.section and found.items:
        head = texts.newest_of.format(
            section=escape(shortened(found.items[0].article.section or "", _MOST_WORDS_UNITS))
        )
    topics = ((Button(texts.topics_button, Topics()),),) if view.section else ()
    if not found.items:
        return Shown(texts.no_articles, topics)
    return Shown(pages.listing(found, head, texts), (*_list_rows(found, view, texts), *topics))


def _matches(shelf: Shelf, view: Matches, asked: str, texts: Messages) -> Shown:
    wanted = arguments(asked)
    if not any(character.isalnum() for character in wanted):
        return Shown(texts.search_help)
    found = shelf.find(wanted, _today(), view.start, pages.LIST_LENGTH)
    words = escape(shortened(" ".join(wanted.split()), _MOST_WORDS_UNITS))
    if not found.items:
        return Shown(texts.no_matches.format(words=words))
    return Shown(
        pages.listing(found, texts.matches.format(words=words), texts), _list_rows(found, view, texts)
    )


def _topics(shelf: Shelf, texts: Messages) -> Shown:
    sections = shelf.sections()[:_MOST_TOPICS]
    if not sections:
        return Shown(texts.no_topics)
    rows = tuple((Button(_topic(s.name, s.articles, texts), Newest(s.key)),) for s in sections)
    return Shown(texts.topics, rows)


def _topic(name: str, articles: int, texts: Messages) -> str:
    return texts.topic.format(name=shortened(name, 40), articles=articles)


def _list_rows(found: Listing, view: Newest | Matches | Newer, texts: Messages) -> Rows:
    opening = tuple(
        Button(texts.button_item.format(number=number), Whole(item.key, 1, view))
        for number, item in enumerate(found.items, found.start + 1)
    )
    turning = _around(view, pages.LIST_LENGTH, found.total, texts, more=texts.next_page)
    rows: Sequence[tuple[Button, ...]] = (opening[:3], opening[3:], turning)
    return tuple(filter(None, rows))


def _around(view: Origin, step: int, total: int, texts: Messages, more: str) -> tuple[Button, ...]:
    """Buttons for the pages before and after `view`."""
    before = Button(texts.previous_page, _moved(view, max(0, view.start - step)))
    after = Button(more, _moved(view, view.start + step))
    return tuple(
        button for button, there in ((before, view.start > 0), (after, view.start + step < total)) if there
    )


def _moved(view: Origin, start: int) -> Origin:
    match view:
        case Passages():
            return Passages(start)
        case Newest(section, _):
            return Newest(section, start)
        case Newer(key, paragraph, _):
            return Newer(key, paragraph, start)
        case Matches():
            return Matches(start)


def _today() -> date:
    return datetime.now(LOCAL).date()
