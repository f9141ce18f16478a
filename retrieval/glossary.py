"""English words and what Vietnamese articles call them: the terms that an English question looks up."""

from functools import cache
from pathlib import Path

from retrieval.vietnamese import folded_tokens, tokens

_LISTS = Path(__file__).parent / "lists"
_LONGEST_PHRASE = 6
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)

Renderings = tuple[tuple[str, ...], ...]
"""Ways to say a word, each as folded syllables, the commonest first."""


@cache
def read_glossary() -> dict[str, Renderings]:
    """The renderings of a word or fixed phrase, given as its tokens: "people s committee"."""
    table = {}
    for path in sorted(_LISTS.glob("glossary-*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                english, renderings = line.split("\t")
                ways = (tuple(folded_tokens(part)) for part in renderings.split("|"))
                table[" ".join(tokens(english))] = tuple(way for way in ways if way)
    return table


def render(text: str) -> list[Renderings]:
    """The renderings of each word or fixed phrase of `text` that the glossary knows, in order."""
    words = tokens(text)
    found, place = [], 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            renderings = _look_up(" ".join(words[place : place + length]))
            if renderings:
                found.append(renderings)
                break
        place += length
    return found


def _look_up(phrase: str) -> Renderings:
    glossary = read_glossary()
    if phrase in glossary:
        return glossary[phrase]
    for ending, replacement in _ENDINGS:
        base = phrase.removesuffix(ending)
        if base == phrase or len(base) < 3:
            continue
        undoubled = base[:-1] if base[-1] == base[-2] else base
        for candidate in (base + replacement, undoubled):
            if candidate in glossary:
                return glossary[candidate]
    return ()
