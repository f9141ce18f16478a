import json
from pathlib import Path

import pytest

from retrieval.learning.examples import read_examples, training_articles, training_examples


def write(path: Path, *records: dict[str, str | None]) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def test_a_near_miss_in_a_pair_is_grouped_with_its_twin(tmp_path: Path) -> None:
    file = write(
        tmp_path / "pairs.partX.jsonl",
        {"question": "Phí bao nhiêu?", "article": "phi", "answer": "5 đồng", "form": "accented"},
        {"question": "Hạn nộp phí?", "article": None, "form": "accented", "kind": "near"},
    )

    answered, near = read_examples([file])

    assert answered.group == near.group == "phi"
    assert near.paired and near.article is None


def test_questions_on_other_matters_are_groups_of_their_own(tmp_path: Path) -> None:
    file = write(
        tmp_path / "questions.partX.jsonl",
        {"question": "Giá vàng?", "article": None, "form": "accented", "kind": "far"},
        {"question": "gia vang?", "article": None, "form": "chat", "kind": "far"},
    )

    accented, chat = read_examples([file])

    assert accented.group == chat.group
    assert not accented.paired


def test_every_answer_stands_in_its_article() -> None:
    articles = {article.id: [p.text for p in article.paragraphs] for article in training_articles()}
    answered = [(e.answer or "", articles[e.article]) for e in training_examples() if e.article]

    lost = [answer for answer, texts in answered if not any(answer in text for text in texts)]

    assert lost == []


def test_every_near_miss_of_a_pair_is_about_an_article_that_exists() -> None:
    articles = {article.id for article in training_articles()}

    near = [e for e in training_examples() if e.kind == "near" and e.paired]

    assert near and {e.about for e in near} <= articles


@pytest.mark.parametrize("form", ["accented", "bare", "chat", "english"])
def test_how_a_question_is_spelt_does_not_tell_whether_it_has_an_answer(form: str) -> None:
    answered = [example.article is not None for example in training_examples() if example.form == form]

    assert 0.45 < sum(answered) / len(answered) < 0.55
