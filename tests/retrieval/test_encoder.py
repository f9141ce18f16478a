import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoder import GRAPH, MANIFEST, TOKENIZER, Encoder, Encoding, open_encoder
from retrieval.errors import ModelError
from retrieval.paths import model_name

TEXTS = [
    "Người dân được cấp chữ ký số miễn phí ở đâu?",
    "Lệ phí dự tuyển là 400.000 đồng một thí sinh.",
    "How many delegates attended the conference?",
    "nop ho so o dau",
]


def same(left: Encoding, right: Encoding) -> bool:
    return np.array_equal(left.vector, right.vector) and np.array_equal(left.tokens, right.tokens)


def cosine(left: Encoding, right: Encoding) -> float:
    return float(left.vector @ right.vector)


def test_a_vector_has_length_one(encoder: Encoder) -> None:
    for encoding in encoder.encode_passages(TEXTS):
        assert encoding.vector.shape == (encoder.dimension,)
        assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)


def test_what_a_text_is_encoded_with_makes_no_difference(encoder: Encoder) -> None:
    together = encoder.encode_passages([*TEXTS, "một câu rất dài " * 40])

    for text, encoding in zip(TEXTS, together, strict=False):
        (alone,) = encoder.encode_passages([text])
        assert same(alone, encoding)


def test_encodings_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    count = 130  # more than are taken at a time
    encodings = list(encoder.encode_passages(TEXTS[row % 4] for row in range(count)))

    assert len(encodings) == count
    assert all(same(encodings[row], encodings[row % 4]) for row in range(count))


def test_several_threads_at_once_get_what_one_gets(encoder: Encoder) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode_query, TEXTS * 4))

    assert all(same(found[row], encoder.encode_query(TEXTS[row])) for row in range(4))
    assert all(same(found[row], found[row % 4]) for row in range(len(found)))


def test_a_question_is_nearest_to_what_answers_it(encoder: Encoder) -> None:
    question = encoder.encode_query("Thi công chức tốn bao nhiêu tiền?")

    nearest = max(
        zip(TEXTS, encoder.encode_passages(TEXTS), strict=True), key=lambda each: cosine(question, each[1])
    )

    assert nearest[0] == TEXTS[1]


def test_the_same_text_asked_and_published_is_alike_but_not_the_same(encoder: Encoder) -> None:
    (passage,) = encoder.encode_passages([TEXTS[0]])
    question = encoder.encode_query(TEXTS[0])

    assert 0.9 < cosine(passage, question) < 0.999


def test_only_the_tokens_of_the_text_itself_count(encoder: Encoder) -> None:
    assert encoder.encode_query("").tokens.shape == (0, encoder.dimension)
    assert len(encoder.encode_query("công").tokens) == 1


def test_a_text_longer_than_the_model_takes_is_cut(encoder: Encoder) -> None:
    long = encoder.encode_query("chữ ký số " * 2_000)

    assert len(long.tokens) < 512
    assert np.isfinite(long.vector).all()


@given(st.text(max_size=60))
@settings(max_examples=30)
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    encoding = encoder.encode_query(text)

    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
    assert np.isfinite(encoding.tokens).all()


def test_the_identity_names_the_model_and_its_weights(encoder: Encoder) -> None:
    manifest = json.loads((Path(model_name()) / MANIFEST).read_text(encoding="utf-8"))

    assert encoder.identity == f"{manifest['name']}:{manifest['files'][GRAPH]['sha256'][:16]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model's folder to damage; its files are links until they are replaced."""
    for source in Path(model_name()).iterdir():
        (tmp_path / source.name).symlink_to(source)
    return tmp_path


def replace(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def write_manifest(folder: Path, **files: bytes) -> None:
    """Garbage that has the size which the manifest tells."""
    names = {"graph": GRAPH, "tokenizer": TOKENIZER}
    entries = {}
    for part, data in files.items():
        replace(folder / names[part], data)
        entries[names[part]] = {"size": len(data), "sha256": "0" * 64}
    replace(folder / MANIFEST, json.dumps({"name": "e5", "files": entries}).encode())


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: replace(folder / GRAPH, (folder / GRAPH).read_bytes()[:1000]),
        lambda folder: replace(folder / TOKENIZER, b"{}"),
        lambda folder: (folder / GRAPH).unlink(),
        lambda folder: (folder / TOKENIZER).unlink(),
        lambda folder: (folder / MANIFEST).unlink(),
        lambda folder: replace(folder / MANIFEST, b"{"),
        lambda folder: replace(folder / MANIFEST, b'{"name": "e5", "files": []}'),
        lambda folder: replace(folder / MANIFEST, b'{"name": "e5", "files": {}}'),
        lambda folder: replace(folder / MANIFEST, b"[]"),
        lambda folder: write_manifest(folder, graph=b"\x00" * 1000),
        lambda folder: write_manifest(folder, graph=(folder / GRAPH).read_bytes()[:100_000]),
        lambda folder: write_manifest(folder, tokenizer=b"{}", graph=b""),
    ],
    ids=[
        "graph cut",
        "tokenizer replaced",
        "graph lost",
        "tokenizer lost",
        "manifest lost",
        "manifest cut",
        "manifest without files",
        "manifest of nothing",
        "manifest of another kind",
        "graph of zeros",
        "graph cut, size as told",
        "tokenizer of nothing",
    ],
)
def test_a_damaged_model_says_how_to_get_a_sound_one(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)

    with pytest.raises(ModelError) as refused:
        open_encoder(folder)

    assert str(folder) in str(refused.value)
    assert "Hãy xoá thư mục ấy rồi chạy: make model" in str(refused.value)


@pytest.mark.parametrize("name", ["/nowhere/model", "models/nothing"])
def test_a_missing_model_says_how_to_get_one(name: str) -> None:
    with pytest.raises(
        ModelError, match=rf"Chưa có mô hình ở {name}. Hãy chạy: make model, hoặc sửa lại TINSO_MODEL"
    ):
        open_encoder(name)
