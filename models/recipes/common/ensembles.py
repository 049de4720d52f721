"""Who plays: ensembles drawn for four lines, and the line that goes to each instrument."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .classes import CLASSES, RANGES
from .score import Part, fit_to_range

FIXED: tuple[tuple[str, ...], ...] = (
    ("violin", "violin", "viola", "cello"),
    ("violin", "viola", "cello", "double-bass"),
    ("flute", "oboe", "clarinet", "bassoon"),
    ("oboe", "clarinet", "horn", "bassoon"),
    ("trumpet", "trumpet", "horn", "horn"),
    ("violin", "clarinet", "saxophone", "bassoon"),
    ("flute", "violin", "viola", "cello"),
    ("clarinet", "violin", "viola", "cello"),
    ("oboe", "violin", "viola", "cello"),
    ("flute", "clarinet", "saxophone", "bassoon"),
    ("saxophone", "saxophone", "saxophone", "saxophone"),
    ("trumpet", "clarinet", "saxophone", "double-bass"),
)
WEIGHTS = (5, 1, 3, 2, 1, 3, 1, 1, 1, 1, 0, 1)
WEIGHT_OF_CLASS = {"violin": 1.5, "viola": 1.0, "cello": 1.1, "double-bass": 0.6, "flute": 1.1,
                   "oboe": 1.0, "clarinet": 1.4, "bassoon": 1.2, "horn": 1.0, "trumpet": 1.0,
                   "saxophone": 1.3}


def draw_ensemble(rng: Generator) -> list[str]:
    """Four instruments, upper lines first; at most two of a class."""
    if rng.random() < 0.4:
        weights = np.array(WEIGHTS, float)
        return list(FIXED[int(rng.choice(len(FIXED), p=weights / weights.sum()))])
    weights = np.array([WEIGHT_OF_CLASS[c] for c in CLASSES])
    chosen: list[str] = []
    while len(chosen) < 4:
        name = str(rng.choice(CLASSES, p=weights / weights.sum()))
        if name not in chosen or (rng.random() < 0.12 and chosen.count(name) < 2):
            chosen.append(name)
    if rng.random() < 0.8:
        chosen.sort(key=lambda c: -sum(RANGES[c]) + rng.normal(0, 8))
    return chosen


def assign(parts: list[Part], rng: Generator) -> list[tuple[str, Part]]:
    """(instrument, part in its range) for every line that an instrument can take."""
    given: list[tuple[str, Part]] = []
    for name, part in zip(draw_ensemble(rng), parts):
        fitted = fit_to_range(part, *RANGES[name])
        if fitted is not None:
            given.append((name, fitted))
    return given
