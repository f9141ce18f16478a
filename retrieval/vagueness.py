"""Is there anything to search for? Small talk and lone words get a kind word and examples instead."""

import re

from retrieval.understanding import is_english
from retrieval.vietnamese import fold, folded_tokens, tokens

# Words that ask for nothing by themselves, folded. Developed on retrieval/training/chatter.jsonl.
_EMPTY = frozenset(
    """a ad admin ah ai ak alo anh ban bao be biet boi boss bot buoi buon cam can cau chao chi cho chu chua co
    cua da dau day di dc duoc dung e em gi giup ha hay he hello helo hep hey hi hihi haha hehe ho hoi hok
    hom huhu huong i ib j k kem khong khoe ko la lai lan luon luc may me minh mn moi muon nao nay ne nen
    nghe ngu nguoi nhan nha nhe nhi nhieu nho nhu no noi nua o oi ok oke okay on ong ơi pai phai qua r ra
    rang rat rep roi sao shop sorry t thanks thank thay that the them thich thoi tks toi tot troi troy tu u
    uh um van vang vay ve vi voi vs vui xin xiu yeu yes yep oh wow am an and anybody anyone are ask bye can
    could did does for friend give good great happy have help here how is it just know me morning my need
    nice no of one please question questions real robot see should some something talk tell test testing
    that there thing things think this to too try very want was we well what who why will working would you
    your""".split()
)
_LETTER = re.compile(r"[^\W\d_]")
_CONSONANTS = re.compile(r"[^aeiouy\d]{4,}")
_REPEATED = re.compile(r"(.)\1\1")
_LONE_WORD = 2
"""Most Vietnamese words have two syllables: two of them may be one word ("học phí")."""


def is_vague(text: str) -> bool:
    """Whether `text` names nothing that could be looked up."""
    if not _LETTER.search(text):
        return True
    words = tokens(text)
    content = [word for word in folded_tokens(text) if word not in _EMPTY and not _mashed(word)]
    if any(word.isdigit() and len(word) > 1 for word in content):
        return len(content) < 2
    return len(content) < (2 if is_english(" ".join(words)) else _LONE_WORD + 1) and not _named(text, content)


def _named(text: str, content: list[str]) -> bool:
    """Whether something is named, and something asked of it."""
    return bool(content) and bool(_ASKING.search(fold(text)))


_ASKING = re.compile(
    r"\b(?:ai|bao nhieu|bnhieu|bn|bao gio|khi nao|may gio|o dau|ngay nao|nhu the nao|ntn|la gi|tai sao|vi sao"
    r"|sdt|who|when|where|why|how (?:much|many))\b"
)


def _mashed(word: str) -> bool:
    """Whether `word` is keys hit at random rather than a word."""
    return bool(_REPEATED.search(word) or _CONSONANTS.search(word)) and not word.isdigit()
