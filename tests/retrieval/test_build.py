import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.article import Article, Paragraph
from retrieval.build import BuildReport, build_index
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder, Encoding
from retrieval.index import open_index
from retrieval.passages import split
from retrieval.tokens import Projection
from retrieval.versions import MANIFEST, SEAL, current_version, read_manifest, write_manifest
from tests.retrieval.samples import ARTICLES, SIGNATURE, YEAR_END

EDITED = replace(
    SIGNATURE, paragraphs=(*SIGNATURE.paragraphs[:1], Paragraph("Tổng đài 1022 trả lời cả ngày lễ."))
)


class Building:
    """Builds in a directory of its own, and remembers which texts were encoded last."""

    identity: str
    dimension: int

    def __init__(self, directory: Path, encoder: Encoder, calibration: Calibration) -> None:
        self.directory, self._encoder, self._calibration = directory, encoder, calibration
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.encoded: list[str] = []

    def build(self, articles: Sequence[Article], calibration: Calibration | None = None) -> BuildReport:
        self.encoded = []
        return build_index(articles, self.directory, self, calibration or self._calibration)

    def served(self) -> list[str]:
        """The ids of the articles in service, after checking the whole version."""
        index = open_index(self.directory, self._encoder)
        return [index.articles[row].id for row in range(len(index.articles))]

    def encode_query(self, text: str) -> Encoding:
        return self._encoder.encode_query(text)

    def encode_passages(self, texts: Any) -> Iterator[Encoding]:
        for text in texts:
            self.encoded.append(text)
            yield from self._encoder.encode_passages([text])


@pytest.fixture
def building(tmp_path: Path, encoder: Encoder, calibration: Calibration) -> Building:
    return Building(tmp_path / "index", encoder, calibration)


def texts_of(articles: Sequence[Article]) -> int:
    """Passages and sentences together: what a build encodes."""
    return sum(1 + len(passage.sentences) for article in articles for passage in split(article))


def files(version: Path) -> dict[str, bytes]:
    """What a version holds; only the time of building is left out."""
    return {path.name: path.read_bytes() for path in version.iterdir() if path.name not in (MANIFEST, SEAL)}


def test_the_first_build_encodes_everything(building: Building) -> None:
    report = building.build([YEAR_END, SIGNATURE])

    passages = len(split(YEAR_END)) + len(split(SIGNATURE))
    assert (report.articles, report.passages) == (2, passages)
    assert (report.encoded, report.reused) == (texts_of([YEAR_END, SIGNATURE]), 0)
    assert building.served() == [YEAR_END.id, SIGNATURE.id]


def test_the_second_build_encodes_nothing(building: Building) -> None:
    first = building.build([YEAR_END, SIGNATURE])

    report = building.build([YEAR_END, SIGNATURE])

    assert (report.encoded, report.reused) == (0, first.encoded)
    assert building.encoded == []


def test_an_edited_article_encodes_only_what_was_edited(building: Building) -> None:
    building.build([YEAR_END, SIGNATURE])

    report = building.build([YEAR_END, EDITED])

    (passage,) = split(EDITED)
    sentence = EDITED.paragraphs[1].text
    assert building.encoded == [f"{EDITED.title}\n{passage.text}", sentence]
    assert report.encoded == 2
    assert report.reused == texts_of([YEAR_END, EDITED]) - 2


def test_a_removed_article_leaves(building: Building) -> None:
    building.build([YEAR_END, SIGNATURE])

    report = building.build([SIGNATURE])

    assert (report.articles, report.encoded) == (1, 0)
    assert building.served() == [SIGNATURE.id]


def test_an_incremental_build_is_the_same_as_a_full_one(
    building: Building, tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    building.build([YEAR_END, SIGNATURE])
    building.build([EDITED, ARTICLES[3], YEAR_END])

    build_index([EDITED, ARTICLES[3], YEAR_END], tmp_path / "full", encoder, calibration)

    assert files(current_version(building.directory)) == files(current_version(tmp_path / "full"))


def test_both_styles_of_tone_placement_are_encoded_alike(building: Building) -> None:
    building.build([Article("một", "Văn hoá", (Paragraph("Hoà giải ở cơ sở."),))])

    building.build([Article("một", "Văn hóa", (Paragraph("Hòa giải ở cơ sở."),))])

    assert building.encoded == []


def test_tokens_projected_otherwise_are_encoded_anew(building: Building, calibration: Calibration) -> None:
    building.build([SIGNATURE])
    first = current_version(building.directory)
    turned = Projection(calibration.projection.mean, calibration.projection.matrix[:, ::-1].copy())

    report = building.build([SIGNATURE], replace(calibration, projection=turned))

    assert report.reused == len(split(SIGNATURE))
    second = current_version(building.directory)
    (before,), (after,) = first.glob("tokens.*.bin"), second.glob("tokens.*.bin")
    assert before.read_bytes() != after.read_bytes()


def test_another_model_reuses_nothing(building: Building) -> None:
    building.build([SIGNATURE])
    version = current_version(building.directory)
    write_manifest(version, {**read_manifest(version), "encoder": "another"})

    assert building.build([SIGNATURE]).reused == 0
    assert building.served() == [SIGNATURE.id]


@pytest.mark.parametrize("name", ["sentences.fp16", MANIFEST])
def test_a_damaged_version_is_replaced_by_a_sound_one(building: Building, name: str) -> None:
    building.build([SIGNATURE])
    (current_version(building.directory) / name).write_bytes(b"")

    assert building.build([SIGNATURE]).reused == 0
    assert building.served() == [SIGNATURE.id]


def test_the_same_content_twice_within_a_second_leaves_the_version_in_service(building: Building) -> None:
    first = building.build([SIGNATURE])
    kept = files(current_version(building.directory))

    second = building.build([SIGNATURE])

    assert second.version != first.version
    assert current_version(building.directory).name == second.version
    assert files(building.directory / "versions" / first.version) == kept


def test_two_articles_with_one_id_are_refused(building: Building) -> None:
    with pytest.raises(ValueError, match="share an id"):
        building.build([SIGNATURE, SIGNATURE])


def test_progress_counts_up_to_everything(tmp_path: Path, encoder: Encoder, calibration: Calibration) -> None:
    steps: list[tuple[int, int]] = []

    build_index([SIGNATURE], tmp_path, encoder, calibration, lambda done, total: steps.append((done, total)))

    total = texts_of([SIGNATURE])
    assert steps == [(done, total) for done in range(1, total + 1)]


def test_an_article_of_nothing_but_marks_can_be_built(building: Building) -> None:
    building.build([Article("một", "", (Paragraph("…"),)), Article("hai", "😀", (Paragraph("!!! ???"),))])

    assert building.served() == ["một", "hai"]


# A build that does not end well.


class Failing:
    """Fails at its call number `at`, as on a full disk."""

    def __init__(self, real: Any, at: int) -> None:
        self._real, self._left = real, at

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise OSError(28, "No space left on device")
        return self._real(*arguments, **options)


@pytest.mark.parametrize(
    ("module", "function", "at"),
    [
        (np, "save", 0),
        (np, "save", 20),
        (np, "savez", 0),
        (os, "fsync", 20),
        (os, "replace", 1),
    ],
)
def test_a_full_disk_leaves_the_version_before_and_the_next_build_mends(
    building: Building, monkeypatch: pytest.MonkeyPatch, module: Any, function: str, at: int
) -> None:
    building.build([SIGNATURE])
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(module, function, Failing(getattr(module, function), at))
        building.build([YEAR_END, SIGNATURE])

    assert building.served() == [SIGNATURE.id]
    building.build([YEAR_END, SIGNATURE])
    assert building.served() == [YEAR_END.id, SIGNATURE.id]
    assert not list((building.directory / "versions").glob(".*"))


KILL_BUILDS = """
import os, signal, sys, time
from pathlib import Path
from retrieval.build import build_index
from retrieval.calibration import shipped_calibration
from retrieval.encoder import open_encoder
from retrieval.index import open_index
from retrieval.paths import model_name
from tests.retrieval.samples import ARTICLES

directory, encoder = Path(sys.argv[1]), open_encoder(model_name())
calibration = shipped_calibration(encoder.identity)
for attempt in range(10):
    child = os.fork()
    while not child:
        for count in (2, 3):
            build_index(ARTICLES[:count], directory, encoder, calibration)
    time.sleep(0.05 + 0.07 * attempt)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(len(open_index(directory, encoder).articles))
"""


@pytest.mark.slow
def test_whenever_a_build_is_killed_a_whole_version_serves(building: Building) -> None:
    building.build(ARTICLES[:2])

    done = subprocess.run(
        [sys.executable, "-c", KILL_BUILDS, building.directory],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    served = done.stdout.split()
    assert len(served) == 10
    assert set(served) <= {"2", "3"}
    building.build([SIGNATURE])
    assert building.served() == [SIGNATURE.id]
    assert not list((building.directory / "versions").glob(".*"))
