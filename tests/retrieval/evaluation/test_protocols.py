import gzip
import json
from pathlib import Path

import pytest

from retrieval.evaluation.protocols import PROTOCOLS, Benchmark, read_benchmarks, without_data
from tests.retrieval.evaluation.samples import write_xquad


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a few lines of everything."""
    write_xquad(tmp_path)
    news = {
        "id": "vn1",
        "title": "Mưa lớn",
        "abstract": "Mưa lớn gây ngập ở nhiều nơi.",
        "body": ["Sáng nay trời mưa.", " ", "Nước ngập  nửa mét."],
    }
    with gzip.open(tmp_path / "vietnews-10k.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(news) + "\n")
    return tmp_path


def read(data: Path, *names: str) -> Benchmark:
    (benchmark,) = read_benchmarks(data, names)
    assert [protocol.name for protocol in benchmark.protocols] == list(names)
    return benchmark


def asked(benchmark: Benchmark) -> list[list[str]]:
    return [[labelled.question for labelled in protocol.questions] for protocol in benchmark.protocols]


def test_every_protocol_can_be_read(data: Path) -> None:
    found = [protocol.name for b in read_benchmarks(data, PROTOCOLS) for protocol in b.protocols]
    assert found == list(PROTOCOLS)


def test_xquad_is_asked_with_and_without_diacritics_and_in_english(data: Path) -> None:
    benchmark = read(data, "xquad-vi", "xquad-vi-no-diacritics", "xquad-en-vi")
    assert [questions[1] for questions in asked(benchmark)] == [
        "Ai thiết kế cầu Bến Đá?",
        "ai thiet ke cau ben da?",
        "Who designed the Bến Đá bridge?",
    ]
    for protocol in benchmark.protocols:
        assert protocol.questions[1].article == "0-0"
        assert protocol.questions[1].answer == "Lê Văn Tám"


def test_questions_of_even_articles_of_xquad_were_not_looked_at(data: Path) -> None:
    protocol = read(data, "xquad-vi").protocols[0]
    assert protocol.unseen
    assert [protocol.unseen(labelled) for labelled in protocol.questions] == [True, True, True, False]


def test_half_of_xquad_leaves_the_questions_of_odd_articles_without_an_answer(data: Path) -> None:
    benchmark = read(data, "xquad-vi-half")
    assert [article.id for article in benchmark.articles] == ["0-0", "0-1"]
    assert [q.article for q in benchmark.protocols[0].questions] == ["0-0", "0-0", "0-1", None]


def test_news_are_bodies_asked_for_by_their_abstracts(data: Path) -> None:
    benchmark = read(data, "vietnews-abstract", "vietnews-abstract-no-diacritics")
    (article,) = benchmark.articles
    assert (article.id, article.title) == ("vn1", "")
    assert [p.text for p in article.paragraphs] == ["Sáng nay trời mưa.", "Nước ngập nửa mét."]
    assert asked(benchmark) == [["Mưa lớn gây ngập ở nhiều nơi."], ["mua lon gay ngap o nhieu noi."]]


@pytest.mark.parametrize("form", ["accented", "chat", "english"])
def test_the_projects_own_questions_are_apart_by_form(data: Path, form: str) -> None:
    benchmark = read(data, f"own-{form}")
    questions = benchmark.protocols[0].questions
    articles = {article.id: article for article in benchmark.articles}
    assert {labelled.form for labelled in questions} == {form}
    assert any(labelled.kind == "near" for labelled in questions)
    assert all(labelled.article in articles for labelled in questions if labelled.article)


def test_protocols_whose_files_are_missing_are_left_out_and_named(tmp_path: Path) -> None:
    write_xquad(tmp_path)
    (tmp_path / "xquad.en.json").unlink()
    wanted = ("xquad-vi", "xquad-en-vi", "xquad-vi-half", "vietnews-abstract")
    assert without_data(tmp_path, wanted) == [
        (["xquad-vi", "xquad-en-vi"], ["xquad.en.json"]),
        (["vietnews-abstract"], ["vietnews-10k.jsonl.gz"]),
    ]
    found = [protocol.name for b in read_benchmarks(tmp_path, wanted) for protocol in b.protocols]
    assert found == ["xquad-vi-half"]
