"""The notebook, run as a script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from divisi.command import find_command

NOTEBOOK = Path(__file__).resolve().parents[1] / "demo.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_it_has_no_outputs() -> None:
    code = [cell for cell in CELLS if cell["cell_type"] == "code"]
    assert len(code) >= 4
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        find_command()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    monkeypatch.chdir(NOTEBOOK.parent)
    names: dict[str, Any] = {}
    for cell in CELLS:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), names)
    assert names["exact"] < 1e-6
    scores = names["scores"]
    assert set(scores) == {("flute", "left"), ("flute", "right"), ("cello", "left"), ("cello", "right")}
    assert all(0 < score <= 1 for score in scores.values())
