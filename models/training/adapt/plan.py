"""The plan of an adaptation: a JSON file that the host writes beside working copies of the audio.

Working copies are raw little-endian float32 with one channel at the model's rate, so this program needs no decoder,
only PyTorch and NumPy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from training.signal.arrays import Array
from training.signal.classes import CLASSES

PRETRAININGS = ("unmixing", "masked-prediction")


class Refusal(Exception):
    """The adaptation cannot be done as requested; carries the host's code and one sentence for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Source:
    """One recording or solo passage. players: the class index of every player in it."""

    title: str
    players: list[int]
    audio: Array = field(repr=False)


@dataclass(frozen=True)
class Plan:
    """The starting weights, the material to learn from, the duration and the output locations."""

    model_id: str
    title: str
    start_id: str
    start_version: str
    recipe: str
    architecture: str
    weights: Path | None
    """Training weights of a previously adapted model, or None for the recipe's published weights."""
    pretraining: str
    """How the model learns from recordings: one of PRETRAININGS."""
    work: Path
    out: Path
    minutes: float
    seed: int
    threads: int
    recordings: list[Source]
    solos: list[Source]


def class_index(instrument: str) -> int:
    if instrument not in CLASSES:
        raise Refusal("adapt/material", f"No model separates {instrument}; known are {', '.join(CLASSES)}")
    return CLASSES.index(instrument)


def _pretraining(name: str) -> str:
    if name not in PRETRAININGS:
        raise Refusal("call/invalid", f"pretraining must be {' or '.join(PRETRAININGS)}, not {name}")
    return name


def _source(folder: Path, entry: dict[str, Any]) -> Source:
    audio = np.memmap(folder / entry["file"], "<f4", "r") if (folder / entry["file"]).stat().st_size else np.zeros(0, np.float32)
    return Source(entry["title"], sorted(class_index(name) for name in entry["players"]), audio)


def read_plan(path: Path) -> Plan:
    """File names are relative to the plan."""
    content = json.loads(path.read_text(encoding="utf-8"))
    folder = path.parent
    model = content["model"]
    return Plan(
        model_id=model["id"], title=model["title"], start_id=model["from"], start_version=model["fromVersion"],
        recipe=model["recipe"], architecture=model["architecture"],
        weights=folder / model["weights"] if model["weights"] is not None else None, pretraining=_pretraining(content["pretraining"]),
        work=folder / content["work"], out=folder / content["out"],
        minutes=float(content["minutes"]), seed=int(content["seed"]), threads=int(content["threads"]),
        recordings=[_source(folder, e) for e in content["recordings"]],
        solos=[_source(folder, e) for e in content["solos"]],
    )
