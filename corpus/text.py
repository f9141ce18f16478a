"""The form in which article text is kept: Unicode NFC, single spaces, no control characters."""

import re
import unicodedata

# Zero-width and bidirectional marks are layout, not text; they would split words and hide spoofed links.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def clean(text: str) -> str:
    """`text` as one line in NFC, white space collapsed, control and invisible characters dropped."""
    if _is_clean(text):
        return text
    # Dropping comes before collapsing: what is dropped between two spaces would leave both.
    if not text.isprintable():
        text = "".join(filter(_is_text, _INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_clean(text: str) -> bool:
    """True of nearly all text that is clean. Only one kind of white space is printable."""
    spaced = "  " not in text and text[:1] != " " != text[-1:]
    return spaced and text.isprintable() and unicodedata.is_normalized("NFC", text)


def _is_text(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
