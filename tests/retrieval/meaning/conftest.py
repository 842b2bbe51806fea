"""The model, built once, and small documents."""

from pathlib import Path

import pytest

from retrieval.meaning.encoder import Encoder, load_encoder
from retrieval.meaning.model_build import build_model


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    build_model(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    return load_encoder(model_folder, threads=2)
