"""Fair use: a bucket for each name."""

from bot.limits import Limits, Wait
from bot.memory import Recent


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_up_evenly() -> None:
    clock = Clock()
    limits = Limits(6, clock)
    assert [limits.take("a") for _ in range(6)] == [None] * 6
    assert limits.take("a") == Wait(10, told=False)
    clock.now = 4
    assert limits.take("a") == Wait(6, told=True)
    clock.now = 10
    assert limits.take("a") is None
    assert limits.take("a") == Wait(10, told=False)


def test_names_do_not_share_a_bucket() -> None:
    limits = Limits(1, Clock())
    assert (limits.take("a"), limits.take("b")) == (None, None)


def test_what_is_remembered_is_forgotten_in_time_and_in_number() -> None:
    clock = Clock()
    recent: Recent[int, str] = Recent(10, most=2, clock=clock)
    for key in (1, 2, 3):
        recent.put(key, "x")
    assert [recent.get(key) for key in (1, 2, 3)] == [None, "x", "x"]
    clock.now = 11
    assert recent.get(3) is None
