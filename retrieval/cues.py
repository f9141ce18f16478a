"""What kind of thing a question asks for, and which sentences hold such a thing.

Answer types after Li & Roth 2002, "Learning Question Classifiers", cut down to those that can be seen in a
sentence of Vietnamese official prose without a parser.
"""

import re
from enum import IntEnum

from retrieval.vietnamese import fold


class Cue(IntEnum):
    PERSON = 0
    TIME = 1
    PLACE = 2
    NUMBER = 3
    MONEY = 4
    PERCENT = 5
    DOCUMENT = 6
    CONTACT = 7
    REASON = 8
    MANNER = 9


_ASKED = {
    Cue.PERSON: r"\bai\b|\bnguoi nao\b|\bong nao\b|\bdong chi nao\b|\blanh dao nao\b|\bten (gi|la gi)\b"
    r"|\bwho(se|m)?\b",
    Cue.TIME: r"\bkhi nao\b|\bbao gio\b"
    r"|\b(ngay|thang|nam|luc|hom|dip|thoi (gian|diem)) (nao|may|bao nhieu|gi)\b|\bmay gio\b"
    r"|\bthoi han\b|\bhan (chot|cuoi|nop)\b|\bkeo dai bao lau\b|\bbao lau\b|\bwhen\b"
    r"|\bwhat (time|date|day|year|month)\b"
    r"|\bwhich (date|day|year|month)\b|\bdeadline\b|\bhow (long|soon|late)\b|\buntil when\b",
    Cue.PLACE: r"\bo dau\b"
    r"|\b(cho|noi|dia diem|huyen|xa|thon|phuong|tinh|thi xa|phong|tang|duong|khu vuc|dia ban) nao\b"
    r"|\bdia chi\b|\bdau\b|\bwhere\b|\bvenue\b|\baddress\b"
    r"|\bwhich (district|commune|ward|town|city|province|place|room|village)\b",
    Cue.NUMBER: r"\bbao nhieu\b|\bmay\b|\bhow (many|much|often|fast|far|large|big|high|old)\b"
    r"|\bso luong\b|\bwhat number\b|\bthu may\b",
    Cue.MONEY: r"\bbao nhieu tien\b|\btien\b|\bphi\b|\ble phi\b|\bkinh phi\b|\bgia\b|\bphat\b|\bvon\b"
    r"|\bdong\b"
    r"|\bcost|\bfee|\bfine|\bprice|\bbudget|\bmoney\b|\bpay\b|\bpaid\b|\bworth\b|\brevenue\b|\bspen[dt]\b",
    Cue.PERCENT: r"\bphan tram\b|\bty le\b|%|\bpercent|\bshare\b|\bproportion\b|\brate\b",
    Cue.DOCUMENT: r"\b(van ban|quyet dinh|ke hoach|nghi dinh|nghi quyet|thong tu|chi thi|cong van|de an"
    r"|luat) (nao|so|gi|may)\b"
    r"|\bso hieu\b|\bwhich (decision|plan|decree|document|resolution|circular|law|regulation)\b"
    r"|\bdocument number\b"
    r"|\bunder what (decision|plan|decree)\b|\btheo van ban\b",
    Cue.CONTACT: r"\bso dien thoai\b|\bdien thoai\b|\bhotline\b|\bduong day nong\b|\bso nao\b"
    r"|\bgoi (so|cho|den|ai)\b|\bemail\b|\bwebsite\b"
    r"|\b(trang|dia chi|link|web|cong) nao\b|\btrang web\b|\bphone\b|\bcall\b|\be-?mail\b|\bsite\b"
    r"|\bnumber\b.*\b(call|ring|dial)\b",
    Cue.REASON: r"\b(vi|tai) sao\b|\bdo dau\b|\bly do\b|\bnguyen nhan\b|\bsao lai\b|\bwhy\b|\breason\b"
    r"|\bhow come\b|\bcause",
    Cue.MANNER: r"\bnhu the nao\b|\blam sao\b|\bcach nao\b|\bthe nao\b|\bcach\b|\bbang gi\b"
    r"|\bhow (do|does|did|can|could|should|to|is|are|was|were)\b",
}
_ASKED_PATTERNS = {cue: re.compile(pattern) for cue, pattern in _ASKED.items()}

_NAME = r"[A-ZĐÀ-ỸÂĂÊÔƠƯ][^\W\d_A-Z]+"
_HELD = {
    Cue.PERSON: rf"(?:ông|bà|đồng chí|anh|chị|em|nhà báo|kỹ sư|Giám đốc|Chủ tịch|Bí thư|Trưởng \w+"
    rf"|Chánh \w+)[^.;]{{0,60}}?"
    rf"{_NAME} {_NAME}|{_NAME}(?: {_NAME}){{1,3}}",
    Cue.TIME: r"\b\d{1,2}\s?[/-]\s?\d{1,2}\b|\b(?:ngày|tháng|năm|quý|thế kỷ|thập niên)\s+\d"
    r"|\b\d{1,2}\s?(?:giờ|h\b|h\d\d)|\b(?:1[5-9]|20)\d\d\b"
    r"|\b\d+\s+(?:ngày|tháng|năm|tuần|phút|giờ)\b",
    Cue.PLACE: r"\b(?:tại|ở|số \d+)\s+\S"
    r"|\b(?:phường|xã|huyện|thị xã|thành phố|đường|phố|phòng|hội trường|tầng|thôn|tỉnh|quận)\s+\S"
    rf"|\b(?:từ|đến|vào|gần|giữa) {_NAME}",
    Cue.NUMBER: r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu|tỷ)\s",
    Cue.MONEY: r"\d[\d.,]*\s*(?:(?:nghìn|triệu|tỷ|trăm)\s*)*(?:đồng|đ\b|USD|đô la|VND|bảng|euro)"
    r"|[$£€]\s?\d|miễn phí|không thu",
    Cue.PERCENT: r"\d\s?%|phần trăm|\d/\d+\b",
    Cue.DOCUMENT: r"\b\d+/[\dA-ZĐ]"
    r"|\b(?:Nghị định|Nghị quyết|Quyết định|Kế hoạch|Thông tư|Chỉ thị|Công văn|Đề án|Luật)\b",
    Cue.CONTACT: r"\b0\d{2,3}[.\s]?\d{3}[.\s]?\d{3,4}\b|\b1[89]00\b|\b1022\b|@|\bwww\.|https?:"
    r"|\w+\.(?:vn|example|com|gov)\b"
    r"|đường dây nóng|tổng đài|điện thoại",
    Cue.REASON: r"\b(?:vì|do|bởi|nhằm|để|nguyên nhân|lý do|xuất phát từ|khiến|bởi lẽ|là do|nên)\b",
    Cue.MANNER: r"\b(?:bằng|thông qua|qua|theo|cách|bước|truy cập|đăng nhập|nhập|chọn|nộp|gửi|bằng cách"
    r"|nhờ|dưới hình thức)\b",
}
_HELD_PATTERNS = {cue: re.compile(pattern) for cue, pattern in _HELD.items()}


def asked(question: str) -> int:
    """A bit for each `Cue` that `question` (with diacritics restored, or English) asks for."""
    folded = fold(question)
    return sum(1 << cue for cue, pattern in _ASKED_PATTERNS.items() if pattern.search(folded))


def held(sentence: str) -> int:
    """A bit for each `Cue` that `sentence` holds."""
    return sum(1 << cue for cue, pattern in _HELD_PATTERNS.items() if pattern.search(sentence))
