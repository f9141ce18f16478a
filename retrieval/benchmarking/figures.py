"""What was measured: a figure of each design, their ratio, and what is to be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    unit: str
    tinso: float
    literal: float | None = None
    """None where there is no such figure of the literal design."""
    target: str = ""
    """What is to be reached, as `<=0.5x` of the literal design's or `<=20` in the figure's own unit."""

    @property
    def ratio(self) -> float | None:
        return self.tinso / self.literal if self.literal else None

    @property
    def reached(self) -> bool | None:
        """None when nothing is asked, or there is nothing to compare with."""
        measured = self.ratio if self.target.endswith("x") else self.tinso
        if not self.target or measured is None:
            return None
        bound = float(self.target[2:].rstrip("x"))
        return measured <= bound if self.target.startswith("<=") else measured >= bound


def quantiles(name: str, tinso: Iterable[float], literal: Iterable[float]) -> list[Figure]:
    """Milliseconds at p50, p95 and p99."""
    left, right = np.array(list(tinso)), np.array(list(literal))
    return [
        Figure(f"{name} p{q}", "ms", float(np.percentile(left, q)), float(np.percentile(right, q)))
        for q in (50, 95, 99)
    ]


def to_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [{**asdict(f), "ratio": f.ratio, "reached": f.reached} for f in figures]


def from_json(saved: Iterable[Mapping[str, Any]]) -> list[Figure]:
    names = ("name", "unit", "tinso", "literal", "target")
    return [Figure(*(figure[name] for name in names)) for figure in saved]
