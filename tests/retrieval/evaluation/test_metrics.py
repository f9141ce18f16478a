from collections.abc import Sequence

import pytest

from retrieval.answer import Status
from retrieval.evaluation.metrics import Judged, by_form, judge, measure
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.systems import Response, Shown


def judged(
    *articles: str,
    right: str | None = "a",
    confidence: float = 0.5,
    status: Status | None = None,
    form: str | None = None,
    kind: str | None = None,
) -> Judged:
    """A response with a passage of each of `articles`; the passages of `right` hold the answer."""
    labelled = Labelled("Phí thi?", right, "400.000 đồng" if right else None, form, kind)
    texts = {article: "Phí là 400.000 đồng." if article == right else "Phí gửi xe." for article in articles}
    passages = tuple(Shown(article, texts[article]) for article in articles)
    return judge(labelled, Response(passages, confidence, status))


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        (["a"], {"ndcg@10": 1, "mrr@10": 1, "recall@1": 1, "article@1": 1, "answer@1": 1}),
        (
            ["b", "a"],
            {"ndcg@10": 0.6309, "mrr@10": 0.5, "recall@1": 0, "recall@3": 1, "article@1": 0, "article@3": 1},
        ),
        (["b", "b", "a"], {"ndcg@10": 0.6309, "recall@1": 0, "article@3": 1, "answer@1": 0, "answer@3": 1}),
        (["b", "b", "c", "a"], {"recall@3": 1, "recall@10": 1, "article@3": 0, "answer@3": 0}),
        ([*"bcdefghijk", "a"], {"ndcg@10": 0, "mrr@10": 0, "recall@10": 0}),
        ([], {"ndcg@10": 0, "mrr@10": 0, "recall@10": 0, "article@1": 0, "answer@3": 0}),
    ],
)
def test_ranks_count_articles_once_and_what_is_shown_counts_passages(
    articles: Sequence[str], expected: dict[str, float]
) -> None:
    metrics = measure([judged(*articles)])
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, abs=1e-4)


def test_metrics_are_means_over_questions_with_nothing_found_included() -> None:
    metrics = measure([judged("a"), judged("b", "a"), judged(), judged("b")])
    assert metrics["mrr@10"] == pytest.approx((1 + 0.5) / 4)
    assert metrics["article@1"] == 0.25
    assert metrics["questions"] == 4


@pytest.mark.parametrize(
    ("answer", "text", "holds"),
    [
        ("400.000 đồng", "Phí dự thi là 400.000 đồng.", True),
        ("400.000 đồng", "Phí dự thi là 400.000\nđồng.", True),
        ("lệ phí", "Phí dự thi", False),
        ("hoàn thành", "Đã hoa\u0300n tha\u0300nh kế hoạch.", True),
        ("", "Phí dự thi", False),
    ],
)
def test_an_answer_is_looked_for_with_unicode_form_and_white_space_aside(
    answer: str, text: str, holds: bool
) -> None:
    response = Response((Shown("a", text),), 0.5, None)
    assert judge(Labelled("?", "a", answer), response).holds == (holds,)


def test_without_answers_only_articles_are_measured() -> None:
    response = Response((Shown("a", "Phí dự thi"),), 0.5, None)
    metrics = measure([judge(Labelled("?", "a"), response)])
    assert metrics["article@1"] == 1
    assert "answer@1" not in metrics


def test_auroc_is_the_chance_that_a_question_with_an_answer_is_the_more_confident() -> None:
    with_answer = [judged("a", confidence=0.9), judged("a", confidence=0.5)]
    without = [
        judged("a", right=None, confidence=0.6, kind="near"),
        judged("a", right=None, confidence=0.1, kind="far"),
    ]
    metrics = measure(with_answer + without)
    assert (metrics["auroc"], metrics["auroc_near"]) == (0.75, 0.5)


def test_unanswerable_at_95_counts_from_the_confidence_that_keeps_95_of_100_answers() -> None:
    with_answer = [judged("a", confidence=number / 100) for number in range(100)]
    without = [judged("a", right=None, confidence=confidence) for confidence in (0.02, 0.03, 0.04, 0.9)]
    assert measure(with_answer + without)["unanswerable_at_95"] == 0.5


def test_the_share_answered_is_told_for_each_kind_of_question() -> None:
    metrics = measure(
        [
            judged("a", status=Status.ANSWERED),
            judged("a", status=Status.RELATED),
            judged("a", right=None, status=Status.ANSWERED, kind="near"),
            judged("a", right=None, status=Status.NOT_FOUND, kind="far"),
        ]
    )
    shares = {name: share for name, share in metrics.items() if name.endswith("answered")}
    assert shares == {"answered": 0.5, "unanswerable_answered": 0.5, "near_answered": 1, "far_answered": 0}


def test_a_system_without_statuses_has_no_share_answered() -> None:
    assert not any(name.endswith("answered") for name in measure([judged("a"), judged("a", right=None)]))


def test_only_unanswerable_questions_have_no_ranking() -> None:
    metrics = measure([judged("a", right=None, status=Status.ANSWERED)])
    assert metrics == {"questions": 1, "unanswerable_answered": 1}


def test_forms_are_measured_apart() -> None:
    forms = by_form([judged("a", form="accented"), judged("b", form="chat"), judged("a", form="chat")])
    assert {form: metrics["article@1"] for form, metrics in forms.items()} == {
        "all": pytest.approx(2 / 3),
        "accented": 1,
        "chat": 0.5,
    }
