"""The model's own tokenizer, with its 250,000 pieces mapped from disk rather than read into memory.

Unigram segmentation (Kudo 2018) just as the tokenizers library does it, whose normaliser and pre-tokenizer
are used as they are. For the pieces that library takes most of a second and 270 MB; a question needs few.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import tokenizers
from numpy.typing import NDArray

PIECES = "pieces.npy"
RULES = "tokenizer-rules.json"

_LONGEST = 16
"""Characters in a piece."""
_UNKNOWN_PENALTY = 10.0
_CACHED = 1 << 15
_LONGEST_CACHED = 32
_SPACE = "▁"


def write_pieces(tokenizer: Path, folder: Path) -> None:
    """Writes what PieceTokenizer reads to `folder`, from a `tokenizer.json` with a Unigram model."""
    whole = json.loads(tokenizer.read_text(encoding="utf-8"))
    vocabulary, unknown = whole["model"]["vocab"], whole["model"]["unk_id"]
    if max(len(piece) for piece, _ in vocabulary) > _LONGEST:
        raise ValueError(f"a piece of more than {_LONGEST} characters")
    hashes = np.array([_hash(piece) for piece, _ in vocabulary], np.uint64)
    scores = np.array([score for _, score in vocabulary], np.float64)
    order = np.argsort(hashes)
    np.save(
        folder / PIECES, np.stack([hashes[order], scores[order].view(np.uint64), order.astype(np.uint64)])
    )
    whole["model"] = {"type": "Unigram", "unk_id": 0, "vocab": [vocabulary[unknown]]}
    (folder / RULES).write_text(json.dumps({**whole, "unk_id": unknown}), encoding="utf-8")


class PieceTokenizer:
    """Text -> numbers of pieces. Safe to use from several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError or KeyError when the files are not what `write_pieces` wrote."""
        rules = json.loads((folder / RULES).read_text(encoding="utf-8"))
        self._unknown = int(rules.pop("unk_id"))
        self._special = {token["content"]: int(token["id"]) for token in rules["added_tokens"]}
        self._at_special = re.compile("(" + "|".join(map(re.escape, self._special)) + ")")
        self._rules = tokenizers.Tokenizer.from_str(json.dumps(rules))
        # A plain array: slicing a `memmap` is slow.
        self._hashes, scores, self._numbers = np.load(folder / PIECES, mmap_mode="r").view(np.ndarray)
        self._scores: NDArray[np.float64] = scores.view(np.float64)
        self._unknown_score = float(self._scores.min()) - _UNKNOWN_PENALTY
        self._space = self._find([_SPACE])[0][0]
        self._segment_cached = lru_cache(_CACHED)(self._segment)

    def encode(self, prefix: str, text: str, longest: int) -> tuple[list[int], int]:
        """The numbers of `prefix + text`, at most `longest`, and how many of these belong to the prefix.

        `prefix` is one word and a space.
        """
        words = self._words(prefix + text)
        numbers = list(next(words))
        before = len(numbers)
        for word in words:
            numbers += word
        if numbers[before : before + 1] == [self._space]:
            before += 1  # the space is the prefix's
        return numbers[:longest], before

    def _words(self, text: str) -> Iterator[Sequence[int]]:
        for part in self._at_special.split(text):
            if part in self._special:
                yield (self._special[part],)
            elif part:
                normal = self._rules.normalizer.normalize_str(part)
                for word, _ in self._rules.pre_tokenizer.pre_tokenize_str(normal):
                    yield (self._segment if len(word) > _LONGEST_CACHED else self._segment_cached)(word)

    def _segment(self, word: str) -> tuple[int, ...]:
        """The most likely pieces of `word` (Viterbi); what no piece holds is one unknown piece."""
        spans = [(s, e) for s in range(len(word)) for e in range(s + 1, min(s + _LONGEST, len(word)) + 1)]
        pieces = zip(spans, *self._find([word[start:end] for start, end in spans]), strict=True)
        best = [0.0] + [-np.inf] * len(word)
        last = [(0, self._unknown)] * (len(word) + 1)
        for (start, end), number, score in pieces:
            if number < 0:
                if end > start + 1:
                    continue
                number, score = self._unknown, self._unknown_score
            if best[start] + score > best[end]:
                best[end], last[end] = best[start] + score, (start, number)
        return self._path(last)

    def _path(self, last: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        path: list[int] = []
        end = len(last) - 1
        while end:
            end, number = last[end]
            if not (number == self._unknown and path and path[-1] == number):
                path.append(number)
        return tuple(path[::-1])

    def _find(self, texts: Sequence[str]) -> tuple[list[int], list[float]]:
        """The number and score of each piece; -1 for a text that is none."""
        wanted = np.array([_hash(text) for text in texts], np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        numbers = np.where(self._hashes[places] == wanted, self._numbers[places].astype(np.int64), -1)
        return numbers.tolist(), self._scores[places].tolist()


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
