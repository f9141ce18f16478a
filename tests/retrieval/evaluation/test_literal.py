from retrieval.encoder import Encoder
from retrieval.evaluation.literal import Literal, documents, passages
from retrieval.evaluation.systems import Shown
from tests.retrieval.samples import ARTICLES, RECRUITMENT, SIGNATURE, YEAR_END


def test_the_nearest_vector_comes_first_and_its_cosine_is_the_confidence(encoder: Encoder) -> None:
    units = documents(ARTICLES)
    response = Literal(units, encoder).respond("Lệ phí dự tuyển công chức là bao nhiêu?")
    assert response.passages[0].article == RECRUITMENT.id
    assert len(response.passages) == len(ARTICLES)
    assert 0 < response.confidence <= 1
    assert response.status is None


def test_a_document_is_one_unit_without_its_title() -> None:
    assert [unit.shown for unit in documents([SIGNATURE])] == [
        Shown(SIGNATURE.id, "\n".join(paragraph.text for paragraph in SIGNATURE.paragraphs))
    ]


def test_a_passage_is_shown_as_published_and_encoded_with_its_title() -> None:
    units = passages([YEAR_END])
    assert len(units) > 1
    for unit in units:
        assert YEAR_END.title not in unit.shown.text
        assert unit.encoded == f"{YEAR_END.title}\n{unit.shown.text}"


def test_progress_is_told_for_each_unit(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    Literal(documents(ARTICLES[:2]), encoder, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
