from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Paragraph
from corpus.article_json import article_line, id_part
from corpus.text import clean

ARTICLE = Article("a", "Tin", (Paragraph("Nội dung."),))

ids = st.text().map(clean).filter(bool) | st.sampled_from(
    ['a","title":"b', 'a\\","title":', "a", 'a"', "a\\"]
)


@given(ids, ids)
def test_lines_begin_alike_just_where_their_ids_are_the_same(one: str, other: str) -> None:
    lines = [article_line(replace(ARTICLE, id=one)), article_line(replace(ARTICLE, id=other, title="Khác"))]

    assert (id_part(lines[0]) == id_part(lines[1])) == (one == other)
