"""Bytes of a source file as text, whatever Vietnamese encoding they are in."""

import codecs
import re
import unicodedata
from collections.abc import Sequence

from corpus.legacy import from_tcvn3, from_vni
from corpus.syllables import is_syllable

_SURE = 0.9
_LIKELY = 0.5
_MARGIN = 0.3
_ENOUGH = 10
"""Fewer words with diacritics than these prove nothing."""
_PIECES, _PIECE = 20, 2_000
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_PUNCTUATION = "“”‘’«»…–—•·°§©®"
_MODERN_LETTER = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UnknownEncoding(Exception):
    """The encoding cannot be told with certainty. `line` is the first that is not UTF-8, if known."""

    def __init__(self, line: int | None = None) -> None:
        super().__init__(line)
        self.line = line


def decode(data: bytes) -> str:
    """`data` as Unicode text with plain newlines."""
    try:
        text = to_unicode(_strict(data))
    except UnicodeDecodeError as error:
        old = data.decode("cp1252", "replace")
        windows = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
        candidates = [from_tcvn3(old), from_vni(old), windows]
        best = _sure([_likelihood(_words(candidate)) for candidate in candidates])
        if best is None or "\ufffd" in candidates[best]:
            raise UnknownEncoding(data.count(b"\n", 0, error.start) + 1) from error
        text = candidates[best]
    return text.replace("\r\n", "\n").replace("\r", "\n")


def to_unicode(text: str) -> str:
    """`text`, with the codes of TCVN3 or VNI fonts replaced by the letters that they showed."""
    words = _words(text)
    odd = [word for word in words if not is_syllable(word)]
    if len(odd) <= len(words) * (1 - _SURE):
        return text
    converters = (from_tcvn3, from_vni)
    likelihoods = [_likelihood([convert(word) for word in odd]) for convert in converters]
    if max(likelihoods) < _LIKELY:
        return text
    best = _sure(likelihoods)
    if best is None or _MODERN_LETTER.search(text):
        raise UnknownEncoding
    return converters[best](text)


def _strict(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding)
    return data.decode(_utf_16(data) or "utf-8")


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without a mark shows by the zero bytes of its spaces and plain letters, all on one side."""
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if max(even, odd) * 8 < min(len(data), 4096) or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _sure(likelihoods: Sequence[float]) -> int | None:
    """Which candidate reads as Vietnamese, where there is one and no other comes near it."""
    second, best = sorted(likelihoods)[-2:]
    return likelihoods.index(best) if best >= max(_SURE, second + _MARGIN) else None


def _likelihood(words: Sequence[str]) -> float:
    """The share of the words that are Vietnamese syllables; none where the words are too few."""
    return sum(map(is_syllable, words)) / len(words) if len(words) >= _ENOUGH else 0


def _words(text: str) -> list[str]:
    """The words with diacritics in `text`, of a long text those in pieces all along it."""
    if len(text) > _PIECES * _PIECE:
        step = len(text) // _PIECES
        text = " ".join(text[start : start + _PIECE] for start in range(0, len(text), step))
    words = (match[0].strip(_PUNCTUATION) for match in _WORD.finditer(text))
    return [word for word in words if not word.isascii()]
