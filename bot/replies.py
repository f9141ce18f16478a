"""What retrieval found, as HTML that Telegram accepts: whole sentences, word for word, within its limits."""

from bot import wording
from bot.excerpts import Excerpt, excerpt, shortened
from bot.markup import MAX_UNITS, escape, link, units, visible
from bot.messages import Messages
from corpus.article import Article
from corpus.urls import is_web_address
from retrieval.answer import Answer, Hit, IndexSummary, Status

MAX_SOURCES = 3
_MAX_TITLE_UNITS = 250
_MAX_QUESTION_UNITS = 300
_SHORT_UNITS = 250
"""A passage of this length is read at a glance on a phone."""
_LONGEST_ALONE_UNITS = 400
"""A longer sentence is shown in its passage only, not before it, too."""
_CITATION_UNITS = _MAX_TITLE_UNITS + 250
# Telegram reads at most 32,768 bytes. 4,096 units make 20,480 bytes at worst (&amp;), addresses come on top.
_MAX_ADDRESS_BYTES = 2_000


def start(department: str, texts: Messages) -> str:
    """Who this is and what it does."""
    return texts.start.format(department=escape(department), examples=texts.examples)


def sources(summary: IndexSummary, department: str, texts: Messages) -> str:
    """What is being searched, from when to when, in which version."""
    dates = ""
    if summary.oldest and summary.newest:
        oldest, newest = wording.day(summary.oldest), wording.day(summary.newest)
        dates = texts.sources_dates.format(oldest=oldest, newest=newest)
    if summary.undated:
        dates += texts.sources_undated.format(undated=wording.number(summary.undated, texts))
    return texts.sources.format(
        articles=wording.number(summary.articles, texts),
        department=escape(department),
        dates=dates,
        built=wording.moment(summary.built),
        version=escape(summary.version),
    )


def privacy(department: str, days: int, texts: Messages) -> str:
    """What is kept and for how long."""
    return texts.privacy.format(department=escape(department), days=days)


def answer(found: Answer, texts: Messages, start: int = 0, room: int = MAX_UNITS) -> str:
    """The reply to a question: its passages from number `start` on, in at most `room` units."""
    if found.status is Status.TOO_VAGUE:
        return texts.too_vague.format(examples=texts.examples)
    notes = [*_restored(found, texts), *_period(found, texts)]
    if found.status is Status.NOT_FOUND or not found.hits:
        return "\n\n".join([*notes, texts.not_found])
    hits = found.hits[start : start + MAX_SOURCES]
    if not hits:
        return texts.no_more_passages
    if found.outside_period:
        notes.append(texts.other_times)
    if found.status is Status.RELATED:
        notes.append(texts.related)
    parts = [texts.next_passages] if start else ["\n".join(notes)] if notes else []
    parts.append(_first_source(hits[0], texts, room - _length(parts)))
    for hit in hits[1:]:
        source = _other_source(hit, texts)
        more = [source] if start or texts.more in parts else [texts.more, source]
        if _length(parts + more) > room:
            break
        parts += more
    return "\n\n".join(parts)


def single(hit: Hit, texts: Messages) -> str:
    """One passage with its source."""
    return _first_source(hit, texts, MAX_UNITS)


def continued(question: str, texts: Messages) -> str:
    """What a short question was understood to ask, with the one before it."""
    return texts.continued.format(question=escape(shortened(question, _MAX_QUESTION_UNITS))) + "\n\n"


def _restored(found: Answer, texts: Messages) -> list[str]:
    """The question with its diacritics, where it was not certainly understood."""
    restored = found.question.restored
    if restored is None or found.status is Status.ANSWERED:
        return []
    return [texts.restored.format(question=escape(shortened(restored, _MAX_QUESTION_UNITS)))]


def _period(found: Answer, texts: Messages) -> list[str]:
    """The period that was understood, as far as there was one."""
    asked = found.question.period
    if asked is None or not (asked.first or asked.last):
        return []
    note = texts.outside_period if found.outside_period else texts.period
    return [note.format(period=wording.period(asked, texts))]


def _length(parts: list[str]) -> int:
    return sum(units(visible(part)) + len("\n\n") for part in parts)


def _first_source(hit: Hit, texts: Messages, room: int) -> str:
    """The first passage, which is always shown: cut if need be.

    Of a long one the sentence that answers comes first, by itself. The passage is folded below, until it is
    opened; when it begins with that sentence, only what follows.
    """
    sentence = hit.passage.text[slice(*hit.sentence)]
    if (
        units(hit.passage.text) <= _SHORT_UNITS
        or units(sentence) > _LONGEST_ALONE_UNITS
        or sentence == hit.passage.text
    ):
        quoted = excerpt(hit, room - _CITATION_UNITS)
        return f"<blockquote>{_quotation(quoted)}</blockquote>\n{_citation(hit, texts, quoted)}"
    quoted = excerpt(hit, room - _CITATION_UNITS - units(sentence) - 1)
    folded = _quotation(quoted) if quoted.parts[0] else escape(quoted.parts[2].lstrip())
    passage = f"<blockquote expandable>{folded}</blockquote>\n" if folded else ""
    return f"<blockquote><b>{escape(sentence)}</b></blockquote>\n{passage}{_citation(hit, texts, quoted)}"


def _other_source(hit: Hit, texts: Messages) -> str:
    """A further passage, whole, folded until it is opened."""
    whole = excerpt(hit, units(hit.passage.text))
    return f"<blockquote expandable>{_quotation(whole)}</blockquote>\n{_citation(hit, texts, whole)}"


def _quotation(quoted: Excerpt) -> str:
    before, best, after = map(escape, quoted.parts)
    return f"{before}<b>{best}</b>{after}"


def _citation(hit: Hit, texts: Messages, quoted: Excerpt) -> str:
    """Where the quotation stands: title, date, paragraphs."""
    citation = texts.source.format(
        title=title(hit.article, texts),
        date=published(hit.article, texts),
        paragraphs=_paragraphs(hit, texts, quoted),
    )
    return "…\n" + citation + texts.source_cut if quoted.broken else citation


def title(article: Article, texts: Messages) -> str:
    """The title, leading to the article where it was published."""
    shown = shortened(article.title, _MAX_TITLE_UNITS) or texts.untitled
    address = article.url or ""
    if is_web_address(address) and len(escape(address).encode()) <= _MAX_ADDRESS_BYTES:
        return link(address, shown)
    return escape(shown)


def published(article: Article, texts: Messages) -> str:
    """The day of publication in words."""
    if article.published is None:
        return texts.undated
    return texts.published.format(date=wording.day(article.published))


def _paragraphs(hit: Hit, texts: Messages, quoted: Excerpt) -> str:
    """The numbers of the paragraphs quoted: a passage joins its paragraphs by newlines."""
    first = hit.passage.first + quoted.text.count("\n", 0, quoted.start)
    last = first + quoted.text.count("\n", quoted.start, quoted.end)
    return (texts.paragraph if first == last else texts.paragraphs).format(first=first, last=last)
