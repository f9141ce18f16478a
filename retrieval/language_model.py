"""Counts of a corpus's own syllables and pairs of syllables: what its writers write after what."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.vietnamese import fold, tokens, traditional_tones

_SHIFT = 32
_BIGRAM_SHARE = 0.9
_ADDRESS = re.compile(r"@|://|[^\W\d_]\.[a-z]")


@dataclass(frozen=True)
class LanguageModel:
    """`syllables[i]` (lower case, with diacritics) occurs `counts[i]` times, the most frequent first.

    `pair_keys` are sorted (left << 32 | right), `pair_counts` how often that pair occurs.
    """

    syllables: list[str]
    counts: NDArray[np.int64]
    pair_keys: NDArray[np.int64]
    pair_counts: NDArray[np.int64]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Where each syllable stands in `syllables`."""
        return {syllable: number for number, syllable in enumerate(self.syllables)}

    @cached_property
    def spellings(self) -> dict[str, list[int]]:
        """The syllables that fold to a key, most frequent first."""
        found: dict[str, list[int]] = {}
        for number, syllable in enumerate(self.syllables):
            found.setdefault(fold(syllable), []).append(number)
        return found

    @cached_property
    def total(self) -> int:
        return max(int(self.counts.sum()), 1)

    def probabilities(self, numbers: NDArray[np.int64], before: NDArray[np.int64]) -> NDArray[np.float64]:
        """P(syllable | the one before) of each of `numbers` (rows) after each of `before` (columns).

        Interpolated with the syllable's own frequency (Jelinek & Mercer 1980), which is all there is to go by
        where `before` is -1.
        """
        alone = (self.counts[numbers, None] + 0.5) / (self.total + 0.5 * len(self.syllables))
        if not len(self.pair_keys):
            return np.repeat(alone, len(before), axis=1)
        keys = before << _SHIFT | numbers[:, None]
        places = np.minimum(np.searchsorted(self.pair_keys, keys), len(self.pair_keys) - 1)
        pairs = np.where(self.pair_keys[places] == keys, self.pair_counts[places], 0) / self.counts[before]
        return np.where(before < 0, alone, _BIGRAM_SHARE * pairs + (1 - _BIGRAM_SHARE) * alone)

    def save(self, path: Path) -> None:
        path.with_suffix(".txt").write_text("\n".join(self.syllables), encoding="utf-8")
        for name in ("counts", "pair_keys", "pair_counts"):
            np.save(path.with_suffix(f".{name}.npy"), getattr(self, name))

    @classmethod
    def open(cls, path: Path) -> "LanguageModel":
        syllables = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        arrays = [
            np.load(path.with_suffix(f".{name}.npy")) for name in ("counts", "pair_keys", "pair_counts")
        ]
        return LanguageModel(syllables, *arrays)


def count_language(texts: Iterable[str]) -> LanguageModel:
    """The language model of running texts (paragraphs, titles)."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        syllables = tokens(traditional_tones(_without_addresses(text)))
        counts.update(syllables)
        pairs.update(pairwise(syllables))
    ordered = [syllable for syllable, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    numbers = {syllable: number for number, syllable in enumerate(ordered)}
    keyed = sorted(
        (numbers[left] << _SHIFT | numbers[right], count) for (left, right), count in pairs.items()
    )
    return LanguageModel(
        ordered,
        np.array([counts[syllable] for syllable in ordered], np.int64),
        np.array([key for key, _ in keyed], np.int64),
        np.array([count for _, count in keyed], np.int64),
    )


def _without_addresses(text: str) -> str:
    """`text` without web and mail addresses, whose parts are no words ("so-tttt.lamgiang.example")."""
    if not _ADDRESS.search(text):
        return text
    return " ".join(word for word in text.split() if not _ADDRESS.search(word))
