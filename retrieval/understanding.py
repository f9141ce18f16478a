"""A typed question -> what is looked for: its spelling, what it means, its terms, the period it names."""

import re
from dataclasses import dataclass
from datetime import date

from retrieval.abbreviations import Expander
from retrieval.answer import Question, Spelling
from retrieval.cues import asked
from retrieval.glossary import render
from retrieval.periods import understand_time
from retrieval.spelling import Speller, rewrite
from retrieval.vietnamese import fold, folded_tokens, has_diacritics, tokens

# Longer input is a pasted text; its first sentences say what it is about.
MAX_CHARACTERS = 600
_RENDERINGS = 3
_GLOSSARY_WEIGHT = 0.7

_ENGLISH = frozenset(
    """a about after all am an and any are as at be been before between by can could did do does done during
    each for from get give had has have her his how i if in into is it its know last latest long many may me
    much must my news of on or our out over please recent should show since so tell than that the their them
    there they this those to under until up us was we were what when where which while who whom whose why
    will with within would you your phone number address people new first year""".split()
)
# Spelt like Vietnamese syllables without diacritics, and common in Vietnamese chat.
_BOTH = frozenset(
    """a am an any as at can con do had has he his i in it its la long may me my no on so than the them to us
    you""".split()
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|oai|oay|uay|uoi|uou|ieu|yeu|oeo|[iy]e|u[aeoiyu]|o[aeio]|a[iouy]|e[ou]|i[aue]|[aeiouy])"
    r"(?:ch|ng|nh|[cmnptiuoy])?"
)

# Words that only make a sentence a question; they would match them in the articles by chance.
_QUESTION_WORDS = frozenset(
    """ai gì nào đâu mấy sao ạ à vậy thế hả hở nhỉ nhé nhỉ ơi bao nhiêu là thì có cho hỏi xin mình tôi em với
    được không ko rồi biết muốn bị của và những các""".split()
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made ready for the retrievers."""

    question: Question
    meaning: str
    """What is encoded: the question with its diacritics restored, or as typed in English."""
    terms: tuple[str, ...]
    """Folded syllables to look up, in order."""
    weights: tuple[float, ...]
    cues: int
    """A bit for each `Cue` asked for."""


def understand(text: str, speller: Speller, expander: Expander, today: date) -> Understood:
    """Reads `text`, which is clean and not empty, as a question asked on the day `today`."""
    text = text[:MAX_CHARACTERS]
    time = understand_time(text, today)
    if is_english(text):
        terms, weights = _english_terms(text)
        question = Question(text, Spelling.ENGLISH, None, time.period, time.newest)
        return Understood(question, text, terms, weights, asked(text))
    corrections = speller.read(text)
    meaning = rewrite(text, corrections)
    spelling = Spelling.ACCENTED if is_accented(text) else Spelling.UNACCENTED
    restored = meaning if fold(meaning) != fold(text) or spelling is Spelling.UNACCENTED else None
    terms, weights = _vietnamese_terms(meaning, expander)
    question = Question(text, spelling, restored, time.period, time.newest)
    return Understood(question, meaning, terms, weights, asked(meaning))


def is_accented(text: str) -> bool:
    """Whether the writer uses diacritics at all."""
    return _accented_share(text) >= 0.25


def _accented_share(text: str) -> float:
    words = [word for word in tokens(text) if word.isalpha()]
    return sum(map(has_diacritics, words)) / max(1, len(words))


def is_english(text: str) -> bool:
    """Whether `text` is English rather than Vietnamese, with or without diacritics."""
    accented = _accented_share(text)
    words = [word for word in tokens(text) if word.isalpha() and not has_diacritics(word)]
    if accented >= 0.5 or (accented and not any(word in _ENGLISH - _BOTH for word in words)):
        return False
    english = sum(_english_evidence(word) for word in words)
    return english > max(0.45 * len(words), 0.8)


def _english_evidence(word: str) -> float:
    if word in _ENGLISH:
        return 0.4 if word in _BOTH else 1.5
    return 0.0 if _SYLLABLE.fullmatch(word) or len(word) < 3 else 0.9


def _vietnamese_terms(meaning: str, expander: Expander) -> tuple[tuple[str, ...], tuple[float, ...]]:
    kept: list[str] = []
    weights: list[float] = []
    for word in tokens(meaning):
        parts = expander.expand(folded_tokens(word))
        weight = 0.2 if word in _QUESTION_WORDS else 1.0
        kept += parts
        weights += [weight] * len(parts)
    return tuple(kept), tuple(weights)


def _english_terms(text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """What an English question has to look up: its names and numbers, and the glossary's renderings.

    Its other words would match Vietnamese syllables by chance ("can", "to", "in"). The renderings of a word
    share its weight, as one term with synonyms (Pirkola 1998); an empty term keeps them from forming pairs.
    """
    terms: list[str] = []
    weights: list[float] = []
    for place, word in enumerate(re.findall(r"[^\W_]+(?:[.,]\d+)*", text)):
        folded = fold(word)
        name = word[0].isupper() and (place > 0 or word.isupper())
        foreign = not _SYLLABLE.fullmatch(folded) and folded not in _ENGLISH
        if any(c.isdigit() for c in word) or name or foreign:
            parts = folded_tokens(word)
            terms += parts
            weights += [1.0] * len(parts)
    for renderings in render(text):
        for rendering in renderings[:_RENDERINGS]:
            terms += ["", *rendering]
            weights += [0.0] + [_GLOSSARY_WEIGHT / min(len(renderings), _RENDERINGS)] * len(rendering)
    return tuple(terms), tuple(weights)
