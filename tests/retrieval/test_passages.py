from itertools import pairwise

import pytest
from hypothesis import given

from corpus.article import Article, Paragraph, ParagraphKind
from retrieval.passages import MAX_SYLLABLES, Passage, cut, split
from retrieval.vietnamese import sentences
from tests.retrieval.articles import articles
from tests.retrieval.samples import YEAR_END, make_article


def _sentence_texts(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in passage.sentences]


@given(articles())
def test_the_numbers_of_a_passage_cut_its_text_out_of_the_article_again(article: Article) -> None:
    for passage in split(article):
        numbers = (passage.first, passage.last, passage.start, passage.end)
        assert cut(article, *numbers) == passage.text


@given(articles())
def test_every_sentence_is_in_exactly_one_passage_and_the_byline_in_none(article: Article) -> None:
    readable = [p for p in article.paragraphs if p.kind is not ParagraphKind.BYLINE] or article.paragraphs
    published = [p.text[start:end] for p in readable for start, end in sentences(p.text)]

    assert [text for passage in split(article) for text in _sentence_texts(passage)] == published


@given(articles())
def test_a_passage_is_nothing_but_its_sentences(article: Article) -> None:
    for passage in split(article):
        assert passage.sentences[0][0] == 0
        assert passage.sentences[-1][1] == len(passage.text)
        between = [passage.text[end:start] for (_, end), (start, _) in pairwise(passage.sentences)]
        assert set(between) <= {" ", "\n"}


@given(articles())
def test_a_caption_is_a_passage_of_its_own(article: Article) -> None:
    kinds = {number: paragraph.kind for number, paragraph in enumerate(article.paragraphs, 1)}
    for passage in split(article):
        within = {kinds[number] for number in range(passage.first, passage.last + 1)}
        assert ParagraphKind.CAPTION not in within or passage.first == passage.last


@given(articles())
def test_a_passage_is_short_unless_one_sentence_is_long(article: Article) -> None:
    for passage in split(article):
        assert len(passage.text.split()) <= MAX_SYLLABLES or len(passage.sentences) == 1


@given(articles())
def test_passages_are_in_reading_order(article: Article) -> None:
    passages = split(article)

    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert all((a.last, a.end) <= (b.first, b.start) or a.last < b.first for a, b in pairwise(passages))


def test_short_paragraphs_share_a_passage() -> None:
    _, caption, text = split(YEAR_END)

    assert caption.text == "Quang cảnh hội nghị tổng kết."
    assert (text.first, text.last) == (3, 4)
    assert text.text == "\n".join(paragraph.text for paragraph in YEAR_END.paragraphs[2:4])


def test_a_paragraph_that_no_longer_fits_begins_a_new_passage() -> None:
    half = "Câu này có sáu âm tiết. " * 15
    article = make_article("dài", "Bài dài", half.strip(), half.strip())

    assert [(passage.first, passage.last) for passage in split(article)] == [(1, 1), (2, 2)]


def test_a_long_paragraph_is_divided_between_sentences() -> None:
    article = make_article("dài", "Bài dài", ("Câu này có sáu âm tiết. " * 60).strip())

    passages = split(article)

    assert len(passages) == 3
    assert all(passage.text.startswith("Câu") and passage.text.endswith(".") for passage in passages)


def test_a_caption_does_not_join_the_text_around_it() -> None:
    article = make_article("ảnh", "Bài có ảnh", "Đoạn một.", "Đoạn hai.", caption="Ảnh minh họa.")

    assert [passage.text for passage in split(article)] == ["Đoạn một.", "Ảnh minh họa.", "Đoạn hai."]


def test_an_article_of_nothing_but_a_byline_is_not_lost() -> None:
    article = Article("nghỉ", "Thông báo nghỉ lễ", (Paragraph("Nghỉ từ 30/4", ParagraphKind.BYLINE),))

    assert [passage.text for passage in split(article)] == ["Nghỉ từ 30/4"]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((1, 1, 0, 5), "Đoạn "),
        ((1, 1, 5, 8), "một"),
        ((1, 2, 5, 4), "một.\nĐoạn"),
        ((1, 3, 5, 7), "một.\nĐoạn hai.\nĐoạn ba"),
    ],
)
def test_cutting_across_paragraphs(numbers: tuple[int, int, int, int], text: str) -> None:
    article = make_article("ba", "Ba đoạn", "Đoạn một.", "Đoạn hai.", "Đoạn ba.")

    assert cut(article, *numbers) == text
