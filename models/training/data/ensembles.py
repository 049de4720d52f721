"""Samples the ensemble for four lines and assigns a line to each instrument."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from training.data.score import Part, fit_to_range
from training.signal.classes import CLASSES, RANGES

FIXED: tuple[tuple[str, ...], ...] = (
    ("violin", "viola", "cello", "double-bass"),
    ("oboe", "saxophone", "horn", "bassoon"),
    ("flute", "oboe", "clarinet", "bassoon"),
    ("oboe", "clarinet", "horn", "bassoon"),
    ("trumpet", "clarinet", "horn", "bassoon"),
    ("violin", "clarinet", "saxophone", "bassoon"),
    ("flute", "violin", "viola", "cello"),
    ("clarinet", "violin", "viola", "cello"),
    ("oboe", "violin", "viola", "cello"),
    ("flute", "clarinet", "saxophone", "bassoon"),
    ("violin", "oboe", "clarinet", "bassoon"),
    ("trumpet", "clarinet", "saxophone", "double-bass"),
)
WEIGHTS = (2, 2, 3, 2, 1, 6, 1, 1, 1, 2, 2, 1)
DOUBLED: tuple[tuple[str, ...], ...] = (
    ("violin", "violin", "viola", "cello"),
    ("violin", "violin", "cello", "double-bass"),
    ("violin", "violin", "clarinet", "bassoon"),
    ("flute", "flute", "clarinet", "bassoon"),
    ("oboe", "oboe", "horn", "bassoon"),
    ("clarinet", "clarinet", "horn", "bassoon"),
    ("clarinet", "clarinet", "saxophone", "bassoon"),
    ("oboe", "clarinet", "horn", "horn"),
    ("trumpet", "trumpet", "horn", "horn"),
    ("violin", "viola", "viola", "cello"),
    ("violin", "viola", "cello", "cello"),
    ("trumpet", "saxophone", "saxophone", "bassoon"),
    ("oboe", "clarinet", "bassoon", "bassoon"),
)
"""Two players of one class: a quarter of the scenes."""
STRINGS: tuple[tuple[str, ...], ...] = (
    ("violin", "violin", "viola", "cello"),
    ("violin", "violin", "cello"),
    ("violin", "viola", "cello"),
    ("violin", "violin"),
    ("violin", "viola"),
    ("viola", "cello"),
    ("violin", "violin", "viola"),
    ("violin", "viola", "viola", "cello"),
    ("violin", "viola", "cello", "cello"),
    ("violin", "cello"),
    ("cello", "cello"),
    ("viola", "viola"),
    ("violin", "viola", "cello", "double-bass"),
    ("violin", "cello", "double-bass"),
)
CHORALES: tuple[tuple[str, ...], ...] = (
    ("violin", "clarinet", "saxophone", "bassoon"),
    ("flute", "oboe", "clarinet", "bassoon"),
    ("oboe", "clarinet", "horn", "bassoon"),
    ("clarinet", "clarinet", "saxophone", "bassoon"),
    ("oboe", "saxophone", "horn", "bassoon"),
    ("trumpet", "clarinet", "horn", "bassoon"),
    ("flute", "violin", "clarinet", "cello"),
    ("violin", "clarinet", "horn", "cello"),
)
CHORALE_WEIGHTS = (6, 2, 2, 1, 1, 1, 1, 1)
STRING_WEIGHTS = (8, 4, 2, 4, 2, 1, 2, 2, 2, 1, 1, 1, 1, 1)
CROSSING = 0.4
"""Share of string ensembles whose lines are assigned in any order: violas above violins, cellos in the tenor register, the second violin above the first."""
OTHER_MAKE = 0.6
"""Probability, in training, that the second of two players of one class plays an instrument of another library than the first."""
WEIGHT_OF_CLASS = {"violin": 1.5, "viola": 1.0, "cello": 1.1, "double-bass": 0.6, "flute": 1.1,
                   "oboe": 1.0, "clarinet": 1.4, "bassoon": 1.2, "horn": 1.0, "trumpet": 1.0,
                   "saxophone": 1.3}
AS_WRITTEN = 0.55
"""Share of scenes whose lines keep the octave they are written in, where the instrument has it."""


def draw_ensemble(rng: Generator) -> list[str]:
    """Four instruments, upper lines first; at most two of a class."""
    kind = rng.random()
    if kind < 0.4:
        weights = np.array(WEIGHTS, float)
        return list(FIXED[int(rng.choice(len(FIXED), p=weights / weights.sum()))])
    if kind < 0.6:
        return list(DOUBLED[int(rng.integers(len(DOUBLED)))])
    weights = np.array([WEIGHT_OF_CLASS[c] for c in CLASSES])
    chosen: list[str] = []
    while len(chosen) < 4:
        name = str(rng.choice(CLASSES, p=weights / weights.sum()))
        if name not in chosen or (rng.random() < 0.12 and chosen.count(name) < 2):
            chosen.append(name)
    if rng.random() < 0.8:
        chosen.sort(key=lambda c: -sum(RANGES[c]) + rng.normal(0, 8))
    return chosen


def draw_doubled(rng: Generator) -> list[str]:
    """Four instruments, two of them of one class."""
    return list(DOUBLED[int(rng.integers(len(DOUBLED)))])


def draw_strings(rng: Generator) -> list[str]:
    """Two to four string players."""
    weights = np.array(STRING_WEIGHTS, float)
    return list(STRINGS[int(rng.choice(len(STRINGS), p=weights / weights.sum()))])


def draw_chorale(rng: Generator) -> list[str]:
    """Four players of a wind ensemble, with or without strings, upper lines first."""
    weights = np.array(CHORALE_WEIGHTS, float)
    return list(CHORALES[int(rng.choice(len(CHORALES), p=weights / weights.sum()))])


DRAWS: dict[str, Callable[[Generator], list[str]]] = {
    "mixed": draw_ensemble, "doubled": draw_doubled, "strings": draw_strings, "chorale": draw_chorale}


def string_lines(parts: list[Part], rng: Generator) -> list[Part]:
    """The lines, shuffled for a share of string ensembles; any of the four may then be left out if there are fewer players."""
    if rng.random() < CROSSING:
        return [parts[i] for i in rng.permutation(len(parts))]
    first = int(rng.integers(0, 2))
    return parts[first:] + parts[:first]


def assign(parts: list[Part], rng: Generator, ensemble: str = "mixed") -> list[tuple[str, Part]]:
    """(instrument, part in its range) for every line that an instrument can take; ensemble is a key of DRAWS.

    In a share of the scenes lines keep their written octave. Otherwise every line is moved to its own register, anywhere in
    the inner part of the instrument's range: a clarinet plays below the break as often as above it.
    """
    given: list[tuple[str, Part]] = []
    as_written = rng.random() < AS_WRITTEN
    if ensemble == "strings":
        parts = string_lines(parts, rng)
    for name, part in zip(DRAWS[ensemble](rng), parts):
        low, high = RANGES[name]
        register = rng.uniform(low + 0.25 * (high - low), high - 0.25 * (high - low))
        kept = as_written and part.events and low <= part.median_pitch() <= high
        fitted = fit_to_range(part, low, high, part.median_pitch() if kept else register)
        if fitted is not None:
            given.append((name, fitted))
    return given
