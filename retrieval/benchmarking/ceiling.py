"""What the processor allows, measured: 8-bit operations and bytes a second of one thread."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

_SIDE = 1536
_ROWS = 384
_BYTES = 512 << 20
_TURNS = 5


def operations() -> float:
    """8-bit multiplications and additions a second: a large matrix product in the encoder's own runtime."""
    shapes = {"a": [_ROWS, _SIDE], "b": [_SIDE, _SIDE]}
    kinds = {"a": TensorProto.UINT8, "b": TensorProto.INT8}
    inputs = [helper.make_tensor_value_info("a", kinds["a"], shapes["a"])]
    output = helper.make_tensor_value_info("c", TensorProto.INT32, [_ROWS, _SIDE])
    matrix = onnx.numpy_helper.from_array(np.ones(shapes["b"], np.int8), "b")
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    graph = helper.make_graph([node], "peak", inputs, [output], [matrix])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    states = np.ones(shapes["a"], np.uint8)
    return 2 * _ROWS * _SIDE * _SIDE / _best(lambda: session.run(None, {"a": states}))


def bandwidth() -> float:
    """Bytes a second read from memory."""
    values = np.ones(_BYTES // 4, np.float32)
    return _BYTES / _best(lambda: np.dot(values, values))


def _best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few turns: what the machine can do, not what others leave of it."""
    turns = []
    for _ in range(_TURNS):
        began = time.perf_counter()
        work()
        turns.append(time.perf_counter() - began)
    return min(turns)


def matrix_weights(graph: Path) -> int:
    """How many weights of the encoder a token is multiplied with: its 8-bit matrices."""
    tensors = onnx.load(str(graph)).graph.initializer
    return sum(int(np.prod(t.dims)) for t in tensors if t.data_type == TensorProto.INT8 and len(t.dims) == 2)
