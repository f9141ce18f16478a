"""The double's HTML parser refuses what Telegram refuses."""

import pytest

from tests.telegram.markup import CannotParse, Entity, parse


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("Hạn nộp", "Hạn nộp", []),
        ("a &lt;b&gt; &amp;amp; &quot;c&quot; &#272;", 'a <b> &amp; "c" Đ', []),
        ("<b>đậm</b> và <I>nghiêng</I>", "đậm và nghiêng", [("bold", 0, 3), ("italic", 7, 7)]),
        ("😀<b>đ</b>", "😀đ", [("bold", 2, 1)]),
        ("<blockquote>một <b>hai</b></blockquote>", "một hai", [("blockquote", 0, 7), ("bold", 4, 3)]),
        ("<blockquote expandable>một</blockquote>", "một", [("expandable_blockquote", 0, 3)]),
        ("<b></b>rỗng", "rỗng", []),
    ],
)
def test_text_and_entities(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    assert parse(html) == (text, [Entity(*entity) for entity in entities])


def test_a_link_keeps_its_decoded_address() -> None:
    assert parse('<a href="https://x.example/?a=1&amp;b=2">bài</a>')[1] == [
        Entity("text_link", 0, 3, "https://x.example/?a=1&b=2")
    ]


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<b>đậm", 'Can\'t find end tag corresponding to start tag "b"'),
        ("đậm</b>", "Unexpected end tag at byte offset 6"),
        ("<b><i>x</b></i>", 'Unmatched end tag, expected "</i>", found "</b>" at byte offset 7'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<3", "Unclosed start tag at byte offset 0"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b onclick='x'>y</b>", 'Unexpected attribute "onclick" in the tag "b" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("&nbsp;", 'Unsupported entity "nbsp" at byte offset 0'),
        ("R&D", "Bare ampersand at byte offset 1"),
        ("<code><b>x</b></code>", 'Tag "b" may not stand in "code" at byte offset 6'),
        (
            "<blockquote><blockquote>x</blockquote></blockquote>",
            'Tag "blockquote" may not stand in "blockquote" at byte offset 12',
        ),
    ],
)
def test_refusals(html: str, complaint: str) -> None:
    with pytest.raises(CannotParse) as refusal:
        parse(html)
    assert str(refusal.value) == complaint
