"""Articles that look like one another, found by their sketches."""

from collections import Counter
from itertools import chain

from corpus.sketch import Sketch, likeness

_SIMILAR = 0.8
_KEYS = 16
"""Articles are compared when they share a quarter of so many smallest hashes; similar ones share most."""
_COMMON = 50
"""A hash that more articles share stands for a phrase that all of them use."""


class Duplicates:
    """The articles seen so far, each as its sketch."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sketches: list[Sketch] = []
        self._by_key: dict[int, tuple[int, ...]] = {}

    def add(self, id: str, sketch: Sketch) -> str | None:
        """Remember an article; gives the id of the earlier one that it looks most like, if any."""
        keys = sketch[:_KEYS].tolist()
        sharing = [self._by_key.get(key, ()) for key in keys]
        shared = Counter(chain.from_iterable(sharing))
        candidates = sorted(number for number, count in shared.items() if count * 4 >= len(keys))
        likely = {number: likeness(sketch, self._sketches[number]) for number in candidates}
        best = max(likely, key=likely.__getitem__, default=None)
        for key, numbers in zip(keys, sharing, strict=True):
            if len(numbers) < _COMMON:
                self._by_key[key] = (*numbers, len(self._ids))
        self._ids.append(id)
        self._sketches.append(sketch)
        return self._ids[best] if best is not None and likely[best] >= _SIMILAR else None
