"""The default model as sentence-transformers loads it, and other models than the default."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Encoder, open_encoder
from retrieval.errors import ModelError
from retrieval.paths import model_name

pytestmark = pytest.mark.slow  # torch takes its time to be imported

TEXTS = ["hội nghị có bao nhiêu đại biểu", "lệ phí", "hội nghị " * 100]


def make_model(folder: Path, prompts: dict[str, str] | None = None, seed: int = 0) -> Path:
    """A SentenceTransformer of two small layers with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    bare = folder.with_suffix(".bare")
    words = (
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "[UNK]",
        "query",
        ":",
        "passage",
        *TEXTS[0].split(),
        *TEXTS[1].split(),
    )
    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    specials = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=64, **specials
    )
    fast.save_pretrained(bare)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bare)
    modules = [Transformer(str(bare)), Pooling(32), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
    return folder


def test_sentence_transformers_loads_the_very_model_that_is_served(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_name(), trust_remote_code=True, device="cpu")
    texts = ["Người dân được cấp chữ ký số miễn phí ở đâu?", "Lệ phí dự tuyển là 400.000 đồng."]

    questions, passages = model.encode_query(texts), model.encode_document(texts)

    for row, text in enumerate(texts):
        assert questions[row] @ encoder.encode_query(text).vector > 0.99
    for row, encoding in enumerate(encoder.encode_passages(texts)):
        assert passages[row] @ encoding.vector > 0.99


def test_another_model_is_served_through_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = make_model(tmp_path / "other")
    expected = SentenceTransformer(str(folder), device="cpu").encode(TEXTS)

    encoder = open_encoder(folder)

    assert encoder.dimension == 32
    for text, vector, passage in zip(TEXTS, expected, encoder.encode_passages(TEXTS), strict=True):
        assert passage.vector == pytest.approx(vector, abs=1e-5)
        assert encoder.encode_query(text).vector == pytest.approx(vector, abs=1e-5)


def test_each_word_of_a_text_has_its_token(tmp_path: Path) -> None:
    encoder = open_encoder(make_model(tmp_path / "other"))

    assert encoder.encode_query("hội nghị có").tokens.shape == (3, 32)
    assert [len(each.tokens) for each in encoder.encode_passages(["lệ phí", "hội"])] == [2, 1]
    assert encoder.encode_query("").tokens.shape == (0, 32)


@pytest.mark.parametrize(
    ("name", "prompts", "before_question"),
    [
        ("tiny-e5", None, "query: "),
        ("tiny", None, ""),
        ("tiny", {"query": "hội nghị ", "document": "lệ phí "}, "hội nghị "),
        ("tiny-e5-instruct", None, ""),
    ],
)
def test_a_question_begins_as_the_model_wants_it(
    tmp_path: Path, name: str, prompts: dict[str, str] | None, before_question: str
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = make_model(tmp_path / name, prompts)
    expected = SentenceTransformer(str(folder), device="cpu").encode(before_question + "đại biểu", prompt="")

    assert open_encoder(folder).encode_query("đại biểu").vector == pytest.approx(expected, abs=1e-5)


def test_other_weights_are_another_identity(tmp_path: Path) -> None:
    first, second = (open_encoder(make_model(tmp_path / "tiny", seed=seed)) for seed in (1, 2))

    assert first.identity != second.identity
    assert open_encoder(tmp_path / "tiny").identity == second.identity


@pytest.mark.parametrize("damage", ["lost", "cut", "another kind"])
def test_a_damaged_model_is_refused_with_a_remedy(tmp_path: Path, damage: str) -> None:
    folder = make_model(tmp_path / "tiny")
    (weights,) = folder.rglob("*.safetensors")
    data = weights.read_bytes()
    weights.unlink()
    if damage != "lost":
        weights.write_bytes(data[:1000] if damage == "cut" else np.zeros(1000, np.uint8).tobytes())

    with pytest.raises(ModelError, match=r"Không nạp được mô hình .*Hãy kiểm tra lại TINSO_MODEL"):
        open_encoder(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Không nạp được mô hình"):
        open_encoder(tmp_path)
