"""The Vietnamese encodings from before Unicode, as their codes appear in Windows-1252 text."""

import re
import unicodedata
from collections.abc import Mapping

_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
"""TCVN 5712 from 0xA1 to 0xFF; five combining tones follow their letter."""
_TCVN3: Mapping[int, str] = {0xA1 + place: letter for place, letter in enumerate(_TCVN3_LETTERS)}

_VNI_LETTERS = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_CODE = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_LETTERS)}]", re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC fonts such as .VnTime)."""
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


def from_vni(text: str) -> str:
    """VNI for Windows (fonts such as VNI-Times): a letter, then the code of its marks."""
    return _VNI_CODE.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    base, mark = match[1] or match[0], match[2]
    letter = _VNI_LETTERS.get(base.lower(), base.lower())
    letter = unicodedata.normalize("NFC", letter + _VNI_MARKS[mark.lower()] if mark else letter)
    return letter.upper() if base.isupper() else letter
