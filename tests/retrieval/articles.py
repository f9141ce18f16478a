"""Articles as hypothesis imagines them: some like the department's, some like nothing at all."""

from hypothesis import strategies as st

from corpus.article import Article, Paragraph, ParagraphKind
from corpus.text import clean

_WORDS = "Sở họp Ủy ban TP. PGS.TS. năm 2018. 1.500.000 đồng? vậy! … (UBND) “một cửa” 5G - dân; hết: v.v. 😀"
_LIKE_NEWS = st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=25).map(" ".join)
_LONG = st.integers(100, 400).map(lambda count: " ".join(["dài"] * count) + ".")
texts = (_LIKE_NEWS | _LONG | st.text(min_size=1, max_size=40)).map(clean).filter(bool)
kinds = st.sampled_from([ParagraphKind.TEXT] * 4 + [ParagraphKind.CAPTION, ParagraphKind.BYLINE])
paragraphs = st.builds(Paragraph, texts, kinds)


def articles() -> st.SearchStrategy[Article]:
    return st.builds(
        Article,
        id=st.just("bài"),
        title=st.just("") | texts,
        paragraphs=st.lists(paragraphs, min_size=1, max_size=5).map(tuple),
    )
