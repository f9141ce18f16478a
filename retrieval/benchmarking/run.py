"""All that `scripts/benchmark.py` measures, part by part."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from corpus.store import read_sources
from retrieval.benchmarking import ceiling
from retrieval.benchmarking.builds import write_news
from retrieval.benchmarking.comparison import Place, compare
from retrieval.benchmarking.figures import Figure
from retrieval.benchmarking.processes import Done, run, run_command
from retrieval.benchmarking.quality import quality
from retrieval.benchmarking.report import Sections
from retrieval.encoder import GRAPH, MAX_TOKENS, open_encoder
from retrieval.evaluation.protocols import OWN_QUESTIONS
from retrieval.evaluation.questions import read_questions
from retrieval.passages import split
from retrieval.pieces import PieceTokenizer
from retrieval.tables import passage_text
from retrieval.versions import current_version

PARTS = ("articles", "rebuild", "many", "quality", "processor")
Say = Callable[[str], None]

_ENCODED = 48
"""Passages by which the rate of encoding is measured."""
_REBUILD_SECONDS, _REBUILD_SIZE = 5, 10_000
_REBUILDS = 5
"""After as many edits the median tells: one rebuild is a fifth quicker or slower than the next."""
_MANY = 1_000_000
_POOL = 600
"""Articles of which the synthetic vectors are made, as many as there are texts."""
_CODE_BYTES = 48
"""A vector's 1-bit code."""
_CORES = os.cpu_count() or 1
_BUILT = "built.json"
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Setting:
    data: Path
    work: Path
    model: Path
    literal_model: Path
    questions: int
    encoded: int
    """Up to how many articles encodings are real."""
    index: Path | None
    """A ready index of the largest number of articles."""
    many: int


def measure(setting: Setting, sizes: Sequence[int], parts: Sequence[str], say: Say) -> Sections:
    """Figures by what they were measured on."""
    sections: dict[str, list[Figure]] = {}
    for size in sizes:
        name = f"{size:,} articles"
        if "articles" in parts:
            figures = _articles(setting, size, size == max(sizes), say)
            sections.setdefault(name, []).extend(_told(figures, say))
        if "rebuild" in parts:
            figures = _rebuild(setting, size, size == max(sizes), say)
            sections.setdefault(name, []).extend(_told(figures, say))
    if "many" in parts:
        sections[f"{setting.many:,} passages, synthetic"] = _told(_many(setting, say), say)
    if "quality" in parts:
        sections["quality"] = _told(_quality(setting, say), say)
    if "processor" in parts:
        sections["processor"] = _told(_processor(setting, sections, say), say)
    return sections


def _told(figures: Iterator[Figure], say: Say) -> list[Figure]:
    """The figures, each told as soon as it is measured: a run takes long."""
    measured = []
    for figure in figures:
        literal = "" if figure.literal is None else f" / {figure.literal:.4g}"
        say(f"  {figure.name}: {figure.tinso:.4g}{literal} {figure.unit}")
        measured.append(figure)
    return measured


def _source(setting: Setting, size: int) -> Path:
    path = setting.work / f"news-{size}.jsonl"
    if not path.exists():
        write_news(setting.data, size, path)
    return path


def _tinso(setting: Setting, size: int, largest: bool, say: Say) -> Path:
    """The program's index of so many articles: ready, kept from another run, or built now."""
    if largest and setting.index:
        return setting.index.resolve()
    index, filled = setting.work / str(size) / "tinso", size > setting.encoded
    if not (index / "current").exists():
        say(f"Dựng chỉ mục {size} bài{', vectơ tổng hợp' if filled else ''} …")
        index.mkdir(parents=True, exist_ok=True)
        _build(setting, index, size, "build-tinso", model=str(setting.model.resolve()), filled=filled)
    return index


def _literal(setting: Setting, size: int, tinso: Path, say: Say) -> Path:
    index = setting.work / str(size) / "literal"
    if not (index / _BUILT).exists():
        say(f"Dựng chỉ mục của thiết kế đơn giản, {size} bài …")
        index.mkdir(parents=True, exist_ok=True)
        model = str(setting.literal_model.resolve())
        _build(setting, index, size, "build-literal", model=model, tinso=str(tinso))
    return index


def _build(setting: Setting, index: Path, size: int, task: str, **told: Any) -> None:
    done = run(task, index=str(index), source=str(_source(setting, size)), **told)
    (index / _BUILT).write_text(json.dumps({"peak": done.peak, "seconds": done.seconds}))


def _articles(setting: Setting, size: int, largest: bool, say: Say) -> Iterator[Figure]:
    index = _tinso(setting, size, largest, say)
    literal = _literal(setting, size, index, say)
    say(f"Đo {size} bài, hai thiết kế xen kẽ …")
    texts = _passages(setting, size)
    tokenizer = PieceTokenizer(setting.model)
    tokens = [len(tokenizer.encode("passage: ", text, MAX_TOKENS)[0]) for text in texts]
    places = Place("tinso", index, setting.model), Place("literal", literal, setting.literal_model)
    yield from compare(*places, _questions(setting), texts, tokens)
    if (index / _BUILT).exists():
        yield Figure("peak memory of a build", "MiB", _peak(index), _peak(literal), "<=1x")
    yield Figure("index on disk", "MiB", _size(current_version(index)), _size(literal))


def _questions(setting: Setting) -> list[str]:
    """The project's own, in their three ways of being written by turns."""
    labelled = read_questions(OWN_QUESTIONS).questions
    step = max(1, len(labelled) // setting.questions)
    return [each.question for each in labelled[::step]][: setting.questions]


def _passages(setting: Setting, size: int) -> list[str]:
    articles = read_sources([_source(setting, size)]).articles[:_ENCODED]
    return [passage_text(article.title, passage) for article in articles for passage in split(article)][
        :_ENCODED
    ]


def _peak(index: Path) -> float:
    return float(json.loads((index / _BUILT).read_text())["peak"])


def _size(folder: Path) -> float:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != _BUILT)
    return sum(path.stat().st_size for path in files) / _MIB


def _rebuild(setting: Setting, size: int, largest: bool, say: Say) -> Iterator[Figure]:
    """The command that staff run, without and with an edit of one article."""
    index = _tinso(setting, size, largest, say)
    say(f"Dựng lại {size} bài …")
    source = setting.work / "edited" / f"news-{size}.jsonl"
    source.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "scripts.build_index", str(source), "--index", str(index), "--json"]
    start = _seconds_of_start(setting)
    for name, edits in (("nothing edited", [""]), ("one article edited", _edits())):
        builds = list[Done]()
        for edit in edits:
            _write_edited(_source(setting, size), source, edit)
            builds.append(run_command(command))
        target = f"<={_REBUILD_SECONDS}" if any(edits) and size == _REBUILD_SIZE else ""
        seconds = median(done.seconds for done in builds) - start
        yield Figure(f"rebuild, {name}, beyond start-up", "s", seconds, None, target)
        yield Figure(f"rebuild, {name}, encoded", "texts", max(done.result["encoded"] for done in builds))
        yield Figure(f"rebuild, {name}, peak memory", "MiB", max(done.peak for done in builds))


def _edits() -> list[str]:
    """Never made before, so that none is found among what was read before."""
    now = time.time_ns()
    return [f" Bản sửa {now + number}." for number in range(_REBUILDS)]


def _write_edited(source: Path, target: Path, edit: str) -> None:
    """The articles of `source`, with `edit` at the end of one of them."""
    lines = source.read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[len(lines) // 2])
    record["body"][-1] += edit
    lines[len(lines) // 2] = json.dumps(record, ensure_ascii=False)
    target.write_text("\n".join(lines), encoding="utf-8")


def _seconds_of_start(setting: Setting) -> float:
    """What it takes to import the command and load the model."""
    code = "import scripts.build_index as b; b.open_encoder(b.model_name())"
    return min(run_command([sys.executable, "-c", code]).seconds for _ in range(3))


def _many(setting: Setting, say: Say) -> Iterator[Figure]:
    folder = setting.work / f"many-{setting.many}"
    if not (folder / _BUILT).exists():
        say(f"Dựng {setting.many} đoạn tổng hợp …")
        folder.mkdir(parents=True, exist_ok=True)
        model = str(setting.model.resolve())
        _build(setting, folder, _POOL, "build-many", passages=setting.many, pool=_POOL, model=model)
    say(f"Tìm trong {setting.many} đoạn tổng hợp …")
    found = run("measure-many", index=str(folder)).result
    asked = setting.many >= _MANY
    yield Figure("retrieval p50, the first time", "ms", found["first_p50"])
    yield Figure("retrieval p50", "ms", found["p50"], None, "<=20" if asked else "")
    yield Figure("retrieval p99", "ms", found["p99"])
    yield Figure("of it vectors, p50", "ms", found["vectors_p50"])
    yield Figure("of it postings, p50", "ms", found["lexical_p50"])
    yield Figure("recall@10 of the exact search", "", found["recall"], None, ">=0.99")
    yield Figure("resident memory", "MiB", found["resident"], None, "<=2048" if asked else "")
    yield Figure("resident memory, without mapped files", "MiB", found["own"])
    yield Figure("on disk", "MiB", found["disk"])


def _quality(setting: Setting, say: Say) -> Iterator[Figure]:
    say("Đo chất lượng …")
    encoders = open_encoder(setting.model), open_encoder(setting.literal_model)
    yield from quality(setting.data, setting.work, *encoders, lambda *_: None)


def _processor(setting: Setting, sections: Sections, say: Say) -> Iterator[Figure]:
    """How near the figures are to what one thread of this processor can do."""
    say("Đo bộ xử lý …")
    operations, bandwidth = ceiling.operations(), ceiling.bandwidth()
    a_token = 2 * ceiling.matrix_weights(setting.model / GRAPH)
    yield Figure("8-bit operations, one thread", "G/s", operations / 1e9)
    yield Figure("memory read, one thread", "GB/s", bandwidth / 1e9)
    yield Figure("operations of the encoder", "M/token", a_token / 1e6)
    for name, figures in sections.items():
        found = {figure.name: figure.tinso for figure in figures}
        if "encoding" in found:
            share = found["encoding"] * a_token / (operations * _CORES)
            yield Figure(f"{name}: encoding, of the peak of {_CORES} threads", "share", share)
            yield Figure(f"{name}: encode p50", "ms", found["encode p50"])
    length = median(_question_tokens(setting))
    yield Figure("tokens of a question, p50", "", length)
    yield Figure("least time to encode it", "ms", length * a_token / operations * 1000)
    codes = setting.many * _CODE_BYTES
    yield Figure(f"least time to read the codes of {setting.many:,} vectors", "ms", codes / bandwidth * 1000)


def _question_tokens(setting: Setting) -> list[int]:
    tokenizer = PieceTokenizer(setting.model)
    return [len(tokenizer.encode("query: ", q, MAX_TOKENS)[0]) + 2 for q in _questions(setting)]
