"""Is there an answer? A trained decision over what was measured, never a threshold on one similarity."""

import numpy as np

from retrieval.answer import Spelling, Status
from retrieval.calibration import Calibration
from retrieval.cues import Cue
from retrieval.encoder import Vectors
from retrieval.features import PASSAGE, SENTENCE, Close, Floats, Query
from retrieval.index import Index
from retrieval.ranking import Ranking, best_sentence
from retrieval.vietnamese import tokens

_WEAK = 0.45
"""A question token whose best cosine is below this has no counterpart in the passage."""

EVIDENCE = (
    *(f"passage_{name}" for name in PASSAGE),
    "sentence_tokens",
    "sentence_window_tokens",
    "sentence_coverage",
    "highest_tokens",
    "highest_similarity",
    "weakest_token",
    "weak_quantile",
    "weak_tokens",
    "better_elsewhere",
    "best_elsewhere",
    "sentence_weakest",
    "sentence_quartile",
    "sentence_prominence",
    "better_in_article",
    "passage_share",
    "article_share",
    "passage_lead",
    "article_lead",
    "missing_cues",
    "missing_numbers",
    "is_english",
    "is_unaccented",
    *(f"asked_{cue.name.lower()}" for cue in Cue),
)


def decide(index: Index, query: Query, ranking: Ranking) -> tuple[Status, float]:
    """The status of an answer made of `ranking`, and the probability that its first passages answer."""
    if not len(ranking.order):
        return Status.NOT_FOUND, 0.0
    probability = index.calibration.answerable.probability(evidence(index, query, ranking))
    return status_of(probability, index.calibration), probability


def status_of(probability: float, calibration: Calibration) -> Status:
    if probability >= calibration.threshold:
        return Status.ANSWERED
    return Status.RELATED if probability >= calibration.related else Status.NOT_FOUND


def evidence(index: Index, query: Query, ranking: Ranking) -> Vectors:
    """What speaks for and against the first passage as an answer, shape (len(EVIDENCE),).

    Raw measures, not scaled within the question: they must compare across questions. `ranking` is not empty.
    """
    close, top = ranking.close, int(ranking.order[0])
    best = best_sentence(ranking, top)
    sentence = close.sentences[best]
    asked = query.understood.cues
    spelling = query.understood.question.spelling
    values = [
        *close.passages[top],
        *(sentence[SENTENCE.index(name)] for name in ("tokens", "window_tokens", "coverage")),
        close.passages[:, PASSAGE.index("tokens")].max(),
        close.passages[:, PASSAGE.index("similarity")].max(),
        *_token_evidence(close, top),
        *_sentence_token_evidence(close, top, best),
        *_leads(ranking),
        _missing_cues(asked, sentence),
        _missing_numbers(index, query, close, top),
        spelling is Spelling.ENGLISH,
        spelling is Spelling.UNACCENTED,
        *(asked >> cue & 1 for cue in Cue),
    ]
    return np.array(values, np.float32)


def _token_evidence(close: Close, top: int) -> list[float]:
    """How badly the question's worst tokens match in the passage, and how much better elsewhere."""
    here = close.matches[:, close.owner == top].max(axis=1)
    others = close.articles[close.owner] != close.articles[top]
    elsewhere = close.matches[:, others].max(axis=1) if others.any() else here
    better = np.maximum(elsewhere - here, 0)
    weak = [here.min(), np.quantile(here, 0.1), np.mean(here < _WEAK)]
    return [float(value) for value in (*weak, better.mean(), better.max())]


def _sentence_token_evidence(close: Close, top: int, best: int) -> list[float]:
    """How the question's tokens match in the best sentence, beside all sentences and its own article's."""
    here = close.matches[:, best]
    own_article = close.articles[close.owner] == close.articles[top]
    prominence = (here - close.matches.mean(axis=1)) / (close.matches.std(axis=1) + 0.02)
    lost = close.matches[:, own_article].max(axis=1) - here
    return [float(here.min()), float(np.quantile(here, 0.25)), float(prominence.mean()), float(lost.mean())]


def _leads(ranking: Ranking) -> list[float]:
    """The first passage's and article's shares of all odds, and how far they stand above the next."""
    scores, articles, top = ranking.scores, ranking.close.articles, int(ranking.order[0])
    odds = np.exp(scores - scores[top])
    same = articles == articles[top]
    passage_lead = scores[top] - scores[ranking.order[1]] if len(scores) > 1 else 1.0
    article_lead = scores[top] - scores[~same].max() if not same.all() else 1.0
    return [
        1 / float(odds.sum()),
        float(odds[same].sum() / odds.sum()),
        float(passage_lead),
        float(article_lead),
    ]


def _missing_cues(asked: int, sentence: Floats) -> float:
    """The share of what is asked for (a person, a date …) that the best sentence does not hold."""
    wanted = asked.bit_count()
    held = sum(sentence[SENTENCE.index(f"asked_{cue.name.lower()}")] for cue in Cue)
    return (wanted - float(held)) / wanted if wanted else 0.0


def _missing_numbers(index: Index, query: Query, close: Close, top: int) -> float:
    """The share of the question's numbers that neither the passage, its title nor its date holds."""
    numbers = [term for term in tokens(query.understood.question.text) if term.isdigit()]
    if not numbers:
        return 0.0
    article = index.articles[int(close.articles[top])]
    passage = index.passage(int(close.rows[top]), article)
    held = set(tokens(f"{article.title} {passage.text}"))
    if article.published:
        held.add(str(article.published.year))
    return float(np.mean([number not in held for number in numbers]))
