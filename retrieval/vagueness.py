"""Is there anything to search for? Small talk and lone words get a kind word and examples instead."""

import re

from retrieval.spelling import Speller, rewrite
from retrieval.vietnamese import fold, tokens

# Words that ask for nothing by themselves, in folded form.
_EMPTY = frozenset(
    """a ad ai alo anh ban bao ban be bot boss cac cai cam chao chi cho chu co con cua da dau dang day duoc di do
    em gi giup gium hello helo hey hi hihi haha hehe hoi huhu ha hay ho ib la lai lam lan len loi luon may me minh
    mn muon nao nay ne nen nghe ngu nha nhe nhi nhieu nhu no nua oi ok oke okay on ong phai qua ra rang roi sao
    shop so sorry ta tam thanks thank thay the them thi thoi thu tinh toi tot test troi tu tuyet u uh um va vai
    van vang vay ve voi vui xin xiu y yes you
    are bye can could do for friend good great help how is it me morning need no please question robot some
    something thing what who your u""".split()
)
_LETTERS = re.compile(r"[^\W\d_]")
_VOWEL = re.compile(r"[aeiouy]")


def is_vague(text: str, speller: Speller) -> bool:
    """Whether `text` names nothing that could be looked up."""
    if not _LETTERS.search(text):
        return not re.search(r"\d{3}", text)
    words = tokens(rewrite(text, speller.read(text)))
    content = [word for word in words if fold(word) not in _EMPTY and not _mashed(word)]
    return len(content) < 2 and not any(word.isdigit() and len(word) >= 2 for word in content)


def _mashed(word: str) -> bool:
    """Whether `word` is keys hit at random rather than a word."""
    folded = fold(word)
    if re.search(r"(.)\1\1", folded):
        return True
    return len(folded) > 3 and folded.isalpha() and not _VOWEL.search(folded)
