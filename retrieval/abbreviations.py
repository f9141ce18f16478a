"""Abbreviations and what they stand for: a small list that staff can edit, and the corpus's own.

An article introduces most of its abbreviations itself, as in "Ủy ban nhân dân (UBND) tỉnh".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import SourceError
from retrieval.vietnamese import fold, folded_tokens

_LISTED = Path(__file__).parent / "lists" / "abbreviations.tsv"
_INTRODUCED = re.compile(
    r"((?:[^\W\d_]+[ ,&-]+){2,12})\((?:sau đây gọi (?:tắt )?là |gọi tắt là )?([A-ZĐ][A-ZĐ&,\-]{1,9})\)"
)
_BRACKETED = re.compile(r"[A-ZĐ&,\-]\)")
_LINKS = {"va", "cua", "ve", "cac", "the", "of", "and"}

Abbreviations = dict[str, tuple[str, ...]]
"""Folded abbreviation ("tt&tt" is "tttt") -> the folded syllables it stands for."""


def listed_abbreviations(path: Path = _LISTED) -> Abbreviations:
    """The staff's list. Raises SourceError naming the line that is not `abbreviation <tab> full form`."""
    table: Abbreviations = {}
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        short, _, full = line.partition("\t")
        if not key(short) or not folded_tokens(full):
            raise SourceError(
                f"{path}, dòng {number}: cần ghi “chữ viết tắt<tab>dạng đầy đủ”, đang ghi “{line}”."
            )
        table[key(short)] = tuple(folded_tokens(full))
    return table


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # Notepad marks the beginning of a file
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Không đọc được {path}: {error}. Hãy lưu lại tệp với mã UTF-8.") from error


def introduced_abbreviations(texts: Iterable[str]) -> Abbreviations:
    """What the texts introduce in brackets; an abbreviation with two meanings keeps the commoner."""
    return commonest(introductions(texts))


def introductions(texts: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every introduction of an abbreviation: its folded form, the folded syllables it stands for."""
    for text in texts:
        if not _BRACKETED.search(text):
            continue  # to look for what goes before takes a hundred times as long
        for match in _INTRODUCED.finditer(text):
            short = key(match.group(2))
            full = _spelt_by(short, folded_tokens(match.group(1)))
            if full:
                yield short, full


def commonest(introduced: Iterable[tuple[str, tuple[str, ...]]]) -> Abbreviations:
    found: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for short, full in introduced:
        found[short][full] += 1
    return {short: max(sorted(forms), key=forms.__getitem__) for short, forms in sorted(found.items())}


def key(abbreviation: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(abbreviation))


def _spelt_by(short: str, syllables: list[str]) -> tuple[str, ...]:
    """The last syllables whose initials spell `short`, linking words aside; empty when none do."""
    remaining = list(short)
    for place in range(len(syllables) - 1, -1, -1):
        syllable = syllables[place]
        if remaining and syllable[0] == remaining[-1]:
            remaining.pop()
        elif syllable not in _LINKS:
            return ()
        if not remaining:
            return tuple(syllables[place:])
    return ()


class Expander:
    """Rewrites terms so that an abbreviation and its full form are the same terms."""

    def __init__(self, abbreviations: Abbreviations) -> None:
        self._table = {short: full for short, full in abbreviations.items() if len(short) > 2}

    def expand(self, terms: list[str]) -> list[str]:
        """`terms` with each abbreviation spelt out."""
        return [part for term in terms for part in self._table.get(term, (term,))]
