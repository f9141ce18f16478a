"""Documents made for print: their heads, and lines put together to paragraphs."""

import pytest

from corpus.letterhead import without_letterhead
from corpus.unwrap import unwrap

HEAD = [
    "UBND TỈNH LAM GIANG",
    "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
    "Số: 12/TB-STTTT",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Lam Giang, ngày 10 tháng 01 năm 2025",
]
BODY = ["Căn cứ kế hoạch năm, Sở thông báo như sau.", "Thời gian nhận hồ sơ: từ ngày 15/01/2025."]


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        [" | ".join(HEAD[:2]), f"{HEAD[3]} | {HEAD[4]}", f"{HEAD[2]} | {HEAD[5]}"],
        [
            "UBND TỈNH LAM GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "ĐỘC LẬP – TỰ DO – HẠNH PHÚC",
            HEAD[5],
            "-----",
        ],
    ],
)
def test_the_head_of_an_official_document_is_left_out_and_gives_its_date(head: list[str]) -> None:
    lines, date = without_letterhead([*head, "", "THÔNG BÁO", "Về việc tuyển dụng", *BODY])
    assert lines == ["THÔNG BÁO Về việc tuyển dụng", *BODY]
    assert date == "ngày 10 tháng 01 năm 2025"


def test_a_document_without_such_a_head_stays_as_it_is() -> None:
    lines = ["Sở tổng kết công tác năm 2024", "Ngày 10 tháng 01 năm 2025, Sở tổ chức hội nghị.", *BODY]
    assert without_letterhead(lines) == (lines, "")


WIDE = "Sở Thông tin và Truyền thông tổ chức hội nghị tổng kết công tác của ngành"


@pytest.mark.parametrize(
    ("pages", "paragraphs"),
    [
        ([f"{WIDE}\nnăm 2024.\n\nMinh Phương"], [f"{WIDE} năm 2024.", "Minh Phương"]),
        ([f"   {WIDE}\nnăm 2024 theo kế hoạch đã được Uỷ ban nhân dân tỉnh phê duyệt.\n   {WIDE}."],
         [f"{WIDE} năm 2024 theo kế hoạch đã được Uỷ ban nhân dân tỉnh phê duyệt.", f"{WIDE}."]),
        ([f"{WIDE}:\n- Một;\n- hai."], [f"{WIDE}:", "- Một;", "- hai."]),
        ([f"{WIDE}.\nHết.\n{WIDE}."], [f"{WIDE}. Hết.", f"{WIDE}."]),
        ([f"\n\n{WIDE}\n\n1\n", f"Trang 2/2\n\nnăm 2024.\n{WIDE}."], [f"{WIDE} năm 2024.", f"{WIDE}."]),
        ([f"{WIDE}.\n", f"{WIDE}."], [f"{WIDE}.", f"{WIDE}."]),
        (["", " \n"], []),
    ],
)  # fmt: skip
def test_lines_of_a_page_become_paragraphs_again(pages: list[str], paragraphs: list[str]) -> None:
    assert unwrap(pages) == paragraphs
