"""Hostile articles and citizens: whatever they hold, Telegram refuses no message of the bot."""

import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bot import views
from bot.handlers import FairUse
from bot.messages import ENGLISH, VIETNAMESE
from bot.views import Matches, Newer, Newest, Passages, Whole
from corpus.article import Article, Paragraph
from corpus.text import clean
from retrieval.answer import Answer, Question, Spelling, Status
from retrieval.browse import Item, Listing, Section, article_key
from tests.bot.running import RunningBot
from tests.bot.samples import PUBLISHED, Scripted, hit
from tests.telegram.double import GROUP, Double
from tests.telegram.world import Sent

CASES = int(os.environ.get("TINSO_HOSTILE_CASES", "600"))
"""A share in every run; all: `TINSO_HOSTILE_CASES=2400 python -m pytest tests/bot/test_hostile.py`."""
_PIECES = [
    "<b>", "</b>", "</blockquote>", "<blockquote expandable>", "<a href='x'>", "<script>", "&", "&amp;",
    "&lt;",
    "&#0;",
    '"', "'", "**đậm**", "__", "`mã`", "```", "[x](tg://user?id=1)", "||", "{0}", "{title}", "%s", "\\",
    "\u202e", "\u200b", "\u200f", "\u2066", "\ufeff", "\u0000", "\u0007", "e\u0301\u0323", "\u0301" * 40,
    "\ufffd",
    "👩🏽\u200d🚒", "😀", "🇻🇳", "שלום", "مرحبا", "नमस्ते", "@tinso_bot", "/start", "/tim", "#tag",
    "https://x.example/?a=1&b=\"<>",
    "javascript:alert(1)", "\n", "\t", "\r\n", " ", "  ", ".", "?", "…", "Ai", "chủ", "trì", "năm",
    "2019", "còn", "TP.",
    "'; DROP TABLE question; --", "../../etc/passwd", "\U0010ffff", "a" * 300, "Câu dài. ",
]  # fmt: skip

_REPEATED = ["😀", "👩🏽\u200d🚒", "\u200b", "\u202eא", "\u0301", "<", "&", "a", "\u202e", "đ ", "x. "]


def _text(rng: random.Random) -> str:
    match rng.randrange(8):
        case 0:
            return rng.choice(_REPEATED) * rng.choice([1, 400, 4_096])
        case 1:
            return "".join(
                chr(rng.choice([rng.randrange(32, 0xD800), rng.randrange(0x1F300, 0x1FAFF)]))
                for _ in range(90)
            )
        case _:
            pieces = [rng.choice(_PIECES) for _ in range(rng.randrange(1, 30))]
            return rng.choice(["", " "]).join(pieces * rng.choice([1, 1, 1, 20]))


def _clean(rng: random.Random) -> str:
    return clean(_text(rng)) or "Một câu."


def _article(rng: random.Random) -> Article:
    paragraphs = tuple(Paragraph(_clean(rng)) for _ in range(rng.randrange(1, 6)))
    url = rng.choice([None, "https://x.example/?a=1&b=\"<'>", "javascript:alert(1)", _text(rng)])
    published = rng.choice([None, PUBLISHED])
    return Article(
        _clean(rng)[:200].strip() or "a", clean(_text(rng)), paragraphs, published, url, clean(_text(rng))
    )


class Hostile:
    """Articles that change with every look, as a shelf."""

    def __init__(self, rng: random.Random, articles: list[Article]) -> None:
        self.rng = rng
        self.articles = articles

    def article(self, key: str) -> Article | None:
        return self.rng.choice([None, *self.rng.choices(self.articles, k=9)])

    def sections(self) -> tuple[Section, ...]:
        names = [_clean(self.rng) for _ in range(self.rng.randrange(0, 40))]
        return tuple(Section(article_key(name), name, 3) for name in names)

    def newest(self, section: str, period: object, start: int, count: int) -> Listing:
        return self._listing(start, count)

    def find(self, text: str, today: object, start: int, count: int) -> Listing:
        return self._listing(start, count)

    def newer(self, key: str, paragraph: int, start: int, count: int) -> Listing | None:
        return self.rng.choice([None, self._listing(start, count), self._listing(start, count)])

    def _listing(self, start: int, count: int) -> Listing:
        made = self.rng.sample(self.articles, k=self.rng.randrange(0, count + 1))
        items = tuple(Item(article_key(a.id), a, self.rng.choice(["", _clean(self.rng)])) for a in made)
        return Listing(items, start, start + len(items) + 7)


def _answers(rng: random.Random) -> Scripted:
    made = [_article(rng) for _ in range(300)]
    passages = [hit(a, 1, rng.randint(1, len(a.paragraphs)), rng.randrange(50)) for a in made]

    def answer(text: str) -> Answer:
        question = Question(text, rng.choice(list(Spelling)), rng.choice([None, _clean(rng)]))
        hits = tuple(rng.choices(passages, k=rng.randrange(0, 9)))
        return Answer(question, rng.choice(list(Status)), 0.5, hits, rng.random() < 0.2)

    return Scripted(answer, Hostile(rng, made))  # type: ignore[arg-type]


def _views(rng: random.Random) -> str:
    key = article_key(_text(rng))
    origins: list[views.Origin] = [Passages(3), Newest(key, 5), Matches(10), Newer(key, 2, 5)]
    origin = rng.choice(origins)
    view: views.View = rng.choice(
        [origin, Whole(key, rng.randrange(1, 9), origin), views.Alone(), views.Topics(), Passages(0)]
    )
    return rng.choice([views.write(view)] * 9 + [_text(rng)[:20] or "x"])


def _updates(double: Double, rng: random.Random) -> Iterator[dict[str, Any]]:
    for number in itertools.count():
        chat = rng.choice([1_000 + number % 50, GROUP])
        text = _text(rng)[:4_096] or "?"
        language = rng.choice(["vi", "en", None])
        mine = _mine(double.sent)
        match rng.randrange(8):
            case 0:
                command = rng.choice(
                    ["/tim", "/moinhat", "/chude", "/start", "/riengtu", "/language", "/xoa"]
                )
                yield double.say(f"{command} {text}"[:4_096], chat=chat, language=language)
            case 1:
                yield double.search(text[:256], language=language)
            case 2 | 3 | 4 if mine:
                yield double.press(rng.choice(mine[-40:]), _views(rng), language=language)
            case 5:
                yield double.edit(double.say(text, chat=chat, language=language), _text(rng)[:4_096] or "?")
            case _:
                yield double.say(f"@tinso_bot {text}"[:4_096], chat=chat, language=language)


def _mine(sent: list[Sent]) -> list[Sent]:
    return [message for message in sent if not message.edited]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_of_what_is_sent_is_refused(double: Double) -> None:
    rng = random.Random(5)
    with RunningBot(double, _answers(rng), waiting=CASES, fair_use=FairUse(None, None, None)):
        for number, _ in enumerate(itertools.islice(_updates(double, rng), CASES), 1):
            if number % 40 == 0:
                double.wait_until(lambda: not double.pending, timeout=60)
        double.wait_for_reply(double.say("/help"), timeout=300)
    harmless = ("message is not modified", "query is too old")
    assert [refusal for refusal in double.refusals if not any(h in refusal for h in harmless)] == []
    assert not {VIETNAMESE.trouble, ENGLISH.trouble}.intersection(sent.html for sent in double.sent)
    assert len(double.sent) > CASES // 2
