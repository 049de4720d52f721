"""The notes that training gives the network: with the errors of an aligned score, or none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from training.signal.arrays import Array

SHIFT_S = 0.06
"""Largest common offset of a whole example in either direction."""
SPREAD_S = 0.03
"""Standard deviation of a note's own offset."""
LIMIT_S = 0.1
ERRORS = 0.05
"""Share of notes that are missing (half of it) or wrong."""
WRONG = (-12, -2, -1, 1, 2, 12)
PARTIAL = 0.25
"""Share of the examples with notes that have only some players' notes."""
ROUNDED = 0.5
"""Share of the examples with notes whose pitches are rounded to semitones, as in a score."""

Notes = Array
"""float32 [notes, 3]: onset and offset in seconds from the start of the example, MIDI pitch."""


def disturbed(notes: Notes, offset_s: float, rng: Generator) -> Notes:
    """The notes with onsets and offsets shifted by at most LIMIT_S, some notes removed and some at a wrong pitch."""
    told = notes.copy()
    moved = offset_s + rng.normal(0, SPREAD_S, (len(notes), 2))
    told[:, :2] += np.clip(moved, -LIMIT_S, LIMIT_S)
    told[:, 1] = np.maximum(told[:, 1], told[:, 0] + 0.02)
    fate = rng.random(len(notes))
    wrong = (fate >= ERRORS / 2) & (fate < ERRORS)
    told[wrong, 2] += rng.choice(WRONG, int(wrong.sum()))
    return told[fate >= ERRORS / 2]


def tell(notes: Sequence[Notes | None], share: float, rng: Generator) -> list[Notes | None]:
    """The notes given for each player, None for a player without notes; in 1 - `share` of the examples no player has notes."""
    if rng.random() >= share:
        return [None] * len(notes)
    rounded, offset = rng.random() < ROUNDED, rng.uniform(-SHIFT_S, SHIFT_S)
    heard = rng.random(len(notes)) < (0.5 if rng.random() < PARTIAL else 1.0)
    told: list[Notes | None] = []
    for played, known in zip(notes, heard):
        if played is None or not known:
            told.append(None)
            continue
        written = played.copy()
        if rounded:
            written[:, 2] = np.round(written[:, 2])
        told.append(disturbed(written, offset, rng))
    return told
