"""Learns a `Reader` from questions with the sentences that might answer them.

Each question's sentences, with "none of these" beside them, share one probability; the sentences that hold
the answer are to get it, or "none" where no sentence does. Every question with an answer teaches once more
with its answering sentences hidden: then the rest of the same article must not do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from retrieval.encoder import Vectors
from retrieval.index import Index, Rows
from retrieval.reader import SUPPORT, Reader
from retrieval.reading import MEASURES
from retrieval.tokens import unpack

INNER, HIDDEN = 64, 48
_EPOCHS, _BATCH, _RATE, _DECAY, _DROPPED = 5, 12, 2e-3, 1e-2, 0.3
_SENTENCES, _TOKENS = 12, 48
"""Of a question and of a sentence, while learning: more would teach little and take long."""
_HIDDEN_ANSWER = 0.5
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question's token vectors, and sentences by row of the index with what a `Sheet` says of them."""

    question: Vectors
    sentences: Rows
    support: Vectors
    measures: Vectors
    answers: NDArray[np.bool_]
    """Which of the sentences answer."""


class TokenBank:
    """The token vectors of all sentences of an index, in memory."""

    def __init__(self, index: Index) -> None:
        self._tokens = unpack(index.tokens.read(0, len(index.token_starts) - 1))
        self._starts = index.token_starts

    def of(self, sentence: int) -> Vectors:
        vectors: Vectors = self._tokens[self._starts[sentence] : self._starts[sentence + 1]][:_TOKENS]
        return vectors


def shortened(lesson: Lesson) -> Lesson:
    """The sentences with the best scores, and those that answer."""
    columns = [MEASURES.index(name) for name in ("sentence_score", "passage_score")]
    scores = lesson.measures[:, columns].sum(axis=1)
    keep = np.sort(np.argsort(-(scores + 1e6 * lesson.answers), kind="stable")[:_SENTENCES])
    return Lesson(
        lesson.question,
        lesson.sentences[keep],
        lesson.support[:, keep],
        lesson.measures[keep],
        lesson.answers[keep],
    )


def learn_reader(lessons: Sequence[Lesson], bank: TokenBank, epochs: int = _EPOCHS) -> Reader:
    """Repeatable: the same lessons give the same reader on the same machine."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    network = _Network(lessons[0].question.shape[1], np.concatenate([each.measures for each in lessons]))
    learned = [weights for weights in network.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=_RATE, weight_decay=_DECAY)
    steps = epochs * -(-len(lessons) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    for _ in range(epochs):
        order = random.permutation(len(lessons))
        for start in range(0, len(order), _BATCH):
            batch = _stack([lessons[number] for number in order[start : start + _BATCH]], bank)
            loss = _loss(network(batch), batch, network.nothing)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
    return network.reader()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Of several questions, padded; `asked`, `told` and `there` tell what is real."""

    question: Tensor
    asked: Tensor
    tokens: Tensor
    told: Tensor
    support: Tensor
    measures: Tensor
    there: Tensor
    answers: Tensor


class _Network(nn.Module):
    """The arithmetic of `Reader`, for learning; parameters have the names of its fields."""

    def __init__(self, width: int, measures: Vectors) -> None:
        super().__init__()
        self.projection = _matrix(width, INNER, orthogonal=True)
        self.sharpness = nn.Parameter(torch.tensor(12.0))
        self.affinity = nn.Parameter(torch.tensor(0.1))
        self.question = _matrix(3 * INNER + len(SUPPORT), HIDDEN)
        self.question_bias = nn.Parameter(torch.zeros(HIDDEN))
        self.sentence = _matrix(3 * INNER, HIDDEN)
        self.sentence_bias = nn.Parameter(torch.zeros(HIDDEN))
        self.summary = _matrix(INNER, HIDDEN)
        self.summary_pooling = nn.Parameter(torch.zeros(INNER))
        self.question_pooling = nn.Parameter(torch.zeros(HIDDEN))
        self.sentence_pooling = nn.Parameter(torch.zeros(HIDDEN))
        self.mean = nn.Parameter(torch.from_numpy(measures.mean(axis=0)), requires_grad=False)
        spread = np.maximum(measures.std(axis=0), 1e-2)
        self.spread = nn.Parameter(torch.from_numpy(spread), requires_grad=False)
        self.hidden = _matrix(3 * HIDDEN + len(MEASURES), HIDDEN)
        self.hidden_bias = nn.Parameter(torch.zeros(HIDDEN))
        self.output = nn.Parameter(torch.randn(HIDDEN) / HIDDEN**0.5)
        self.nothing = nn.Parameter(torch.zeros(()))

    def forward(self, batch: _Batch) -> Tensor:
        """Scores of shape (questions, sentences), above those of "none of these" not yet set off."""
        asked, told = batch.question @ self.projection, batch.tokens @ self.projection
        attention = self.sharpness * torch.einsum("bqd,bstd->bsqt", batch.question, batch.tokens)
        attention = attention + self.affinity * torch.einsum("bqi,bsti->bsqt", asked, told)
        both = batch.told[:, :, None, :] & batch.asked[:, None, :, None]
        attention = torch.where(both, attention, _NEVER)
        found = torch.einsum("bsqt,bsti->bsqi", attention.softmax(-1), told)
        sought = torch.einsum("bsqt,bqi->bsti", attention.softmax(-2), asked)
        each = asked[:, None].expand_as(found)
        compared = _dropped(torch.cat([each, found, each * found, batch.support], -1), self.training)
        compared = functional.relu(compared @ self.question + self.question_bias)
        weights = _masked(compared @ self.question_pooling, batch.asked[:, None]).softmax(-1)
        pooled = (weights[..., None] * compared).sum(2)
        highest = torch.where(batch.asked[:, None, :, None], compared, 0.0).amax(2)
        kind = _masked(asked @ self.summary_pooling, batch.asked).softmax(-1)
        summary = (kind[..., None] * asked).sum(1) @ self.summary
        beside = _dropped(torch.cat([told, sought, told * sought], -1), self.training)
        beside = functional.relu(beside @ self.sentence + summary[:, None, None] + self.sentence_bias)
        chosen = _masked(beside @ self.sentence_pooling, batch.told).softmax(-1)
        answer = (chosen[..., None] * beside).sum(2)
        scaled = (batch.measures - self.mean) / self.spread
        inputs = _dropped(torch.cat([pooled, highest, answer, scaled], -1), self.training)
        return functional.relu(inputs @ self.hidden + self.hidden_bias) @ self.output

    def reader(self) -> Reader:
        weights = {name: value.detach().numpy().copy() for name, value in self.named_parameters()}
        return Reader(**{field.name: weights[field.name] for field in fields(Reader)})


def _matrix(rows: int, columns: int, orthogonal: bool = False) -> nn.Parameter:
    weights = torch.empty(rows, columns)
    if orthogonal and rows >= columns:
        # Unit vectors of many dimensions have small ones: scaled so that products move at the start.
        return nn.Parameter(3 * nn.init.orthogonal_(weights))
    return nn.Parameter(nn.init.kaiming_uniform_(weights.T, a=5**0.5).T.contiguous())


def _dropped(values: Tensor, training: bool) -> Tensor:
    """Whole columns of a question are dropped: as good as single values here, and much faster."""
    if not training:
        return values
    kept = torch.rand(len(values), *[1] * (values.dim() - 2), values.shape[-1]) > _DROPPED
    return values * kept / (1 - _DROPPED)


def _masked(values: Tensor, there: Tensor) -> Tensor:
    return torch.where(there, values, _NEVER)


def _loss(scores: Tensor, batch: _Batch, nothing: Tensor) -> Tensor:
    none = nothing.expand(len(scores), 1)
    answered = batch.answers.any(1)
    everything = torch.cat([_masked(scores, batch.there), none], 1).logsumexp(1)
    right = torch.where(answered, _masked(scores, batch.answers).logsumexp(1), nothing)
    others = torch.cat([_masked(scores, batch.there & ~batch.answers), none], 1).logsumexp(1)
    return (everything - right).mean() + _HIDDEN_ANSWER * ((others - nothing) * answered).mean()


def _stack(lessons: Sequence[Lesson], bank: TokenBank) -> _Batch:
    count, width = len(lessons), lessons[0].question.shape[1]
    told = [[bank.of(row) for row in lesson.sentences] for lesson in lessons]
    asked = max(len(lesson.question) for lesson in lessons)
    sentences = max(map(len, told))
    longest = max(len(each) for sentence in told for each in sentence)
    question = np.zeros((count, asked, width), np.float32)
    tokens = np.zeros((count, sentences, longest, width), np.float32)
    support = np.zeros((count, sentences, asked, len(SUPPORT)), np.float32)
    measures = np.zeros((count, sentences, len(MEASURES)), np.float32)
    answers = np.zeros((count, sentences), np.bool_)
    for row, lesson in enumerate(lessons):
        length, held = len(lesson.question), len(lesson.sentences)
        question[row, :length] = lesson.question
        support[row, :held, :length] = lesson.support.transpose(1, 0, 2)
        measures[row, :held] = lesson.measures
        answers[row, :held] = lesson.answers
        for place, vectors in enumerate(told[row]):
            tokens[row, place, : len(vectors)] = vectors
    real = np.asarray(tokens.any(axis=-1))
    spoken, there = np.asarray(question.any(axis=-1)), np.asarray(real.any(axis=-1))
    parts = (question, spoken, tokens, real, support, measures, there, answers)
    return _Batch(*map(torch.from_numpy, parts))
