"""Which paragraphs of a news article are photo captions, and which lines at its end are the byline.

Both are recognised by their form only, and only where it is plain: a caption taken for text does
no harm, text taken for a caption might.
"""

import re
from collections.abc import Sequence

from corpus.article import Paragraph, ParagraphKind

_BYLINE_LENGTH = 90
_NAME_WORDS = 6
_AUTHOR_LABEL = r"(?:tác giả|người viết|thực hiện|tin|bài|tin bài|(?:tin|bài)(?:,| và|,? &)? ảnh|pv|ctv)"
_CREDIT_LABEL = r"(?i:nguồn(?: tin| ảnh)?|ảnh|biên tập|theo)"
_AUTHOR = re.compile(rf"\(?{_AUTHOR_LABEL}\s*:\s*(?P<name>[^()]+)\)?", re.IGNORECASE)
_CREDIT = re.compile(rf"\(?{_CREDIT_LABEL}\s*:.+|\(?(?:Nguồn|Theo|THEO) [^a-zà-ỹđ].*")
_DESK = re.compile(r"ban biên tập|phóng viên|tổng hợp", re.IGNORECASE)

_CAPTION_LENGTH = 200
_SCENE_LENGTH = 160
_LONG_PARAGRAPH = 200
_PHOTO_LABEL = re.compile(
    r"\(?(?:hình |chú thích )?(?:ảnh|hình)(?: minh h[oọ][aạ])?(?: \d+)? ?[:.]", re.IGNORECASE
)
_PHOTO_CREDIT = re.compile(r"[(.] ?ảnh(?: minh h[oọ][aạ]| tư liệu)?(?: ?:[^.]{1,40})?\)?\.?$", re.IGNORECASE)
_VIEW = re.compile(r"(?:toàn cảnh|quang cảnh|một góc|các đại biểu chụp ảnh)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:(?:các )?đồng chí|ông|bà|phó|trưởng|chủ tịch|giám đốc|bí thư|bộ trưởng|thứ trưởng|lãnh đạo|"
    r"đại diện|(?:các )?đại biểu|các (?:tập thể|đội|tổ|em)|ban tổ chức|đoàn (?:viên|kiểm tra|công tác)|"
    r"cán bộ|công chức|chuyên viên|(?:nhân|kỹ thuật|học|sinh|giảng) viên|học sinh|thí sinh|người dân|"
    r"chiến sĩ|lực lượng)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:trao|tặng|gắn|nhận|phát biểu|trình bày|chủ trì|cắt băng|ký kết|chụp ảnh|tham quan|bấm nút|"
    r"kiểm tra|hướng dẫn|thực hành|lắp đặt|nối lại|khôi phục|làm (?:thủ tục|bài|việc)|đo kiểm|ra quân|"
    r"tham gia)\b",
    re.IGNORECASE,
)
# A caption shows the moment: it reports no speech, no plan, no duty and no figures.
_REPORT = re.compile(r"\d|\b(?:đã|sẽ|cần|phải|nên|cho biết|cho rằng|đề nghị|yêu cầu|khẳng định|nhấn mạnh)\b")
_SENTENCE_BREAK = re.compile(r"[.!?…;]\s")
_SENTENCE_END = re.compile(r"[.!?…:;][”\"’)]*$")


def is_byline(text: str) -> bool:
    """Whether a line at the end of an article names its author or source."""
    if len(text) > _BYLINE_LENGTH:
        return False
    return bool(_AUTHOR.fullmatch(text) or _CREDIT.fullmatch(text) or _DESK.fullmatch(text)) or _is_name(text)


def author_of(bylines: Sequence[str]) -> str:
    """The author that these lines name, empty when they name none."""
    for line in bylines:
        if match := _AUTHOR.fullmatch(line):
            return match["name"].strip()
        if not _CREDIT.fullmatch(line):
            return _bare(line)
    return ""


def with_captions(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """The clean paragraphs `texts` of an article's body, photo captions marked."""
    captions = {number for number in range(len(texts)) if _is_caption(texts, number)}
    return tuple(
        Paragraph(text, ParagraphKind.CAPTION if number in captions else ParagraphKind.TEXT)
        for number, text in enumerate(texts)
    )


def _is_name(text: str) -> bool:
    if _SENTENCE_END.search(text) and not re.fullmatch(r"(?:\w\.)+", text):
        return False
    head = re.split(r"\s[-–]\s|\(", _bare(text))[0]
    words = re.sub(r"\bvà\b|[,&-]", " ", head).split()
    return 0 < len(words) <= _NAME_WORDS and all(word[0].isupper() for word in words)


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _is_caption(texts: Sequence[str], number: int) -> bool:
    text = texts[number]
    if len(text) > _CAPTION_LENGTH or _SENTENCE_BREAK.search(text):
        return bool(len(text) <= _CAPTION_LENGTH and _PHOTO_CREDIT.search(text))
    if _PHOTO_LABEL.match(text) or _PHOTO_CREDIT.search(text) or _VIEW.match(text):
        return True
    inside = 0 < number < len(texts) - 1 and len(texts[number - 1]) >= _LONG_PARAGRAPH
    scene = inside and len(text) <= _SCENE_LENGTH and not _REPORT.search(text)
    return bool(scene and _PEOPLE.match(text) and _DEED.search(text))
