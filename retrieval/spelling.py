"""What a hurried phone meant: diacritics, chat shorthand and typing errors undone by the corpus's own words.

A noisy channel (Kernighan, Church & Gale 1990): each typed word has candidates, each with a penalty for
how far it is from what was typed; the language model scores their sequence and Viterbi finds the best.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.language_model import LanguageModel
from retrieval.vietnamese import fold, has_diacritics, traditional_tones

# A digit may stand within a word: a VNI key left in it.
_WORD = re.compile(r"[^\W\d_][^\W_]*")
_LISTS = Path(__file__).parent / "lists"

# Costs are negative natural logarithms of rough frequencies in hurried typing.
_DROPPED_DIACRITICS = 0.1
_FORGOTTEN_DIACRITICS = 5.0
_WRONG_TONE = 3.0
_SHORTHAND = 1.0
_TYPING_ERROR = 6.0
_UNKNOWN = 18.0
# Whoever types diacritics means the word, even one that no article holds ("phở").
_UNKNOWN_WITH_DIACRITICS = 12.0

# Telex and VNI keys left in the text by a keyboard that was not switched on ("tuyeern", "tuye63n": "tuyển").
_TONE_KEY = re.compile(r"(?<=[a-z])[sfrxj](?=(?:c|ch|m|n|ng|nh|p|t|[aeiouy])?$)")
_TELEX_VOWEL = re.compile(r"aa|ee|oo|aw|ow|uw|dd|w")
_TELEX_PLAIN = {"aa": "a", "ee": "e", "oo": "o", "aw": "a", "ow": "o", "uw": "u", "dd": "d", "w": "u"}
_LONGEST_SYLLABLE = 12
"""With the keys left in it; a longer word is no Vietnamese syllable, and would have countless neighbours."""
_LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a typed word: syllable numbers of the language model, or the word itself."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Correction:
    """A typed word, where it stands in the question, and what it is read as."""

    start: int
    end: int
    typed: str
    words: tuple[str, ...]


class Speller:
    """Reads typed questions with one corpus's language model; `abbreviations` (folded) are not mistyped."""

    def __init__(self, model: LanguageModel, abbreviations: Collection[str] = ()) -> None:
        self._model = model
        self._abbreviations = abbreviations
        self._shorthand = read_shorthand()

    def read(self, question: str) -> list[Correction]:
        """Each word of `question` with its most likely reading, in order."""
        question = traditional_tones(question)
        words = [(match.start(), match.end(), match.group().lower()) for match in _WORD.finditer(question)]
        typed_accents = sum(has_diacritics(word) for _, _, word in words) >= max(1, 0.3 * len(words))
        lattice = [self._readings(word, typed_accents) for _, _, word in words]
        return [
            Correction(start, end, typed, reading.words)
            for (start, end, typed), reading in zip(words, self._viterbi(lattice), strict=True)
        ]

    def _readings(self, word: str, typed_accents: bool) -> list[Reading]:
        if has_diacritics(word):
            return self._as_typed(word)
        readings = []
        for number in self._model.spellings.get(word, [])[:12]:
            form = self._model.syllables[number]
            changed = form != word
            cost = (_FORGOTTEN_DIACRITICS if typed_accents else _DROPPED_DIACRITICS) if changed else 0.0
            readings.append(Reading((form,), (number,), cost))
        readings += self._expansions(word)
        if not readings or all(self._model.counts[n] < 3 for r in readings for n in r.numbers):
            readings += self._corrections(word)
        return readings or [Reading((word,), (-1,), _UNKNOWN)]

    def _as_typed(self, word: str) -> list[Reading]:
        number = self._model.numbers.get(word, -1)
        readings = [Reading((word,), (number,), 0.0 if number >= 0 else _UNKNOWN_WITH_DIACRITICS)]
        readings += self._expansions(word)
        if number < 0:
            # A wrong tone mark is as common as a missing one ("tổng kêt", "sữ dụng").
            for other in self._model.spellings.get(fold(word), [])[:12]:
                form = self._model.syllables[other]
                if has_diacritics(form):
                    readings.append(Reading((form,), (other,), _WRONG_TONE))
        return readings

    def _expansions(self, word: str) -> Iterator[Reading]:
        for words in self._shorthand.get(word, ()):
            numbers = tuple(self._model.numbers.get(part, -1) for part in words)
            yield Reading(words, numbers, _SHORTHAND + _UNKNOWN / 2 * numbers.count(-1))

    def _corrections(self, word: str) -> Iterator[Reading]:
        if not 3 <= len(word) <= _LONGEST_SYLLABLE or word in self._abbreviations:
            return
        for candidate in sorted({_without_keys(word)} | _one_edit_away(word)):
            for number in self._model.spellings.get(candidate, [])[:3]:
                if self._model.counts[number] >= 3:
                    yield Reading((self._model.syllables[number],), (number,), _TYPING_ERROR)

    def _viterbi(self, lattice: list[list[Reading]]) -> list[Reading]:
        best, previous = np.zeros(1), np.array([-1])
        back: list[NDArray[np.int64]] = []
        for readings in lattice:
            costs = best + self._own_costs(readings)[:, None] + self._costs_after(readings, previous)
            back.append(costs.argmin(axis=1))
            best, previous = costs.min(axis=1), np.array([reading.numbers[-1] for reading in readings])
        place, path = int(best.argmin()), []
        for readings, origins in zip(reversed(lattice), reversed(back), strict=True):
            path.append(readings[place])
            place = int(origins[place])
        return path[::-1]

    def _own_costs(self, readings: list[Reading]) -> NDArray[np.float64]:
        """What each reading costs whatever stands before it."""
        costs = np.array([reading.cost for reading in readings])
        for place, reading in enumerate(readings):
            if len(reading.numbers) > 1:
                inside = self._costs(np.array(reading.numbers[1:]), np.array(reading.numbers[:-1]))
                costs[place] += inside.diagonal().sum()
        return costs

    def _costs_after(self, readings: list[Reading], before: NDArray[np.int64]) -> NDArray[np.float64]:
        """What the first syllable of each reading costs after each of `before`."""
        return self._costs(np.array([reading.numbers[0] for reading in readings]), before)

    def _costs(self, numbers: NDArray[np.int64], before: NDArray[np.int64]) -> NDArray[np.float64]:
        """A word that the corpus lacks (-1) costs nothing here: its reading says what it does."""
        if not len(self._model.counts):
            return np.zeros((len(numbers), len(before)))
        return np.where(numbers[:, None] < 0, 0.0, -np.log(self._model.probabilities(numbers, before)))


def rewrite(question: str, corrections: list[Correction]) -> str:
    """`question` with each word as it is read; capital letters stay where the reading has the same word."""
    question = traditional_tones(question)
    parts, place = [], 0
    for correction in corrections:
        original = question[correction.start : correction.end]
        reading = " ".join(correction.words)
        parts += [question[place : correction.start], original if reading == correction.typed else reading]
        place = correction.end
    return "".join([*parts, question[place:]])


def read_shorthand(path: Path = _LISTS / "shorthand.tsv") -> dict[str, tuple[tuple[str, ...], ...]]:
    """Shorthand -> its readings, each a tuple of syllables."""
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            short, readings = line.split("\t")
            table[short] = tuple(tuple(reading.split()) for reading in readings.split(" | "))
    return table


def _without_keys(word: str) -> str:
    letters = re.sub(r"\d", "", word)
    return _TELEX_VOWEL.sub(lambda match: _TELEX_PLAIN[match.group()], _TONE_KEY.sub("", letters, count=1))


def _one_edit_away(word: str) -> set[str]:
    """Words at Damerau-Levenshtein distance 1 (Norvig 2007)."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    inserted = {left + letter + right for left, right in splits for letter in _LETTERS}
    return (deleted | swapped | replaced | inserted) - {word}
