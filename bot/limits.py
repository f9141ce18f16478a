"""Fair use: how often one citizen, or one group, may ask."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_MOST = 50_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Too much was asked: `seconds` until there is room again."""

    seconds: int
    told: bool
    """Whether this was said already since there was room last."""


class Limits:
    """A bucket of `a_minute` for each name, filling up evenly. Kept in memory only, for the latest names."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, name: Hashable) -> Wait | None:
        """Takes one from the bucket of `name`; how long to wait when it is empty."""
        now = self._clock()
        bucket = self._buckets.pop(name, None) or _Bucket(self._most, now)
        self._buckets[name] = bucket
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._most / 60)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.told = False
            return None
        wait = Wait(math.ceil((1 - bucket.left) * 60 / self._most), bucket.told)
        bucket.told = True
        return wait

    def forget(self, name: Hashable) -> None:
        """Nothing is known of `name` any more."""
        self._buckets.pop(name, None)
