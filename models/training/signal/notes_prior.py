"""Converts notes to the prior that a network takes as input: how strongly they allow each fundamental in each frame.

While a note sounds, and WIDEN_S before and after it, fundamentals near its pitch are allowed:
P = max(FLOOR, exp(-((candidate - pitch) / WIDTH)^4)), pitches in semitones; with several notes, P is the maximum over them. In other
frames every fundamental has the floor, because the player is silent. P is one where nothing is known: for a player without notes, and
further than AROUND_S from the time that the notes of all players cover.
`src-main/notes/prior.ts` has the same formula; a golden fixture compares them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE

LOWEST_HZ = 41.0
STEPS_PER_OCTAVE = 48
CANDIDATES = 264
"""Candidate k has a fundamental of LOWEST_HZ * 2^(k / STEPS_PER_OCTAVE)."""
FLOOR = 0.01
WIDTH = 0.6
"""Semitones at which P has fallen to 1/e."""
WIDEN_S = 0.12
AROUND_S = 1.0


@dataclass(frozen=True)
class PlayedNote:
    """pitch: MIDI number with a fraction; times in seconds, half open."""

    onset_s: float
    offset_s: float
    pitch: float


def candidate_pitches() -> Array:
    """MIDI numbers, float64 [CANDIDATES]."""
    return 69 + 12 * np.log2(LOWEST_HZ / 440) + 12 / STEPS_PER_OCTAVE * np.arange(CANDIDATES)


def player_prior(notes: Sequence[PlayedNote], frames: int, first: int = 0, floor: float = FLOOR, width: float = WIDTH,
                 widen_s: float = WIDEN_S) -> Array:
    """float32 [CANDIDATES, frames] of one player; column t is the frame centred on sample (first + t) * HOP of the recording."""
    pitches = candidate_pitches()
    times = (first + np.arange(frames)) * HOP / SAMPLE_RATE
    prior = np.full((CANDIDATES, frames), floor)
    for note in notes:
        begin, end = np.searchsorted(times, (note.onset_s - widen_s, note.offset_s + widen_s))
        allowed = np.exp(-(((pitches - note.pitch) / width) ** 4))
        prior[:, begin:end] = np.maximum(prior[:, begin:end], allowed[:, None])
    return prior.astype(np.float32)


def ensemble_prior(notes: Sequence[Sequence[PlayedNote] | None], frames: int, first: int = 0, **shape: float) -> Array:
    """float32 [players + 1, CANDIDATES, frames]: the players' in their order, ones where nothing is known and for the rest."""
    prior = np.ones((len(notes) + 1, CANDIDATES, frames), np.float32)
    every = [note for played in notes for note in played or ()]
    if every:
        times = (first + np.arange(frames)) * HOP / SAMPLE_RATE
        begin, end = np.searchsorted(times, (min(n.onset_s for n in every) - AROUND_S, max(n.offset_s for n in every) + AROUND_S))
        for row, played in zip(prior, notes):
            if played:
                row[:, begin:end] = player_prior(played, frames, first, **shape)[:, begin:end]
    return prior


def read_notes(path: Path) -> dict[str, list[PlayedNote]]:
    """The data pack's notes.csv: the notes of every part."""
    found: dict[str, list[PlayedNote]] = {}
    with open(path, newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            note = PlayedNote(float(row["onset_s"]), float(row["offset_s"]), float(row["pitch_midi"]))
            found.setdefault(row["part"], []).append(note)
    return found
