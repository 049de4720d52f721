"""Makes `training` and `studies` importable wherever pytest starts, and finds the data pack if there is one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: trains for long; npm run test:long runs it, npm test does not")


@pytest.fixture
def pack() -> Path:
    chosen = os.environ.get("DIVISI_DATA")
    if not chosen or not (Path(chosen) / "SPLITS.md").is_file():
        pytest.skip("needs the data pack: set DIVISI_DATA to its folder")
    return Path(chosen)
