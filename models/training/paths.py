"""Paths of the repository, the data pack and rendered data."""

from __future__ import annotations

import os
from pathlib import Path

from training.errors import InputError

REPOSITORY = Path(__file__).resolve().parents[2]


def data_pack(option: str | None = None) -> Path:
    """The data pack: `--data DIR`, or the environment variable DIVISI_DATA."""
    chosen = option or os.environ.get("DIVISI_DATA")
    if not chosen:
        raise InputError("name the data pack with --data DIR or DIVISI_DATA")
    path = Path(chosen)
    if not (path / "SPLITS.md").is_file():
        raise InputError(f"{path} is no data pack: it has no SPLITS.md")
    return path
