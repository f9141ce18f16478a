"""Vietnamese text: folding, syllables, tone placement, sentences. The one place that lower-cases."""

import re
import unicodedata

Span = tuple[int, int]

# Thousands are grouped with dots or spaces in print ("1.500.000 đồng") and typed without ("1500000").
_TOKEN = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+(?:,\d+)?|[^\W\d_]+(?:\d+\b)?")


class _Bare(dict[int, str]):
    """Each character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code).replace("đ", "d"))
        return self.setdefault(code, "".join(c for c in decomposed if not unicodedata.combining(c)))


_BARE = _Bare()


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: what a phone typed in a hurry makes of `text`.

    The result has one character for each character of NFC Vietnamese text.
    """
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.translate(_BARE)


def tokens(text: str) -> list[str]:
    """Syllables, words and numbers of `text` in lower case, in order; "1.500.000" is "1500000"."""
    return [token.replace(".", "") if "." in token else token for token in _TOKEN.findall(text.lower())]


def folded_tokens(text: str) -> list[str]:
    """`tokens` after `fold`: the terms of the lexical index."""
    return tokens(fold(text))


def has_diacritics(token: str) -> bool:
    return fold(token) != token.lower()


# Tone placement: the traditional style marks the first vowel of an open oa, oe, uy (hòa, thủy),
# the reformed one the second (hoà, thuỷ). After q, u belongs to the consonant (quý, quỳ).
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_REFORMED = re.compile(rf"(?<![qQ])([oO](?=[aeAE])|[uU](?=[yY]))([aeyAEY])([{_TONES}])(?![^\W\d_])")


def traditional_tones(text: str) -> str:
    """`text` in NFC with the tone marks of open oa, oe, uy in the traditional place."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _REFORMED.sub(r"\1\3\2", decomposed))


# The lookbehind only spares a dotted line of a form from being tried at every dot.
_END = re.compile(
    r"(?:(?<![.!?…])[.!?…]+[\"”’')\]»]*|[:;](?=\s*[-–•+]\s))\s+(?=[\"“‘'(\[«]*[-–•+]?\s*[^\W_])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.,\"“])(?:[^\W\d_]|TP|Tp|PGS|GS|TS|ThS|Th\.S|CN|KS|BS|BSCK[I]*|NSND|NSƯT|TT|TX|tr|Tr|"
    r"Ô|Bà|Mr|Mrs|Ms|Dr|St|Jr|vs|No|Nxb|NXB|NQ|QĐ|ĐC|ĐT|Tel|Fax|Email|stt|STT|đ/c|Đ/c)\.$"
)


def sentences(text: str) -> list[Span]:
    """(start, end) offsets of the sentences of one paragraph, in order, white space between them left out.

    Together they hold every character of `text` that is not white space.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if _continues(text, start, match):
            continue
        spans.append((start, _rstrip(text, start, match.end())))
        start = match.end()
    if start < len(text):
        spans.append((start, _rstrip(text, start, len(text))))
    return [span for span in spans if span[0] < span[1]]


def _continues(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the mark that `match` found does not end the sentence begun at `start`."""
    mark, following = match.group().strip(), text[match.end()]
    if mark[0] in ":;":
        return False
    if following.islower() and not mark.startswith(("!", "?")):
        return True
    if mark != ".":
        return False
    head = text[start : match.start() + 1]
    return bool(_ABBREVIATION.search(head)) or bool(re.fullmatch(r"\s*(?:\d{1,2}|[IVX]+)\.", head))


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
