"""The encoder as an ONNX graph with 8-bit arithmetic, for onnxruntime on a CPU.

BERT (Devlin et al. 2019, post-norm) up to the token states. Matrices are int8 with one scale an output;
activations are quantised on the fly. The word embeddings stay in the 4-bit blocks they came in. The fused
operators are onnxruntime's own (domain com.microsoft): those that its optimiser would make and that pay.
"""

from collections.abc import Iterable
from typing import Any

import ml_dtypes
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.default_model.weights import BLOCK, Floats, Weights

_FUSED = "com.microsoft"
# 7 bits, not 8: products of two such pairs cannot overflow 16 bits, which AVX2 machines without VNNI sum in.
_LARGEST = 63
_SHARES = tuple(percent / 100 for percent in range(70, 101, 3))
"""Of an output's largest weight: what its largest value may stand for."""
_FINE = np.float32(1 << 16)


class _Graph:
    """Collects nodes and initialisers; each method returns the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self,
        operator: str,
        inputs: Iterable[str],
        output: str,
        domain: str = "",
        extra_outputs: tuple[str, ...] = (),
        **attributes: Any,
    ) -> str:
        outputs = [output, *extra_outputs]
        self.nodes.append(
            helper.make_node(operator, list(inputs), outputs, name=output, domain=domain, **attributes)
        )
        return output


def build_graph(weights: Weights) -> onnx.ModelProto:
    """The model: `input_ids` and `attention_mask` (batch, length) int64 -> `token_embeddings` fp32."""
    sizes = weights.sizes
    graph = _Graph()
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    states = _embeddings(graph, weights)
    for layer in range(sizes.layers):
        states = _layer(graph, weights, layer, states, mask)
    graph.node("Identity", [states], "token_embeddings")
    return _model(graph, sizes.hidden)


def _embeddings(graph: _Graph, weights: Weights) -> str:
    words_4bit = weights.blocks["emb.word"]
    graph.constant("words", words_4bit.values.astype(ml_dtypes.int4))
    graph.constant("words.scale", words_4bit.scales)
    words = graph.node(
        "GatherBlockQuantized", ["words", "input_ids", "words.scale"], "words.rows", _FUSED,
        block_size=BLOCK, gather_axis=0, quantize_axis=1,
    )  # fmt: skip
    hidden = weights.sizes.hidden
    # Every token is of type 0: its embedding is the same everywhere and rides with the position's.
    table = weights.floats["emb.pos"].reshape(-1, hidden) + weights.floats["emb.type"][:hidden]
    graph.constant("positions", table)
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("one", np.array([1], np.int64))
    shape = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    positions = graph.node("Slice", ["positions", "zero", shape, "zero", "one"], "position.rows")
    summed = graph.node("Add", [words, positions], "embedding.sum")
    return _norm(graph, "emb.ln", weights, summed)


def _layer(graph: _Graph, weights: Weights, number: int, states: str, mask: str) -> str:
    name = f"l{number}"
    attention = _attention(graph, weights, name, states, mask)
    projected = _dense(graph, f"{name}.ao", weights, attention)
    attended = _add_and_norm(graph, f"{name}.aln", weights, projected, states)
    widened = _dense(graph, f"{name}.fi", weights, attended)
    activated = graph.node("Gelu", [widened], f"{name}.gelu", _FUSED)
    narrowed = _dense(graph, f"{name}.fo", weights, activated)
    return _add_and_norm(graph, f"{name}.oln", weights, narrowed, attended)


def _attention(graph: _Graph, weights: Weights, name: str, states: str, mask: str) -> str:
    matrix = np.concatenate([weights.matrix(f"{name}.{part}.w") for part in "qkv"])
    values, scales = _int8_by_output(matrix)
    graph.constant(f"{name}.qkv.w", values)
    graph.constant(f"{name}.qkv.s", scales)
    graph.constant(f"{name}.qkv.z", np.zeros(len(scales), np.int8))
    graph.constant(f"{name}.qkv.b", np.concatenate([weights.floats[f"{name}.{part}.b"] for part in "qkv"]))
    quantised = graph.node(
        "DynamicQuantizeLinear", [states], f"{name}.x", extra_outputs=(f"{name}.x.s", f"{name}.x.z")
    )
    inputs = [quantised, f"{name}.qkv.w", f"{name}.qkv.b", f"{name}.x.s", f"{name}.qkv.s", mask,
              f"{name}.x.z", f"{name}.qkv.z"]  # fmt: skip
    return graph.node("QAttention", inputs, f"{name}.attention", _FUSED, num_heads=weights.sizes.heads)


def _dense(graph: _Graph, name: str, weights: Weights, states: str) -> str:
    values, scales = _int8_by_output(weights.matrix(f"{name}.w"))
    inputs = [
        states,
        graph.constant(f"{name}.w", values),
        graph.constant(f"{name}.s", scales),
        graph.constant(f"{name}.z", np.zeros(len(scales), np.int8)),
        graph.constant(f"{name}.b", weights.floats[f"{name}.b"]),
    ]
    return graph.node("DynamicQuantizeMatMul", inputs, name, _FUSED)


def _add_and_norm(graph: _Graph, name: str, weights: Weights, states: str, residual: str) -> str:
    # Not the fused SkipLayerNormalization: that takes three times as long as these two do.
    summed = graph.node("Add", [states, residual], f"{name}.sum")
    return _norm(graph, name, weights, summed)


def _norm(graph: _Graph, name: str, weights: Weights, states: str) -> str:
    gamma = graph.constant(f"{name}.gamma", weights.floats[f"{name}.w"])
    beta = graph.constant(f"{name}.beta", weights.floats[f"{name}.b"])
    inputs = [states, gamma, beta]
    return graph.node("LayerNormalization", inputs, name, axis=-1, epsilon=weights.sizes.epsilon)


def _int8_by_output(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """(inputs, outputs) int8 values and one scale an output, symmetric around zero.

    Of several scales the one that loses least: with the largest weights cut a little all others are finer.
    """
    most = np.abs(matrix).max(axis=1)
    tried = np.stack([most * np.float32(share / _LARGEST) for share in _SHARES])
    errors = np.stack([_error(matrix, scales, most) for scales in tried])
    scales = tried[errors.argmin(axis=0), np.arange(len(matrix))]
    return _rounded(matrix, scales).T, scales


def _rounded(matrix: Floats, scales: Floats) -> NDArray[np.int8]:
    values: NDArray[np.int8] = np.clip(np.rint(matrix / scales[:, None]), -_LARGEST, _LARGEST).astype(np.int8)
    return values


def _error(matrix: Floats, scales: Floats, most: Floats) -> NDArray[np.int64]:
    """Each output's squared error, in whole numbers: their sum is the same on every processor."""
    lost = (matrix / scales[:, None] - _rounded(matrix, scales)) * (scales / most * _LARGEST)[:, None]
    error: NDArray[np.int64] = np.rint(lost * lost * _FINE).astype(np.int64).sum(axis=1)
    return error


def _model(graph: _Graph, hidden: int) -> onnx.ModelProto:
    shape = ["batch", "length"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, [*shape, hidden])
    proto = helper.make_graph(graph.nodes, "multilingual-e5-small", inputs, [output], graph.tensors)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(proto, opset_imports=opsets, ir_version=10, producer_name="tinso")
