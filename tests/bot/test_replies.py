"""Replies are word for word, cited, and accepted by Telegram, whatever the articles hold."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import replies
from bot.messages import ENGLISH, VIETNAMESE, Messages
from corpus.article import Article, Paragraph
from corpus.text import clean
from retrieval.answer import Answer, Hit, Period, Question, Spelling, Status
from tests.bot.samples import FEES, PUBLISHED, SUMMARY, found, hit
from tests.telegram.markup import Entity, parse, units

_AWKWARD = [
    "<b>", "</blockquote>", "<a href='x'>", "&amp;", "&", '"', "**đậm**", "`mã`", "[x](y)", "{0}", "%s",
    "שלום", "مرحبا", "e\u0301\u0323", "👩🏽\u200d🚒", "😀", "\u202e", "\u200b", "\ufffd", "½", "đ",
    "\U0001f1fb\U0001f1f3",
]  # fmt: skip
_WORDS = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(_AWKWARD),
    st.sampled_from(["nộp", "hồ", "sơ", "Sở", "2025.", "TP.", "có?"]),
)
_LONG = st.sampled_from(["a" * 10_000, "rất dài " * 1_300, "😀" * 5_000, "& " * 5_000, "\u0301" * 9_000])
_REPEATED = st.tuples(st.lists(_WORDS, min_size=1, max_size=12), st.integers(1, 300))
_TEXTS = st.one_of(_REPEATED.map(lambda drawn: " ".join(drawn[0] * drawn[1])), _LONG).map(clean)
_ADDRESSES = st.one_of(
    st.none(),
    st.sampled_from(
        ["https://x.example/?a=1&b=\"<'>", "javascript:alert(1)", "https://x.example/" + "a&" * 2_000]
    ),
)


@st.composite
def _articles(draw: st.DrawFn) -> Article:
    paragraphs = draw(st.lists(_TEXTS.filter(bool), min_size=1, max_size=4))
    return Article(
        id="a",
        title=draw(_TEXTS),
        paragraphs=tuple(map(Paragraph, paragraphs)),
        published=draw(st.sampled_from([None, PUBLISHED])),
        url=draw(_ADDRESSES),
    )


@st.composite
def _hits(draw: st.DrawFn) -> Hit:
    article = draw(_articles())
    first = draw(st.integers(1, len(article.paragraphs)))
    last = draw(st.integers(first, len(article.paragraphs)))
    return hit(article, first, last, draw(st.integers(0, 100)))


_PERIODS = st.sampled_from([None, Period(None, None), Period(PUBLISHED.date(), None)])


@st.composite
def _answers(draw: st.DrawFn) -> Answer:
    question = Question("?", draw(st.sampled_from(Spelling)), period=draw(_PERIODS))
    hits = tuple(draw(st.lists(_hits(), max_size=4)))
    return Answer(question, draw(st.sampled_from(Status)), 0.5, hits, outside_period=draw(st.booleans()))


def _quoted(text: str, entities: list[Entity], *kinds: str) -> list[str]:
    return [_cut(text, e) for e in entities if e.type in kinds]


def _cut(text: str, entity: Entity) -> str:
    return text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)].decode(
        "utf-16-le"
    )


@settings(max_examples=200, deadline=None)
@given(answer=_answers(), texts=st.sampled_from([VIETNAMESE, ENGLISH]))
def test_every_reply_is_accepted_and_quotes_word_for_word(answer: Answer, texts: Messages) -> None:
    html = replies.answer(answer, texts)
    text, entities = parse(html)
    assert 0 < units(text) <= 4_096
    assert len(html.encode()) <= 32_768
    assert len(entities) <= 100
    if answer.status not in (Status.ANSWERED, Status.RELATED) or not answer.hits:
        return
    quotations = _quoted(text, entities, "blockquote", "expandable_blockquote")
    highlights = [h for h in _quoted(text, entities, "bold") if h not in parse(texts.more)[0]]
    if len(quotations) > len(highlights):  # the answer, and what follows it in its passage
        assert highlights[0] in answer.hits[0].passage.text
        assert quotations[1] in answer.hits[0].passage.text
        del quotations[1]
    twice = quotations[0] == highlights[0] and len(quotations) > 1 and highlights[0] == highlights[1]
    shown_hits = answer.hits[:1] + answer.hits if twice and quotations[0] in quotations[1] else answer.hits
    for number, (quotation, highlight) in enumerate(zip(quotations, highlights, strict=True)):
        shown = shown_hits[number]
        best = shown.passage.text[slice(*shown.sentence)]
        assert quotation in shown.passage.text
        assert highlight in quotation
        assert highlight == best or (number == 0 and best.startswith(highlight) and units(best) > 3_000)


def test_a_reply_says_where_each_passage_stands() -> None:
    text, _ = parse(replies.answer(found(hit(FEES, 1, 3), hit(FEES, 1, 1)), VIETNAMESE))
    assert "Nguồn: Mức phí cấp chữ ký số <cá nhân> & tổ chức, đăng ngày 05/03/2025, đoạn 1–3." in text
    assert text.endswith("đăng ngày 05/03/2025, đoạn 1.")


@pytest.mark.parametrize(
    ("texts", "published"), [(VIETNAMESE, "không ghi ngày đăng"), (ENGLISH, "no date given")]
)
def test_an_article_without_date_title_and_address(texts: Messages, published: str) -> None:
    bare = Article("a", "", (Paragraph("Một câu."),))
    html = replies.answer(found(hit(bare, 1, 1)), texts)
    assert html.endswith(f"{texts.untitled}, {published}, {texts.paragraph.format(first=1)}.")
    assert "<a " not in html


def test_the_day_is_the_one_in_vietnam() -> None:
    late = Article("a", "t", (Paragraph("Một câu."),), published=datetime(2024, 12, 31, 20, tzinfo=UTC))
    assert "01/01/2025" in replies.answer(found(hit(late, 1, 1)), VIETNAMESE)


def test_later_passages_are_dropped_before_the_first_is_cut() -> None:
    long = Article("a", "t", (Paragraph("Câu này khá dài. " * 150 + "Hết."),))
    text, entities = parse(
        replies.answer(found(hit(long, 1, 1), hit(long, 1, 1), hit(FEES, 3, 3)), VIETNAMESE)
    )
    assert _quoted(text, entities, "blockquote") == ["Câu này khá dài."]
    (folded,) = _quoted(text, entities, "expandable_blockquote")
    assert f"Câu này khá dài. {folded}" == long.paragraphs[0].text


def test_a_long_passage_is_cut_at_sentence_ends_around_the_best_sentence() -> None:
    article = Article(
        "a", "t", (Paragraph("Trước. " * 700 + "Đây là câu trả lời. " + "Sau. " * 699 + "Sau."),)
    )
    text, entities = parse(replies.answer(found(hit(article, 1, 1, best=700)), VIETNAMESE))
    (quotation,) = _quoted(text, entities, "expandable_blockquote")
    assert quotation.startswith("Trước. Trước.")
    assert "Đây là câu trả lời." in quotation
    assert quotation.endswith("Sau. Sau.")
    assert units(text) > 3_500


def test_of_a_long_passage_the_sentence_that_answers_comes_first() -> None:
    article = Article("a", "t", (Paragraph("Trước. " * 40 + "Đây là câu trả lời. " + "Sau. " * 39 + "Sau."),))
    text, entities = parse(replies.answer(found(hit(article, 1, 1, best=40)), VIETNAMESE))
    assert text.startswith("Đây là câu trả lời.\nTrước. Trước.")
    assert _quoted(text, entities, "bold") == ["Đây là câu trả lời."] * 2
    assert _quoted(text, entities, "expandable_blockquote") == [article.paragraphs[0].text]


@pytest.mark.parametrize("status", [Status.RELATED, Status.NOT_FOUND])
def test_restored_diacritics_are_told_when_the_answer_is_not_certain(status: Status) -> None:
    question = Question("phi bn", Spelling.UNACCENTED, restored="phí bao nhiêu <")
    told = "Câu hỏi được hiểu là “phí bao nhiêu &lt;”."
    assert told in replies.answer(Answer(question, status, 0.5, (hit(FEES, 3, 3),)), VIETNAMESE)
    certain = Answer(question, Status.ANSWERED, 0.9, (hit(FEES, 3, 3),))
    assert told not in replies.answer(certain, VIETNAMESE)


def test_the_paragraph_numbers_are_those_of_the_part_that_is_quoted() -> None:
    article = Article("a", "t", (Paragraph("Dài. " * 999 + "Dài."), Paragraph("Đáp án." + " Dài." * 999)))
    text, _ = parse(replies.answer(found(hit(article, 1, 2, best=1_000)), VIETNAMESE))
    assert text.endswith("đoạn 1–2.")
    text, _ = parse(replies.answer(found(hit(article, 1, 2, best=1_900)), VIETNAMESE))
    assert text.endswith("đoạn 2.")


def test_one_endless_sentence_is_cut_at_a_word_with_the_ellipsis_outside() -> None:
    article = Article("a", "t", (Paragraph(("tiếng " * 2_000).strip()),))
    text, entities = parse(replies.answer(found(hit(article, 1, 1)), VIETNAMESE))
    (quotation,) = _quoted(text, entities, "blockquote")
    assert quotation.endswith("tiếng")
    assert text[len(quotation) :].startswith("\n…\nNguồn: t")
    assert VIETNAMESE.source_cut in text


@pytest.mark.parametrize(
    ("outside", "note"),
    [
        (False, "Chỉ tìm trong các bài đăng năm 2019."),
        (True, "Không có bài nào đăng năm 2019.\nDưới đây là kết quả"),
    ],
)
def test_a_period_that_was_understood_is_named(outside: bool, note: str) -> None:
    year = Period(datetime(2019, 1, 1).date(), datetime(2019, 12, 31).date())
    answer = Answer(
        Question("?", Spelling.ACCENTED, period=year), Status.ANSWERED, 0.9, (hit(FEES, 3, 3),), outside
    )
    assert replies.answer(answer, VIETNAMESE).startswith(note)


def test_a_period_in_which_nothing_was_published_is_named_when_nothing_else_is_found() -> None:
    day = Period(PUBLISHED.date(), PUBLISHED.date())
    answer = Answer(Question("?", Spelling.ACCENTED, period=day), Status.NOT_FOUND, 0.1, (), True)
    assert replies.answer(answer, VIETNAMESE).startswith("Không có bài nào đăng ngày 05/03/2025.\n\nRất tiếc")


def test_what_is_searched_is_told_in_english_too() -> None:
    text, _ = parse(replies.sources(SUMMARY, "Department <A>", ENGLISH))
    assert "1,234 articles of Department <A>, published from 11/01/2018 to 05/03/2025." in text
