"""What belongs to a page and not to its article."""

import pytest

from corpus.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "Trang chủ",
        "In trang",
        "Chia sẻ: Facebook | Zalo",
        "A+ | A-",
        "Lượt xem: 3.072",
        "Tin liên quan:",
        "Các tin khác",
        "Ý kiến bạn đọc",
        "© 2020 Sở Thông tin và Truyền thông tỉnh Lam Giang",
        "Bản quyền thuộc Sở Thông tin và Truyền thông",
        "Chịu trách nhiệm chính: Giám đốc Sở",
        "Ghi rõ nguồn khi phát hành lại thông tin từ cổng này",
    ],
)
def test_a_line_of_the_page_is_recognised(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Giới thiệu cổng dịch vụ công",
        "Liên hệ: Văn phòng Sở, điện thoại 0299.3855.201",
        "Chia sẻ tại hội nghị, đồng chí Giám đốc Sở nêu ba bài học.",
        "Chịu trách nhiệm chính về những vi phạm trong việc triển khai dự án",
        "Bản quyền tác phẩm báo chí được pháp luật bảo hộ.",
        "Tin nhắn rác giảm 40% so với năm 2023.",
        "Facebook phải gỡ 1.204 bài viết vi phạm trong quý I.",
    ],
)
def test_a_line_of_the_article_is_left_alone(line: str) -> None:
    assert not is_boilerplate(line)
