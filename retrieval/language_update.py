"""A language model after some texts were added and others removed, exactly as if all were counted anew."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrieval.language_model import LanguageModel, count_language

_SHIFT = 32
_LOW = (1 << _SHIFT) - 1


def updated(model: LanguageModel, added: Iterable[str], removed: Iterable[str]) -> LanguageModel:
    signed = [(model, 1), (count_language(added), 1), (count_language(removed), -1)]
    counts: Counter[str] = Counter()
    for part, sign in signed:
        for syllable, count in zip(part.syllables, part.counts.tolist(), strict=True):
            counts[syllable] += sign * count
    ordered = sorted((s for s, count in counts.items() if count > 0), key=lambda s: (-counts[s], s))
    numbers = {syllable: number for number, syllable in enumerate(ordered)}
    keys, places = np.unique(
        np.concatenate([_renumbered(part, numbers) for part, _ in signed]), return_inverse=True
    )
    totals = np.zeros(len(keys), np.int64)
    np.add.at(totals, places, np.concatenate([sign * part.pair_counts for part, sign in signed]))
    # A pair with a syllable that is gone has the key -1: its counts cancel out.
    left = (totals > 0) & (keys >= 0)
    return LanguageModel(ordered, np.array([counts[s] for s in ordered], np.int64), keys[left], totals[left])


def _renumbered(part: LanguageModel, numbers: dict[str, int]) -> NDArray[np.int64]:
    new = np.array([numbers.get(syllable, -1) for syllable in part.syllables], np.int64)
    if not len(new):
        return np.empty(0, np.int64)
    left, right = new[part.pair_keys >> _SHIFT], new[part.pair_keys & _LOW]
    return np.where((left < 0) | (right < 0), -1, left << _SHIFT | right)
