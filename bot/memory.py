"""What is remembered of the latest messages, in memory only: enough to continue and to correct them."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_MOST = 10_000
_CONTINUED_WITHIN = 600.0
_CORRECTED_WITHIN = 48 * 3600.0


class Recent(Generic[Key, Value]):
    """The latest `most` values, each for so many seconds."""

    def __init__(
        self, seconds: float, most: int = _MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def put(self, key: Key, value: Value) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (self._clock(), value)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        kept = self._kept.get(key)
        return kept[1] if kept and self._clock() - kept[0] <= self._seconds else None

    def drop(self, matching: Callable[[Key], bool]) -> None:
        for key in [key for key in self._kept if matching(key)]:
            del self._kept[key]


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Replied:
    """The reply to a question, what the question was, and the matter before it."""

    message: int
    text: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Memory:
    """Matters and replies of the latest messages."""

    asked: Recent[Place, str] = field(default_factory=lambda: Recent(_CONTINUED_WITHIN))
    """The matter last asked for, by chat and citizen."""
    told: Recent[Place, str] = field(default_factory=lambda: Recent(_CORRECTED_WITHIN))
    """The matter that an answer is about, by chat and message."""
    replied: Recent[Place, Replied] = field(default_factory=lambda: Recent(_CORRECTED_WITHIN))
    """The reply to a question, by chat and message."""

    def forget(self, chat: int, citizen: int) -> None:
        """Nothing is known of what `citizen` asked last in `chat`; in their private chat, of any message."""
        self.asked.drop(lambda place: place == (chat, citizen))
        if chat == citizen:
            self.told.drop(lambda place: place[0] == chat)
            self.replied.drop(lambda place: place[0] == chat)
