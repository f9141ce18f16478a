"""The questions and articles to learn from.

Nothing here sees the reported questions (`corpus/questions.jsonl`), nor any public benchmark.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.store import read_sources
from retrieval.prior import TRAINING
from retrieval.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Example:
    """A training question; `article` and `answer` are None when the articles don't answer it."""

    question: str
    form: str
    article: str | None
    answer: str | None
    kind: str | None = None
    """Of a question without an answer: `near`, `service` or `far`."""
    about: str | None = None
    """The article that a near miss is nearest to, or the question's own article."""
    paired: bool = False
    """Whether it was written beside another that differs in having, or not having, an answer."""

    @property
    def group(self) -> str:
        """Examples of one group are never learned from while another of them is being judged."""
        return self.about or fold(self.question)


def read_examples(paths: Sequence[Path]) -> list[Example]:
    return [example for path in paths for example in _read(path)]


def training_examples() -> list[Example]:
    """The training questions; of the accented pairs every second one without its diacritics."""
    examples = read_examples(sorted(TRAINING.glob("*.part?.jsonl")))
    accented = [number for number, e in enumerate(examples) if e.form == "accented" and e.paired]
    for place, number in enumerate(accented):
        if place % 4 >= 2:  # both of a pair: how a question is spelt must not tell whether it has an answer
            example = examples[number]
            examples[number] = replace(example, question=fold(example.question), form="bare")
    return examples


def training_articles() -> tuple[Article, ...]:
    return tuple(read_sources([TRAINING / "articles"]).articles)


def _read(path: Path) -> list[Example]:
    paired, examples = path.name.startswith("pairs"), list[Example]()
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        about = record["article"] or record.get("about")
        if about is None and paired and examples:
            about = examples[-1].about
        examples.append(
            Example(
                record["question"],
                record["form"],
                record["article"],
                record.get("answer"),
                record.get("kind"),
                about,
                paired,
            )
        )
    return examples
