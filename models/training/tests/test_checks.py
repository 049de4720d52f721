"""ruff and mypy with the settings of pyproject.toml, where they are installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INSTALL = {"ruff": "pip install ruff", "mypy": "apt-get install mypy (Debian, Ubuntu) or pip install mypy"}


def command_of(tool: str) -> list[str]:
    """How the tool is started; skips the test where it is not there."""
    if importlib.util.find_spec(tool) is not None:
        return [sys.executable, "-m", tool]
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not installed: {INSTALL[tool]}")
    return [found]


def passes(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    passes([*command_of("ruff"), "check", "--no-cache", "--quiet", "."])


def test_mypy_finds_nothing(tmp_path: Path) -> None:
    passes([*command_of("mypy"), "--cache-dir", str(tmp_path), "--python-executable", sys.executable])
