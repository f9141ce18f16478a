"""HTML inside exports and feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup import plain_text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Một\nhai", ["Một", "hai"]),
        ("a < b, c > d & e", ["a < b, c > d & e"]),
        ("<p>Một <b>hai</b>\nba</p><p>bốn</p>", ["Một hai ba", "bốn"]),
        ("Một<br/>hai<BR>ba", ["Một", "hai", "ba"]),
        ("<div>Phí &amp; lệ&nbsp;phí</div>", ["Phí & lệ\xa0phí"]),
        ("<p>Một</p><!-- bỏ -->hai<?php?>", ["Một", "hai"]),
        ("<p>Một&#1;</p>\x01hai", ["Một\x01", "\x01hai"]),
        ("<p>Một</p><!-- hai --><script>ba()</script><style>p{}</style>", ["Một"]),
        ("<ul><li>Một</li><li>hai</li></ul>", ["Một", "hai"]),
        ("<table><tr><td>Phí</td><td>10.000 đồng</td></tr></table>", ["Phí | 10.000 đồng"]),
    ],
)
def test_html_becomes_lines_and_plain_text_stays(text: str, lines: list[str]) -> None:
    assert [line.strip() for line in plain_text(text).splitlines() if line.strip()] == lines


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<br",
                "<!--",
                "-->",
                "<![CDATA[",
                "&#0;",
                "&#1;",
                "\x00",
                "\x01",
                "<?",
                "ạ",
                "<td>",
            ]
        )
    )
)
def test_no_fragment_raises_anything(pieces: list[str]) -> None:
    plain_text("".join(pieces))
