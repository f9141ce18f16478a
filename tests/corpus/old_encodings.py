"""Text written in the encodings from before Unicode, for tests that read it."""

import unicodedata

from corpus.legacy import from_tcvn3, from_vni

TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def in_tcvn3(text: str) -> str:
    """As fonts like .VnTime write it; a capital's tone follows it, as the standard has it."""
    codes = {from_tcvn3(chr(code)): chr(code) for code in range(0xA1, 0x100)}
    return "".join(
        codes.get(letter) or "".join(codes.get(part, part) for part in toned_apart(letter)) for letter in text
    )


def in_vni(text: str) -> str:
    marks = "ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË"
    bases = [base + mark for base in "aeouyôöAEOUYÔÖ" for mark in marks if base.isupper() == mark.isupper()]
    codes = {from_vni(code): code for code in [*bases, *"ôöñíìæóòîÔÖÑÍÌÆÓÒÎ"]}
    return "".join(codes.get(letter, letter) for letter in text)


def in_windows_1258(text: str) -> bytes:
    return "".join(map(toned_apart, text)).encode("cp1258")


def toned_apart(letter: str) -> str:
    """The letter with its tone, but not its circumflex, breve or horn, as a mark of its own."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)) + tones
