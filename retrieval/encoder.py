"""Text -> a unit vector for the whole and one for each of its tokens.

The default model is served by onnxruntime without importing torch (it starts eight times sooner in half
the memory). Any other model that sentence-transformers loads is a setting away.
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from retrieval.errors import ModelError

Vectors = NDArray[np.float32]

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"
MAX_TOKENS = 512
_START, _END = 0, 2
"""What XLM-R puts around a text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a model makes of one text."""

    vector: Vectors
    """L2-normalised mean of the token states, shape (dimension,): an inner product is a cosine."""
    tokens: Vectors
    """The states of the text's own tokens, shape (tokens, dimension), not normalised."""


class Encoder(Protocol):
    """A bi-encoder. Safe to use from several threads at once."""

    identity: str
    """Names the model and its weights: vectors of different identities must not meet."""
    dimension: int

    def encode_query(self, text: str) -> Encoding: ...

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        """One encoding a text, in order, as they become ready."""
        ...


class OnnxEncoder:
    """multilingual-e5 (Wang et al. 2024) as `scripts/fetch_model.py` assembles it.

    Texts are encoded one by one, as many at a time as there are threads: 8-bit arithmetic is fastest so,
    and a vector then depends on its own text only, never on what else was in a batch.
    """

    def __init__(self, directory: Path, threads: int) -> None:
        import onnxruntime  # here, so that another model does not need to load it

        from retrieval.pieces import PieceTokenizer

        self.identity = _identity(directory)
        self._threads = threads
        # The products around the model are small: faster on one thread, with the other cores for other texts.
        threadpool_limits(1, user_api="blas")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            self._tokenizer = PieceTokenizer(directory)
            self._session = onnxruntime.InferenceSession(
                str(directory / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # a damaged file raises whatever these libraries have for it
            raise ModelError(_damaged(directory, str(error))) from error
        self.dimension: int = self._session.get_outputs()[0].shape[2]

    def encode_query(self, text: str) -> Encoding:
        return self._encode("query: ", text)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        remaining = iter(texts)
        with ThreadPoolExecutor(self._threads) as pool:
            # In slices, so that a long build neither holds all texts nor queues them all.
            while batch := list(islice(remaining, 64)):
                yield from pool.map(lambda text: self._encode("passage: ", text), batch)

    def _encode(self, prefix: str, text: str) -> Encoding:
        pieces, before = self._tokenizer.encode(prefix, text, MAX_TOKENS - 2)
        tokens = np.array([[_START, *pieces, _END]], np.int64)
        inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        states: Vectors = self._session.run(None, inputs)[0][0]
        return Encoding(_unit(states.mean(axis=0)), states[1 + before : -1])


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, from a folder or by its name on a model hub."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer  # slow to import: only where it is used

        try:
            self._model = SentenceTransformer(name, device="cpu")
        except Exception as error:  # a missing or damaged model raises whatever the library has for it
            raise ModelError(
                f"Không nạp được mô hình {name}: {error}. Hãy kiểm tra lại TINSO_MODEL."
            ) from error
        self.identity = f"sentence-transformers:{name}:{_weights_digest(self._model)}"
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._prompts = _e5_prompts(name, self._model.prompts)
        self._lock = threading.Lock()

    def encode_query(self, text: str) -> Encoding:
        return self._encode([self._prompts["query"] + text])[0]

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        remaining = iter(texts)
        while batch := [self._prompts["passage"] + text for text in islice(remaining, 64)]:
            yield from self._encode(batch)

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        with self._lock:
            outputs = self._model.encode(
                list(texts), prompt="", batch_size=8, output_value=None, show_progress_bar=False
            )
        return [_encoding(output) for output in cast(list[dict[str, Any]], outputs)]


def _encoding(output: dict[str, Any]) -> Encoding:
    states = output["token_embeddings"][output["attention_mask"].bool()]
    vector = output["sentence_embedding"].float().numpy()
    return Encoding(_unit(vector), states[1:-1].float().numpy())


def open_encoder(model: str | Path, threads: int = 2) -> Encoder:
    """The encoder of a model: a folder that `fetch_model.py` made, or anything sentence-transformers loads.

    Raises ModelError when there is none or it cannot be loaded.
    """
    directory = Path(model)
    if _is_assembled(directory):
        return OnnxEncoder(directory, threads)
    if not directory.exists() and (directory.is_absolute() or directory.parts[:1] == ("models",)):
        raise ModelError(f"Chưa có mô hình ở {directory}. Hãy chạy: make model, hoặc sửa lại TINSO_MODEL.")
    return SentenceTransformerEncoder(str(model))


def _is_assembled(directory: Path) -> bool:
    """Whether `fetch_model.py` made the folder, even if a file of it is lost now."""
    if (directory / GRAPH).exists() and (directory / MANIFEST).exists():
        return True
    modules = directory / "modules.json"
    return modules.is_file() and b"retrieval.onnx_module" in modules.read_bytes()


def _identity(directory: Path) -> str:
    """The model's name with its graph's checksum, after comparing sizes with the manifest.

    The whole checksum was verified when the model was assembled; reading 80 MB at every start to do it
    again would cost more than loading the model.
    """
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        for name, file in manifest["files"].items():
            if (directory / name).stat().st_size != file["size"]:
                raise ModelError(_damaged(directory, f"tệp {name} sai kích thước"))
        return f"{manifest['name']}:{manifest['files'][GRAPH]['sha256'][:16]}"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(_damaged(directory, str(error))) from error


def _damaged(directory: Path, why: str) -> str:
    return f"Mô hình ở {directory} bị hỏng ({why}). Hãy xoá thư mục ấy rồi chạy: make model"


def _weights_digest(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().float().numpy().tobytes())
    return digest.hexdigest()[:16]


def _e5_prompts(name: str, configured: Mapping[str, str | None]) -> dict[str, str]:
    """What the model wants before a text: its own configuration, or the prefixes of the E5 family."""
    e5 = "e5" in Path(name).name.lower() and "instruct" not in name
    defaults = {"query": "query: ", "passage": "passage: "} if e5 else {"query": "", "passage": ""}
    passage = configured.get("passage") or configured.get("document") or defaults["passage"]
    return {"query": configured.get("query") or defaults["query"], "passage": passage}


def _unit(vector: Vectors) -> Vectors:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)
