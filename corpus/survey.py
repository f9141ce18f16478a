"""What a corpus holds, counted while its articles pass by."""

from collections import Counter
from dataclasses import dataclass, field

from corpus.dates import LOCAL
from corpus.entry import Entry

Month = tuple[int, int]
"""Year and month."""


@dataclass(slots=True)
class Survey:
    """Counts of articles; their text is not kept, their titles are."""

    months: Counter[Month] = field(default_factory=Counter)
    undated: int = 0
    sections: Counter[str] = field(default_factory=Counter)
    """By section; an empty one stands for none."""
    lengths: list[int] = field(default_factory=list)
    """The words (written syllables) of each article's text."""
    titles: dict[str, str] = field(default_factory=dict)
    """By id."""

    def add(self, entry: Entry) -> None:
        if entry.published:
            day = entry.published.astimezone(LOCAL)
            self.months[day.year, day.month] += 1
        else:
            self.undated += 1
        self.sections[entry.profile.section or ""] += 1
        self.lengths.append(entry.profile.words)
        self.titles[entry.id] = entry.profile.title
