"""Lines that belong to a portal's page, not to the article on it."""

import re

_TOOL = re.compile(
    r"trang chủ|sơ đồ (?:trang|cổng)|đăng nhập|quay lại|(?:về|lên) đầu trang|"
    r"in (?:trang|bài(?: viết)?)|bản in|gửi (?:email|bài viết|cho bạn bè)|lưu bài(?: viết)?|"
    r"phóng to|thu nhỏ|a[+-]?|(?:đọc|nghe) bài(?: viết)?|"
    r"xem thêm|(?:chia sẻ|share)(?: bài viết| lên \w+)?|facebook|zalo|twitter|tweet|copy link|"
    r"sao chép liên kết|(?:số )?lượt (?:xem|đọc|truy cập)",
    re.IGNORECASE,
)
_OTHER_NEWS = re.compile(
    r"(?:các )?(?:tin|bài|bài viết|tin bài)(?: tức)? (?:liên quan|khác|cùng chuyên mục|mới(?: nhất| hơn)?|"
    r"cũ hơn|đã đưa|đã đăng|đọc nhiều|xem nhiều)|ý kiến (?:bạn đọc|của bạn)|bình luận|gửi bình luận|"
    r"đánh giá bài viết|tổng số điểm của bài viết là.*",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"©|\(c\)\s*\d{4}|copyright\b|bản quyền (?:thuộc|©)|(?:người )?chịu trách nhiệm(?: chính| nội dung)?\s*:|"
    r"(?:vui lòng |đề nghị )?ghi rõ nguồn|giấy phép (?:thiết lập )?(?:trang|số\b.*trang) thông tin",
    re.IGNORECASE,
)
_EDGES = " :|•-–>»<«[]()."
_PARTS = re.compile(r"[:|•»>]")
_COUNT = re.compile(r"\s*[\d.,]+$")
_TOOL_LENGTH = 80
"""Of a line of buttons, and of a heading."""
_RIGHTS_LENGTH = 200


def is_tool(line: str) -> bool:
    """Whether the line is nothing but buttons, such as "In trang" or "Chia sẻ: Facebook | Zalo"."""
    if len(line) > _TOOL_LENGTH:
        return False
    parts = (_COUNT.sub("", part.strip(_EDGES)) for part in _PARTS.split(line))
    return all(not part or _TOOL.fullmatch(part) for part in parts)


def opens_other_news(line: str) -> bool:
    """Whether the line heads what follows an article on its page: other news, or comments."""
    return len(line) <= _TOOL_LENGTH and _OTHER_NEWS.fullmatch(line.strip(_EDGES)) is not None


def is_rights_notice(line: str) -> bool:
    """Whether the line is from the foot of a page: copyright, who is responsible."""
    return len(line) <= _RIGHTS_LENGTH and _RIGHTS.match(line.strip()) is not None


def is_boilerplate(line: str) -> bool:
    return is_tool(line) or opens_other_news(line) or is_rights_notice(line)
