"""Asks a system questions, several at a time, and judges what it gives."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from threadpoolctl import threadpool_limits

from retrieval.evaluation.metrics import Judged, judge
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.systems import System, Tinso

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_THREADS = 2


def ask(system: System, questions: Sequence[Labelled], progress: Callable[[int, int], None]) -> list[Judged]:
    """One judgement a question, in order."""
    judged = []
    # Products this small are slower on several threads than on one.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(_THREADS) as pool:
        responses = pool.map(system.respond, [labelled.question for labelled in questions])
        for labelled, response in zip(questions, responses, strict=True):
            judged.append(judge(labelled, response))
            progress(len(judged), len(questions))
    return judged


def highlights(system: Tinso, questions: Sequence[Labelled]) -> list[bool]:
    """For each question whether the sentence with its answer is highlighted when its article is given."""
    rows = {system.index.articles[row].id: row for row in range(len(system.index.articles))}

    def is_highlighted(labelled: Labelled) -> bool:
        start, end = system.highlight(labelled.question, rows[labelled.article or ""])
        return labelled.answer_start is not None and start <= labelled.answer_start < end

    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(is_highlighted, questions))
