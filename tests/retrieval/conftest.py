"""The real model, and one small index that every test reads and none changes."""

from pathlib import Path

import pytest

from retrieval.build import build_index
from retrieval.calibration import Calibration, shipped_calibration
from retrieval.encoder import Encoder, open_encoder
from retrieval.index import Index, open_index
from retrieval.paths import model_name
from tests.retrieval.samples import ARTICLES


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder(model_name())


@pytest.fixture(scope="session")
def calibration(encoder: Encoder) -> Calibration:
    shipped = shipped_calibration(encoder.identity)
    assert shipped is not None
    return shipped


@pytest.fixture(scope="session")
def index_directory(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, calibration: Calibration
) -> Path:
    directory = tmp_path_factory.mktemp("index")
    build_index(ARTICLES, directory, encoder, calibration)
    return directory


@pytest.fixture(scope="session")
def index(index_directory: Path, encoder: Encoder) -> Index:
    return open_index(index_directory, encoder)
