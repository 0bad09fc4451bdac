"""One demo for all tests here, filled once."""

import shutil
import time
from pathlib import Path

import pytest

from tests.app.hub.demo.contents import NOW, Contents, contents, prepare


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """Filled once. Only to be looked at: whoever goes on with it takes a copy of its folder."""
    folder = tmp_path_factory.mktemp("made")
    began = time.perf_counter()
    prepare(folder, NOW)
    print(f"the demo's hub was filled in {time.perf_counter() - began:.2f} s")
    return contents(folder)


@pytest.fixture
def copy(made: Contents, tmp_path: Path) -> Path:
    return shutil.copytree(made.folder, tmp_path / "copy")
