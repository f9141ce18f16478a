"""Builds the index of each design, in a process of its own so that its peak of memory is its own."""

import json
from datetime import timedelta
from gzip import open as open_gzip
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.store import read_sources
from retrieval.benchmarking.designs import LITERAL_TEXTS, LITERAL_VECTORS, NOW
from retrieval.benchmarking.filling import FillingEncoder
from retrieval.errors import ModelError

NEWS = "vietnews-10k.jsonl.gz"
LONGEST = 32
"""Passages that the literal design's build really encodes: its first batch, which takes the most memory."""
_SAMPLE = 256
"""Texts of which made-up encodings are mixed."""


def write_news(data: Path, count: int, path: Path) -> None:
    """Real articles as a source that the program reads; their days are made up, one hour after another."""
    with open_gzip(data / NEWS, "rt", encoding="utf-8") as lines, path.open("w", encoding="utf-8") as file:
        for number, line in enumerate(islice(lines, count)):
            record = json.loads(line)
            published = (NOW - timedelta(hours=number)).isoformat()
            fields = {name: record[name] for name in ("id", "title", "body")}
            file.write(json.dumps({**fields, "published": published}, ensure_ascii=False) + "\n")


def build_tinso(source: Path, directory: Path, model: Path, *, filled: bool) -> None:
    """The program's own build; `filled` takes made-up encodings."""
    from retrieval.build import build_index
    from retrieval.calibration import shipped_calibration
    from retrieval.encoder import Encoder, open_encoder

    encoder: Encoder = open_encoder(model)
    calibration = shipped_calibration(encoder.identity)
    if calibration is None:
        raise ModelError(f"Chỉ đo được mô hình mặc định, không phải {model}.")
    articles = read_sources([source]).articles
    if filled:
        texts = [article.paragraphs[0].text for article in articles[:_SAMPLE] if article.paragraphs]
        encoder = FillingEncoder(encoder, texts)
    build_index(articles, directory, encoder, calibration)


def build_literal(source: Path, directory: Path, model: Path, tinso: Path) -> None:
    """A vector for each of the program's own passages; most are taken from the program's index `tinso`.

    What they are makes no difference to the time a search takes, nor to memory.
    """
    import faiss
    from sentence_transformers import SentenceTransformer

    from retrieval.evaluation.literal import passages
    from retrieval.vectors import VectorIndex
    from retrieval.versions import current_version

    units = passages(read_sources([source]).articles)
    encoder = SentenceTransformer(str(model), device="cpu")
    texts = [f"passage: {unit.encoded}" for unit in sorted(units, key=lambda unit: -len(unit.encoded))]
    encoder.encode(texts[:LONGEST], prompt="", normalize_embeddings=True)
    vectors = VectorIndex(current_version(tinso) / "passages.faiss").vectors(np.arange(len(units)))
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    directory.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(directory / LITERAL_VECTORS))
    shown = json.dumps([unit.shown.text for unit in units], ensure_ascii=False)
    (directory / LITERAL_TEXTS).write_text(shown, encoding="utf-8")
