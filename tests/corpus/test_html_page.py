"""Saved pages of portals: the article, and nothing of the page around it."""

from contextlib import suppress
from html.entities import codepoint2name

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.document import Document, Found, Unreadable
from corpus.encodings import UnknownEncoding
from corpus.problem import Problem
from corpus.readers.html_page import read
from tests.corpus.old_encodings import in_tcvn3

LEAD = "Sáng 10/01/2025, Sở Thông tin và Truyền thông tổ chức hội nghị tổng kết công tác năm 2024 của ngành."
FIRST = (
    "Dự hội nghị có đại diện lãnh đạo các sở, ban, ngành và toàn thể công chức, viên chức của Sở. "
    "Hội nghị nghe báo cáo kết quả chuyển đổi số và thảo luận nhiệm vụ trọng tâm năm 2025."
)
SECOND = "Năm 2024, tỉnh tiếp nhận 812.450 hồ sơ trực tuyến, đạt 78,6% tổng số hồ sơ của toàn tỉnh."
LAST = "Nhân dịp này, Giám đốc Sở tặng Giấy khen cho 12 tập thể và 30 cá nhân có thành tích."

MODERN = f"""<!DOCTYPE html>
<!-- saved from url=(0052)https://stttt.example.gov.vn/tin-tuc/tong-ket-2024 -->
<html lang="vi"><head><meta charset="utf-8">
<title>Sở tổng kết công tác năm 2024 - Cổng thông tin Sở</title></head>
<body><div id="header"><div class="date">Thứ Hai, 23/11/2026</div><ul class="menu">
<li><a href="/">Trang chủ</a></li>
<li><a href="/gt">Giới thiệu</a></li><li><a href="/vb">Văn bản</a></li></ul></div>
<div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/tt">Tin tức</a> &gt;
<a href="/cds">Chuyển đổi số</a></div>
<div class="article"><h1>Sở tổng kết công tác năm 2024</h1>
<div><span class="time">10/01/2025 14:58</span> <span>Số lượt xem: 3072</span></div>
<div class="tools"><a href="#">In trang</a> <a href="#">Chia sẻ</a></div>
<div class="sapo"><b>{LEAD}</b></div>
<div class="content"><p style="text-align:justify">{FIRST}</p>
<table align="center"><tr><td><img src="a.jpg"></td></tr><tr><td><i>Quang cảnh hội nghị.</i></td></tr></table>
<p>{SECOND}<br>Chỉ số chuyển đổi số
xếp thứ 21/63.</p>
<table border="1"><tr><th>Thủ tục</th><th>Mức phí</th></tr>
<tr><td>Cấp lại</td><td>1.250.000 đồng</td></tr></table>
<p>{LAST}</p><p style="text-align:right"><strong>Minh Phương</strong></p></div>
<div class="share">Chia sẻ: <a>Facebook</a> <a>Zalo</a></div>
<div><h3>Tin liên quan</h3>
<ul><li><a href="/1">Hội nghị triển khai kế hoạch năm 2024</a> (12/12/2024)</li></ul></div>
</div><div id="footer">
<p>© 2020 Sở Thông tin và Truyền thông. Số lượt truy cập: 1234567</p></div></body></html>"""

OLD = f"""<HTML><HEAD><TITLE>Khai trương điểm Internet công cộng</TITLE></HEAD><BODY>
<TABLE width=780><TR><TD width=150><A href=a.htm>Trang chủ</A><BR><A href=b.htm>Giới thiệu</A></TD>
<TD><FONT size=4><B>Khai trương điểm Internet công cộng</B></FONT><BR><I>Cập nhật: 15/08/2003</I><BR><BR>
<FONT face=".VnTime">{FIRST}<BR><BR>{SECOND}<BR><BR>{LAST}<BR><BR><B>Hải Yến</B></FONT></TD>
<TD><B>Tin mới</B><BR><A href=x.htm>Hội nghị tổng kết công tác bưu chính năm 2002</A></TD></TR>
<TR><TD colspan=3>Bản quyền thuộc Sở Bưu chính, Viễn thông</TD></TR></TABLE></BODY></HTML>"""


ASPX = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>
	Chi tiết tin - Cổng thông tin điện tử tỉnh
</title></head><body><form id="aspnetForm"><div class="top"><span>Thứ năm, 26/11/2026</span></div>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gt">Giới thiệu</a></li></ul>
<div class="news-detail"><div class="title-news">Quy định mức phí khai thác dữ liệu đất đai</div>
<div class="info"><span>12/03/2024 08:15</span> <span>Lượt xem: 1.024</span> <a>Cỡ chữ: A- A A+</a></div>
<div class="ExternalClass1"><div>&nbsp;&nbsp;&nbsp; {FIRST}</div><div>&nbsp;</div>
<div><span>&nbsp;{SECOND}</span></div>
<ul><li>Đối với tổ chức: 300.000 đồng;</li><li>Đối với cá nhân: 150.000 đồng.</li>
<li><a href="/x">Xem thêm bảng giá các năm trước</a></li></ul><div>{LAST}</div></div></div>
<div class="other"><h4>Các tin khác</h4><ul><li><a href="/1">Giao ban tháng 3 (01/03/2024)</a></li></ul></div>
<div id="footer"><p>Ghi rõ nguồn khi phát hành lại thông tin</p></div></form></body></html>"""


def article(html: str | bytes) -> Article:
    data = html if isinstance(html, bytes) else html.encode()
    (found,) = [result for result in read(Document("tin.html", "tin", data)) if isinstance(result, Found)]
    return found.article


def texts(html: str | bytes) -> list[str]:
    return [paragraph.text for paragraph in article(html).paragraphs]


def test_a_page_gives_its_article_with_all_that_a_citation_needs() -> None:
    read_article = article(MODERN)
    assert read_article.title == "Sở tổng kết công tác năm 2024"
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2025-01-10T14:58:00+07:00"
    assert read_article.url == "https://stttt.example.gov.vn/tin-tuc/tong-ket-2024"
    assert read_article.section == "Chuyển đổi số"
    assert read_article.author == "Minh Phương"


def test_the_text_is_whole_and_without_menus_buttons_other_news_and_footer() -> None:
    assert texts(MODERN) == [
        LEAD,
        FIRST,
        "Quang cảnh hội nghị.",
        SECOND,
        "Chỉ số chuyển đổi số xếp thứ 21/63.",
        "Thủ tục | Mức phí",
        "Cấp lại | 1.250.000 đồng",
        LAST,
        "Minh Phương",
    ]


def with_codes(html: str) -> str:
    """As the page editors of the time wrote every letter that is not ASCII."""
    return "".join(
        f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name and ord(c) > 127 else c for c in html
    )


@pytest.mark.parametrize("html", [OLD, in_tcvn3(OLD).encode("cp1252"), with_codes(in_tcvn3(OLD))])
def test_a_page_of_twenty_years_ago_is_read_from_its_table_of_columns(html: str | bytes) -> None:
    read_article = article(html)
    assert read_article.title == "Khai trương điểm Internet công cộng"
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2003-08-15T00:00:00+07:00"
    assert [paragraph.text for paragraph in read_article.paragraphs] == [FIRST, SECOND, LAST, "Hải Yến"]


def test_a_page_with_the_sites_name_for_a_title_is_called_what_stands_above_its_date() -> None:
    read_article = article(ASPX)
    assert read_article.title == "Quy định mức phí khai thác dữ liệu đất đai"
    assert read_article.published is not None
    assert read_article.published.isoformat() == "2024-03-12T08:15:00+07:00"


def test_a_list_within_the_article_is_kept_but_not_its_links() -> None:
    assert texts(ASPX) == [
        FIRST,
        SECOND,
        "Đối với tổ chức: 300.000 đồng;",
        "Đối với cá nhân: 150.000 đồng.",
        LAST,
    ]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://a.example/tin/1">', "https://a.example/tin/1"),
        ('<meta property="og:url" content="https://a.example/?id=1">', "https://a.example/?id=1"),
        (
            '<link rel="canonical" href="https://a.example/">',
            "https://stttt.example.gov.vn/tin-tuc/tong-ket-2024",
        ),
        ('<link rel="canonical" href="/tin/1">', "https://stttt.example.gov.vn/tin-tuc/tong-ket-2024"),
        ('<link rel="canonical" href="javascript:x">', "https://stttt.example.gov.vn/tin-tuc/tong-ket-2024"),
    ],
)
def test_the_address_is_the_pages_own_unless_it_is_only_the_front_page(head: str, url: str) -> None:
    assert article(MODERN.replace("<title>", f"{head}<title>")).url == url


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-01-10T14:58:00+07:00">',
        '<meta itemprop="datePublished" content="10/01/2025 14:58">',
        '<script type="application/ld+json">{"datePublished": "2025-01-10T07:58:00Z"}</script>',
    ],
)
def test_a_date_held_for_machines_serves_where_none_is_printed(head: str) -> None:
    html = MODERN.replace("10/01/2025 14:58</span> <span>Số lượt xem: 3072", "").replace(
        "<title>", f"{head}<title>"
    )
    published = article(html).published
    assert published is not None
    assert published.isoformat() == "2025-01-10T14:58:00+07:00"


def test_todays_date_in_the_head_of_the_page_is_not_taken_for_the_articles() -> None:
    html = MODERN.replace("10/01/2025 14:58</span> <span>Số lượt xem: 3072", "")
    warning, found = read(Document("tin.html", "tin", html.encode()))
    assert isinstance(warning, Problem)
    assert warning.message == "Bài không có ngày đăng."
    assert isinstance(found, Found)
    assert found.article.published is None


@pytest.mark.parametrize("html", ["<html></html>", "<p>", "<!-- -->"])
def test_a_page_without_an_article_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable, match=r"Không tìm thấy nội dung bài|Tệp hỏng"):
        list(read(Document("tin.html", "tin", html.encode())))


TAGS = st.sampled_from(
    ["<p>", "</p>", "<table><tr><td>", "<br", "<!--", "<script>", "&#1;", "\x00\x01", LEAD, "<?xml"]
)


@settings(max_examples=50, deadline=None)
@given(st.binary() | st.lists(TAGS).map(lambda tags: "".join(tags).encode()))
def test_no_bytes_raise_anything_but_what_the_store_expects(data: bytes) -> None:
    with suppress(Unreadable, UnknownEncoding):
        list(read(Document("tin.html", "tin", data)))
