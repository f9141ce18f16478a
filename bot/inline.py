"""Inline mode: answers that a citizen sends to any chat."""

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot import pages, replies
from bot.excerpts import shortened
from bot.messages import Messages
from bot.showing import Answers
from bot.views import Newest
from retrieval.answer import Hit, Status
from retrieval.browse import Item, article_key

CACHE_SECONDS = 60
_SHORTEST = 3
_MOST = 8
_TITLE_UNITS = 120
_DESCRIPTION_UNITS = 160

Result = InlineQueryResultArticle


def results(answers: Answers, query: str, texts: Messages) -> list[Result]:
    """Passages that answer `query`; the newest articles while nothing is typed yet."""
    if len(query.strip()) < _SHORTEST:
        newest = answers.shelf().newest(Newest().section, None, 0, _MOST)
        return [_newest(item, number, texts) for number, item in enumerate(newest.items)]
    found = answers.answer(query, limit=_MOST)
    if found.status not in (Status.ANSWERED, Status.RELATED) or not found.hits:
        return [_result("none", texts.inline_none, texts.help.splitlines()[1].lstrip("• "), texts.not_found)]
    return [_passage(hit, number, texts) for number, hit in enumerate(found.hits)]


def _passage(hit: Hit, number: int, texts: Messages) -> Result:
    sentence = hit.passage.text[slice(*hit.sentence)]
    return _result(
        f"{article_key(hit.article.id)}.{number}", sentence, _source(hit, texts), replies.single(hit, texts)
    )


def _source(hit: Hit, texts: Messages) -> str:
    return texts.inline_source.format(
        title=hit.article.title or texts.untitled, date=replies.published(hit.article, texts)
    )


def _newest(item: Item, number: int, texts: Messages) -> Result:
    html = pages.leaf(item.article, 1, texts).html
    title = item.article.title or texts.untitled
    return _result(f"{item.key}.{number}", title, replies.published(item.article, texts), html)


def _result(name: str, title: str, description: str, html: str) -> Result:
    return InlineQueryResultArticle(
        name,
        shortened(title, _TITLE_UNITS),
        InputTextMessageContent(
            html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        description=shortened(description, _DESCRIPTION_UNITS),
    )
