"""Does a question continue the one before it? And what do the two ask together?

A rule that a citizen can predict: a short question that names no new matter continues the one before it. Its
words alone show it when it begins like a continuation ("còn …", "what about …"), points back ("việc này",
"họ"), or holds nothing but a time and words for a part of a matter (who, where, deadline, fee, chair …).
Where they do not, `retrieval.context` asks the article that was just quoted.
"""

import re
from pathlib import Path

from corpus.text import clean
from retrieval.vietnamese import fold

MAX_WORDS = 9
_LONGEST = 300

_CONTINUES = re.compile(
    r"(?:(?:the|vay|a) )?(?:con(?! (?:trai|gai|duong|nguoi|so|dau)\b)|roi|the thi|vay thi)\b"
    r"|(?:and|so )?(?:what|how) about\b|and\b|also\b"
)
# Folded, "đó" is also độ and đồ, "này" also nay and "họ" also hồ: what stands before them tells.
_POINTS_BACK = re.compile(
    r"\b(?:(?:viec|chuyen|cai|dieu|su kien|hoi nghi|buoi le|ky thi|cuoc thi|chuong trinh|bai|van ban"
    r"|quyet dinh|ke hoach|dot|noi|ong|ba|nguoi|vu|giai|khoa|lop|buoi|thu tuc|dich vu"
    r"|trung tam|tram|ung dung|to|cuoc)"
    r" (?:nay|do|ay|tren|kia)|(?:ngay|luc|cho|phi|so) (?:do|ay)|trong do|tai do|khi do|o do|theo do"
    r"|(?:did|does|do|is|was|were|are|will|has|can) (?:it|he|she|they|that|this|these|those)"
    r"|(?:about|for|of|in|at|to|with|from) (?:it|them|that|this|him|her)|their|its)\b"
    r"|\b(?:it|them|one)\W*$"
)
_DEGREE = re.compile(r"\b(?:mức|chế|sơ|bản|tốc|trình|so|số|thái) (?:độ|đồ|do)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:(?:trong|vao|hoi|tu|den|in|from|of|dau|cuoi|giua) )?"
    r"(?:(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
    r"|thang \d{1,2}(?:[/.-]\d{4}| nam \d{4})?|quy (?:[1-4]|iv|i{1,3})\b(?:[/ ](?:nam )?\d{4})?"
    r"|(?:nam (?:hoc )?)?(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?"
    r"|nam (?:nay|ngoai|truoc|sau|kia|toi)|thang (?:nay|truoc|toi|sau)|hom (?:nay|qua|kia)|tuan (?:nay|truoc)"
    r"|(?:last|this|next) (?:year|month|week))\b"
)
# Words for a part of some matter, and words that only make a sentence, in folded form.
_LIST = Path(__file__).parent / "lists" / "followup.txt"
_PHRASES = sorted(_LIST.read_text(encoding="utf-8").splitlines()[1:], key=len, reverse=True)
_PARTS = re.compile(rf"\b(?:{'|'.join(_PHRASES)})\b")
# Alone they greet or thank, and continue nothing.
_TALK = re.compile(
    r"(?:cam on|xin|chao|hello|hi|hey|thanks?|thank you|ok|oke|da|vang|u|uh|tot|lam|roi|tam biet|bye|alo|test"
    r"|hay|qua|nhe|a|ah|em|anh|chi|ban|ad|admin|bot|oi|co|khong|ko|gi|la|ai|\W)+"
)
_ASKS = re.compile(
    r"\b(?:(?:la|do|duoc|cho) )?(?:o dau|(?:vao )?(?:khi|luc|ngay|thang|nam|thoi gian|noi|cho|dia diem|so"
    r"|huyen|xa|don vi|co quan|dong chi|nguoi) nao"
    r"|(?:ai|bao gio|bao nhieu|bao lau|may gio|the nao|nhu the nao|tai sao"
    r"|vi sao|la gi|gi|dau))\b"
)
_ASKING = re.compile(
    r"\b(?:ai|gi|nao|dau|may|bao|sao|khong|ko|k|hok|who|what|when|where|which|why|how|is|are|was|were|do|does"
    r"|did|can|must|should|will)\b"
)
_TO_THE_MACHINE = re.compile(r"(?:ban|bot|ad|admin)\b|.*\b(?:are you|you do|your name)\b")
_WORD = re.compile(r"[^\W_]+")


def may_continue(text: str) -> bool:
    """Whether `text` is short enough to continue another question, and asks something."""
    folded = fold(clean(text))
    return 0 < len(_WORD.findall(folded)) <= MAX_WORDS and not _TALK.fullmatch(folded)


def continues(text: str) -> bool:
    """Whether the words of `text` show that it continues the question before it."""
    if not may_continue(text):
        return False
    if _CONTINUES.match(fold(clean(text))) or _POINTS_BACK.search(fold(_DEGREE.sub(" ", text))):
        return True
    return own_words(text) == 0


def asks(text: str) -> bool:
    """Whether `text` has a question word, and is no question about the bot itself."""
    folded = fold(clean(text))
    return bool(_ASKING.search(folded)) and not _TO_THE_MACHINE.match(folded)


def own_words(text: str) -> int:
    """How many words of `text` name neither a time nor a part of some matter."""
    return len(_own(text))


def repeats(before: str, text: str) -> bool:
    """Whether `text` names its matter itself, in the words of the question `before`."""
    own = _own(text)
    return len(own) > 1 and set(own) <= set(_WORD.findall(fold(clean(before))))


def _own(text: str) -> list[str]:
    return _WORD.findall(_PARTS.sub(" ", _TIME.sub(" ", fold(clean(text)))))


def combined(before: str, text: str) -> str:
    """One question of `before` and of `text`, which continues it.

    A new time takes the place of the old one; a new question word makes the old one's superfluous.
    """
    before, text = clean(before)[:_LONGEST], clean(text)
    addition = _without_opening(text)
    time = _TIME.search(fold(addition))
    if time and not _WORD.search(addition[: time.start()] + addition[time.end() :]):
        return _with_time(before, addition[time.start() : time.end()])
    if time:
        before = _without_time(before)
    if _ASKS.search(fold(addition)):
        before = _without_asking(before)
    return clean(f"{before.rstrip(' ?.!,;:')}, {addition}")


def replaces_matter(text: str) -> bool:
    """Whether what `combined` makes of `text` is a new matter, which the next question may continue."""
    folded = fold(clean(text))
    return bool(_TIME.search(folded) or _CONTINUES.match(folded)) and not _ASKS.search(folded)


_AROUND = re.compile(
    r"^(?:the|vay|a|con|roi|thi|and|so|also|what about|how about|or)\b|\b(?:thi sao|nhi|nhe|a|ha|vay)$"
)
_EDGES = " ,;:?.!"


def _without_opening(text: str) -> str:
    """`text` without the words that only tie it to the question before."""
    left = text.strip(_EDGES)
    while match := _AROUND.search(fold(left)):
        left = (left[: match.start()] + left[match.end() :]).strip(_EDGES)
    return left or text


def _with_time(before: str, time: str) -> str:
    match = _TIME.search(fold(before))
    if match is None:
        return f"{before.rstrip(' ?.!,;:')} {time}"
    return clean(f"{before[: match.start()]} {time}{before[match.end() :]}")


def _without_time(text: str) -> str:
    match = _TIME.search(fold(text))
    return clean(text[: match.start()] + " " + text[match.end() :]) if match else text


def _without_asking(text: str) -> str:
    """`text` without its question word: what is left names the matter."""
    match = _ASKS.search(fold(text))
    if match is None:
        return text
    left = clean(text[: match.start()] + " " + text[match.end() :])
    return left if len(_WORD.findall(left)) >= 2 else text
