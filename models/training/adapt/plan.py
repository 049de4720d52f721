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
from training.signal.notes_prior import PlayedNote

PRETRAININGS = ("unmixing", "masked-prediction")


class Refusal(Exception):
    """The adaptation cannot be done as requested; carries the host's code and one sentence for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Source:
    """One recording or solo passage. players: the class index of every player in it, sorted. notes: what each of them plays, None where
    that is unknown.
    """

    title: str
    players: list[int]
    audio: Array = field(repr=False)
    notes: list[list[PlayedNote] | None] | None = None


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
    players = [class_index(name) for name in entry["players"]]
    order = sorted(range(len(players)), key=lambda i: players[i])
    notes = entry.get("notes")
    played = None if notes is None else [None if notes[i] is None else [PlayedNote(*map(float, note)) for note in notes[i]] for i in order]
    return Source(entry["title"], [players[i] for i in order], audio, played)


def read_plan(path: Path) -> Plan:
    """File names are relative to the plan. `notes` of a recording: for each player, in their order, [onset s, offset s, MIDI pitch] of every
    note, or null.
    """
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
