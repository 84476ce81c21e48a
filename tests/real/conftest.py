"""Real data, kept outside the project: the folder named by CONSULT_DATA, else `../shared/data` beside it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder; tests that want it are skipped where it is absent."""
    folder = Path(os.environ.get("CONSULT_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no data folder at {folder} (set CONSULT_DATA)")
    return folder
