"""Is there an answer? A trained decision over what was measured, never a threshold on one similarity."""

import numpy as np

from retrieval.answer import Status
from retrieval.calibration import Calibration
from retrieval.cues import Cue
from retrieval.encoder import Vectors
from retrieval.features import PASSAGE, SENTENCE, Floats, Query
from retrieval.index import Index
from retrieval.ranking import Ranking, best_sentence

_LEAST_READING = -10.0
"""Stands for the reading of a passage where there is no other."""
_MOST_LEAD = 5.0
"""Beyond it a score tells nothing: what was not read stands far below."""

READINGS = ("reading", "highest_reading", "reading_elsewhere")
LEADS = ("lead_score", "lead_bm25", "lead_rarest_missing")
"""How far the first passage is ahead of the best of other articles: of a matter that is foreign to all
articles, none tells more than the others."""

# Nothing here depends on how many articles there are: what was learned on hundreds must hold for thousands.
EVIDENCE = (
    *(f"passage_{name}" for name in PASSAGE),
    "sentence_tokens",
    "sentence_window_tokens",
    "sentence_coverage",
    "weakest_token",
    "weak_quantile",
    "sentence_quartile",
    *READINGS,
    "missing_cues",
    *LEADS,
)
OF_MATTER = frozenset(EVIDENCE) - frozenset(READINGS)
"""What tells whether the articles tell of the matter. The reader judges text of kinds it did not learn from
too readily."""
OF_ANSWERING = frozenset(EVIDENCE) - frozenset(LEADS)


def decide(index: Index, query: Query, ranking: Ranking) -> tuple[Status, float]:
    """The status of an answer made of `ranking`, and the probability that its first passages answer.

    Whether the articles tell of the matter, and whether they then answer, takes different evidence.
    """
    if not len(ranking.order):
        return Status.NOT_FOUND, 0.0
    calibration, spelling = index.calibration, query.understood.question.spelling
    found = evidence(query, ranking)
    matter = calibration.matter.probability(found, spelling)
    answer = calibration.answer(matter, calibration.answering.probability(found, spelling))
    return status_of(answer, matter, calibration), answer


def status_of(answer: float, matter: float, calibration: Calibration) -> Status:
    if answer >= calibration.threshold:
        return Status.ANSWERED
    return Status.RELATED if matter >= calibration.related else Status.NOT_FOUND


def evidence(query: Query, ranking: Ranking) -> Vectors:
    """What speaks for and against the first passage as an answer, shape (len(EVIDENCE),).

    Raw measures, not scaled within the question: they must compare across questions. `ranking` is not empty.
    """
    close, top = ranking.close, int(ranking.order[0])
    best = best_sentence(ranking, top)
    sentence, here = close.sentences[best], close.matches[:, close.owner == top].max(axis=1)
    values = [
        *close.passages[top],
        *(sentence[SENTENCE.index(name)] for name in ("tokens", "window_tokens", "coverage")),
        here.min(),
        np.quantile(here, 0.1),
        np.quantile(close.matches[:, best], 0.25),
        *_readings(ranking, top),
        _missing_cues(query.understood.cues, sentence),
        *_leads(ranking, top),
    ]
    return np.array(values, np.float32)


def _readings(ranking: Ranking, top: int) -> list[float]:
    """The reader's best score in the first passage, in any, and in any other."""
    close = ranking.close
    best = np.maximum.reduceat(ranking.readings, close.first)
    others = np.delete(best, top)
    elsewhere = max(float(others.max(initial=-np.inf)), _LEAST_READING)
    return [float(best[top]), float(best.max()), elsewhere]


def _missing_cues(asked: int, sentence: Floats) -> float:
    """The share of what is asked for (a person, a date …) that the best sentence does not hold."""
    wanted = asked.bit_count()
    held = sum(sentence[SENTENCE.index(f"asked_{cue.name.lower()}")] for cue in Cue)
    return (wanted - float(held)) / wanted if wanted else 0.0


def _leads(ranking: Ranking, top: int) -> list[float]:
    """As in LEADS; 0 where there is no other article."""
    close = ranking.close
    others = close.articles != close.articles[top]
    if not others.any():
        return [0.0] * len(LEADS)
    columns = (
        ranking.scores,
        close.passages[:, PASSAGE.index("bm25")],
        close.passages[:, PASSAGE.index("rarest_missing")],
    )
    return [min(float(column[top] - column[others].max()), _MOST_LEAD) for column in columns]
