"""A rebuild reads and encodes only what changed, and gives the index that a full build would."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.article import Article
from corpus.article_json import article_line, parse_article
from corpus.entry import Entry, FreshArticle, StoredArticle
from retrieval import token_files, vectors
from retrieval.build import BuildReport, Outcome, build_index, compare_articles
from retrieval.calibration import Calibration, load_calibration
from retrieval.changes import Changes
from retrieval.encodings_cache import NAME as CACHE
from retrieval.versions import current_version
from tests.retrieval.samples import ARTICLES, FALSE_NEWS, PLAN, SIGNATURE, STORM, make_article
from tests.retrieval.standin import StandIn

EDITED = replace(PLAN, paragraphs=(*PLAN.paragraphs, *SIGNATURE.paragraphs[1:2]))
INTRODUCES = make_article(
    "cntt", "Ứng dụng CNTT", "Ứng dụng công nghệ thông tin (CNTT) và thương mại điện tử (TMĐT) trong cơ quan."
)
USES = make_article(
    "dung", "Hội thảo về TMĐT", "Hội thảo về TMĐT và CNTT diễn ra ngày 3/2. Bộ TT&TT chủ trì."
)


@pytest.fixture(autouse=True)
def several_token_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_files, "ARTICLES_A_FILE", 3)


def build(
    articles: Sequence[Article | Entry],
    directory: Path,
    calibration: Calibration,
    full: bool = False,
    skip_unchanged: bool = False,
) -> BuildReport:
    return build_index(
        iter(articles), directory, StandIn(), calibration, full=full, skip_unchanged=skip_unchanged
    )


def contents(directory: Path) -> dict[str, str]:
    """The checksum of every file of the version in service, but of the manifest, which tells the time."""
    files = current_version(directory).iterdir()
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not path.name.startswith("manifest")
    }


def read_tokens(directory: Path) -> list[NDArray[np.uint8]]:
    """The packed tokens of each sentence of the version in service."""
    folder = current_version(directory)
    starts = np.load(folder / "token_starts.npy")
    width = load_calibration(folder / "calibration.npz").projection.width
    files = token_files.TokenFiles(folder, starts, width)
    return [files.read(row, row + 1) for row in range(len(starts) - 1)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ARTICLES, ARTICLES),
        (ARTICLES, (EDITED if a is PLAN else a for a in ARTICLES)),
        (ARTICLES, ARTICLES[:-1]),
        (ARTICLES[2:], ARTICLES),
        (ARTICLES, ARTICLES[::-1]),
        ((STORM, USES), (STORM, USES, INTRODUCES)),
        ((STORM, USES, INTRODUCES), (STORM, USES)),
        (ARTICLES[:2], ARTICLES[4:]),
    ],
    ids=[
        "nothing changed",
        "an edit",
        "a removal",
        "additions",
        "another order",
        "a new abbreviation",
        "an abbreviation gone",
        "all else",
    ],
)
def test_a_rebuild_gives_byte_for_byte_what_a_full_build_gives(
    before: Sequence[Article], after: Sequence[Article], tmp_path: Path, calibration: Calibration
) -> None:
    articles = tuple(after)
    build(before, tmp_path / "twice", calibration)
    build(articles, tmp_path / "twice", calibration)
    build(articles, tmp_path / "once", calibration)
    assert contents(tmp_path / "twice") == contents(tmp_path / "once")


def test_an_index_may_grow_and_shrink_past_what_is_searched_exactly(
    tmp_path: Path, calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FLAT", 12)
    for articles in (ARTICLES, ARTICLES[:3], ARTICLES):
        build(articles, tmp_path / "changed", calibration)
        build(articles, tmp_path / "whole", calibration, full=True)
        assert contents(tmp_path / "changed") == contents(tmp_path / "whole")


def test_articles_of_the_same_text_share_their_tokens(tmp_path: Path, calibration: Calibration) -> None:
    twins = [replace(PLAN, id=f"{PLAN.id}-{number}") for number in range(4)]
    build([*twins, STORM], tmp_path / "twins", calibration)
    build([PLAN], tmp_path / "one", calibration)

    read = {name: read_tokens(tmp_path / name) for name in ("twins", "one")}
    count = len(read["one"])
    assert all(
        np.array_equal(a, b) for a, b in zip(read["twins"][count : 2 * count], read["one"], strict=True)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    histories=st.lists(
        st.lists(
            st.sampled_from([*ARTICLES, EDITED, INTRODUCES, USES]), min_size=1, unique_by=lambda a: a.id
        ),
        min_size=2,
        max_size=4,
    )
)
def test_whatever_the_history_the_index_is_that_of_its_articles(
    histories: list[list[Article]],
    tmp_path_factory: pytest.TempPathFactory,
    calibration: Calibration,
) -> None:
    directory = tmp_path_factory.mktemp("history")
    for articles in histories:
        build(articles, directory / "grown", calibration)
    build(histories[-1], directory / "new", calibration)
    assert contents(directory / "grown") == contents(directory / "new")


def stored(article: Article) -> StoredArticle:
    fresh = FreshArticle(article)
    return StoredArticle(fresh.id, fresh.published, fresh.line, fresh.profile)


def test_articles_read_before_give_the_index_that_they_gave(tmp_path: Path, calibration: Calibration) -> None:
    build(ARTICLES, tmp_path / "read", calibration)
    build([stored(article) for article in ARTICLES], tmp_path / "stored", calibration)
    assert contents(tmp_path / "read") == contents(tmp_path / "stored")


def test_of_articles_read_before_only_what_is_new_is_parsed(
    tmp_path: Path, calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(ARTICLES, tmp_path, calibration)
    parsed = list[bytes]()

    def parse(line: bytes) -> Article:
        parsed.append(line)
        return parse_article(line)

    monkeypatch.setattr("corpus.entry.parse_article", parse)
    build([stored(article) for article in (*ARTICLES, INTRODUCES)], tmp_path, calibration)
    assert parsed == [article_line(INTRODUCES)]


def test_only_what_is_new_is_encoded(tmp_path: Path, calibration: Calibration) -> None:
    build(ARTICLES, tmp_path, calibration)
    encoder = StandIn()
    report = build_index((*ARTICLES, INTRODUCES), tmp_path, encoder, calibration)
    assert report.encoded == len(encoder.texts) == 2
    assert all("CNTT" in text for text in encoder.texts)


def test_a_rebuild_of_the_same_articles_reuses_everything(tmp_path: Path, calibration: Calibration) -> None:
    first = build(ARTICLES, tmp_path, calibration)
    second = build(ARTICLES, tmp_path, calibration)
    assert (second.encoded, second.reused) == (0, first.encoded + first.reused)


def test_the_report_says_what_changed(tmp_path: Path, calibration: Calibration) -> None:
    build(ARTICLES, tmp_path, calibration)
    articles = [EDITED if a is PLAN else a for a in ARTICLES if a is not FALSE_NEWS] + [USES]
    expected = Changes((USES.id,), (PLAN.id,), (FALSE_NEWS.id,), len(ARTICLES) - 2)
    assert compare_articles(articles, tmp_path) == expected
    assert build(articles, tmp_path, calibration).changes == expected


def test_with_a_damaged_version_all_articles_are_new(tmp_path: Path, calibration: Calibration) -> None:
    build(ARTICLES, tmp_path, calibration)
    path = current_version(tmp_path) / "articles.jsonl"
    path.write_bytes(b"?" * path.stat().st_size)

    assert compare_articles(ARTICLES, tmp_path) == Changes(tuple(article.id for article in ARTICLES))


def test_nothing_is_published_when_nothing_changed(tmp_path: Path, calibration: Calibration) -> None:
    first = build(ARTICLES, tmp_path, calibration)
    second = build(ARTICLES, tmp_path, calibration, skip_unchanged=True)
    assert (second.outcome, second.version) == (Outcome.UNCHANGED, first.version)
    assert [folder.name for folder in (tmp_path / "versions").iterdir()] == [first.version]


def test_a_full_build_encodes_everything_again(tmp_path: Path, calibration: Calibration) -> None:
    first = build(ARTICLES, tmp_path, calibration)
    assert build(ARTICLES, tmp_path, calibration, full=True).encoded == first.encoded


@pytest.mark.parametrize("limit", [1, 7, 12, 20])
def test_a_build_that_was_killed_goes_on_where_it_stopped(
    tmp_path: Path, calibration: Calibration, limit: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(ARTICLES, tmp_path / "killed", StandIn(limit), calibration)
    again, whole = StandIn(), StandIn()
    build_index(ARTICLES, tmp_path / "killed", again, calibration)
    build_index(ARTICLES, tmp_path / "whole", whole, calibration)
    assert whole.texts[limit:] == again.texts
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert not (tmp_path / "killed" / CACHE).exists()


@pytest.mark.parametrize("harm", ["cut off", "a flipped bit", "another model's", "foreign"])
def test_of_a_damaged_cache_only_whole_records_are_used(
    tmp_path: Path, calibration: Calibration, harm: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(ARTICLES, tmp_path / "killed", StandIn(12), calibration)
    path = tmp_path / "killed" / CACHE
    data = bytearray(path.read_bytes())
    if harm == "cut off":
        del data[-100:]
    elif harm == "a flipped bit":
        data[len(data) // 2] ^= 1
    elif harm == "another model's":
        data[20] ^= 1
    else:
        data = bytearray(b"hello")
    path.write_bytes(data)
    build(ARTICLES, tmp_path / "killed", calibration)
    build(ARTICLES, tmp_path / "whole", calibration)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    "name",
    [
        "terms.npy",
        "tokens.*.bin",
        "language.counts.npy",
        "calibration.npz",
        "read.terms.npy",
        "articles.jsonl",
    ],
)
def test_of_a_damaged_version_no_encoding_is_reused(
    tmp_path: Path, calibration: Calibration, name: str
) -> None:
    first = build(ARTICLES, tmp_path, calibration)
    sound = contents(tmp_path)
    damaged = next(current_version(tmp_path).glob(name))
    data = bytearray(damaged.read_bytes())
    data[-9] ^= 1
    damaged.write_bytes(data)

    assert build(ARTICLES, tmp_path, calibration, skip_unchanged=True).encoded == first.encoded
    assert contents(tmp_path) == sound
