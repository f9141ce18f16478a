"""Saved RSS and Atom feeds."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.problem import Problem
from corpus.readers.feed import read

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Sở</title>
<item><title>Tập huấn kỹ năng số</title>
<link>https://a.example/tin/1</link><guid isPermaLink="false">tin-1</guid>
<pubDate>Tue, 04 Mar 2025 08:00:00 +0700</pubDate><category>Chuyển đổi số</category><author>Thu Trang</author>
<description>Tóm tắt.</description>
<content:encoded><![CDATA[<p>Đoạn <b>một</b>.</p><p>Phí &lt; lệ phí.</p>]]></content:encoded></item>
<item><title>Hai</title><link>https://a.example/tin/2</link><pubDate>04/03/2025 08:00</pubDate>
<description>Chỉ có tóm tắt.</description></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Sở</title><entry><id>urn:1</id>
<title>Một</title><link href="https://a.example/1"/><published>2025-03-04T01:00:00Z</published>
<content type="html">&lt;p&gt;Đoạn.&lt;/p&gt;</content></entry></feed>"""


def results(text: str | bytes) -> list[Found | Problem]:
    return list(read(Document("tin.xml", "tin", text if isinstance(text, bytes) else text.encode())))


def test_an_entry_of_rss_gives_an_article_with_its_full_text() -> None:
    found, _ = results(RSS)
    assert isinstance(found, Found)
    article = found.article
    assert (article.id, article.title, article.url) == (
        "tin-1",
        "Tập huấn kỹ năng số",
        "https://a.example/tin/1",
    )
    assert [paragraph.text for paragraph in article.paragraphs] == ["Đoạn một.", "Phí < lệ phí."]
    assert article.published is not None
    assert article.published.isoformat() == "2025-03-04T08:00:00+07:00"
    assert (article.section, article.author) == ("Chuyển đổi số", "Thu Trang")


def test_an_entry_with_a_summary_only_gives_that_and_is_named_by_its_address() -> None:
    _, found = results(RSS)
    assert isinstance(found, Found)
    assert found.article.id == "https://a.example/tin/2"
    assert [paragraph.text for paragraph in found.article.paragraphs] == ["Chỉ có tóm tắt."]


def test_an_entry_of_atom_gives_an_article() -> None:
    (found,) = results(ATOM)
    assert isinstance(found, Found)
    assert found.article.id == "urn:1"
    assert found.article.published is not None
    assert found.article.published.isoformat() == "2025-03-04T08:00:00+07:00"


def test_a_feed_in_another_encoding_than_it_says_is_read_as_what_it_is() -> None:
    (found, _) = results(RSS.replace('"utf-8"', '"iso-8859-1"'))
    assert isinstance(found, Found)
    assert found.article.title == "Tập huấn kỹ năng số"


def test_a_feed_cut_short_is_a_warning_and_whole_entries_are_kept() -> None:
    warning, found = results(RSS[: RSS.index("<item><title>Hai")])
    assert isinstance(warning, Problem)
    assert warning.message == "Tệp RSS/Atom bị lỗi cú pháp, có thể thiếu bài."
    assert isinstance(found, Found)


@pytest.mark.parametrize(
    "text", ["<html><body>x</body></html>", "<sitemap/>", "http://127.0.0.1:9/", "/etc/hostname"]
)
def test_what_is_no_feed_is_unreadable_and_nothing_else_is_opened(text: str) -> None:
    with pytest.raises(Unreadable, match="không phải nguồn tin"):
        results(text)


@given(st.binary() | st.integers(0, len(RSS)).map(lambda end: RSS[:end].encode()))
def test_no_bytes_raise_anything_but_what_the_store_expects(data: bytes) -> None:
    with suppress(Unreadable, UnknownEncoding):
        results(data)
