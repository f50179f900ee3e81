"""What the editors' tests share: the program, pages of their own, and places in texts."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A copy of the pages, in a folder whose name is as awkward as people's are."""
    folder = tmp_path / "마리나 docs"
    shutil.copytree(HERE / "pages", folder)
    return folder


@pytest.fixture(scope="session")
def paralint() -> str:
    return os.environ["PARALINT"]
