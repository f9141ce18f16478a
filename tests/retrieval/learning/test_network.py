import numpy as np
import pytest

from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.learning.examples import Example
from retrieval.learning.judging import judge
from retrieval.learning.network import TokenBank, learn_reader
from retrieval.learning.reading import lesson
from retrieval.reader import Reader, Sheet

pytestmark = pytest.mark.slow  # torch takes its time to be imported

EXAMPLES = (
    Example("Lệ phí dự tuyển công chức là bao nhiêu?", "accented", "tuyen-dung-2025", "400.000 đồng"),
    Example("Chữ ký số có hiệu lực bao lâu?", "accented", "chu-ky-so", "12 tháng"),
    Example("Hội nghị tổng kết có bao nhiêu đại biểu?", "accented", "tong-ket-2017", "gần 160 đại biểu"),
    Example("Giám đốc Sở sinh năm nào?", "accented", None, None, "near", "tong-ket-2017"),
)


@pytest.fixture(scope="module")
def learned(index: Index, encoder: Encoder) -> tuple[Reader, list[tuple[np.ndarray, Sheet, np.ndarray]]]:
    """A reader that learned EXAMPLES by heart, and what it was given of each."""
    lessons = [lesson(index, judged) for judged in judge(index, encoder, EXAMPLES)]
    bank = TokenBank(index)
    reader = learn_reader(lessons, bank, epochs=60)
    given = []
    for one in lessons:
        tokens = [bank.of(row) for row in one.sentences]
        starts = np.cumsum([0, *map(len, tokens)])
        sheet = Sheet(one.sentences, np.concatenate(tokens), starts, one.support, one.measures)
        given.append((one.question, sheet, one.answers))
    return reader, given


def test_the_sentence_with_the_answer_is_learned(
    learned: tuple[Reader, list[tuple[np.ndarray, Sheet, np.ndarray]]],
) -> None:
    reader, given = learned
    for question, sheet, answers in given:
        if answers.any():
            scores = reader.read(question, sheet)
            assert answers[scores.argmax()] and scores.max() > 0


def test_that_no_sentence_answers_is_learned(
    learned: tuple[Reader, list[tuple[np.ndarray, Sheet, np.ndarray]]],
) -> None:
    reader, given = learned
    question, sheet, answers = given[-1]

    assert not answers.any()
    assert reader.read(question, sheet).max() < 0


def test_a_calibration_ships_with_a_reader_that_was_taught(calibration: Calibration) -> None:
    assert calibration.reader.output.any() and calibration.trust.all()
