"""The default model's ONNX graph as a sentence-transformers module.

Named in the model folder's `modules.json`, so that `SentenceTransformer("models/…")` loads the very model
that the bot serves, for everything else that library can do with it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import tokenizers
import torch
from sentence_transformers.sentence_transformer.modules import InputModule

from retrieval.encoder import GRAPH, MAX_TOKENS, TOKENIZER


class OnnxTransformer(InputModule):
    """Token states from the graph; the library's own Pooling and Normalize follow."""

    def __init__(self, directory: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.directory = Path(directory)
        self.max_seq_length = MAX_TOKENS
        self.tokenizer = tokenizers.Tokenizer.from_file(str(self.directory / TOKENIZER))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.enable_padding(pad_id=self.tokenizer.token_to_id("<pad>"), pad_token="<pad>")
        self._session = onnxruntime.InferenceSession(
            str(self.directory / GRAPH), providers=["CPUExecutionProvider"]
        )

    def get_embedding_dimension(self) -> int:
        return int(self._session.get_outputs()[0].shape[2])

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor | Any]:
        encodings = self.tokenizer.encode_batch([(prompt or "") + str(text) for text in inputs])
        return {
            "input_ids": torch.tensor([encoding.ids for encoding in encodings]),
            "attention_mask": torch.tensor([encoding.attention_mask for encoding in encodings]),
        }

    def forward(self, features: dict[str, torch.Tensor | Any], **_: Any) -> dict[str, torch.Tensor | Any]:
        feeds = {name: features[name].numpy().astype(np.int64) for name in ("input_ids", "attention_mask")}
        features["token_embeddings"] = torch.from_numpy(self._session.run(None, feeds)[0])
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        for name in (GRAPH, TOKENIZER):
            shutil.copy(self.directory / name, output_path)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:
        return cls(model_name_or_path)
