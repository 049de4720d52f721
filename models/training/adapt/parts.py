"""Splits the material into parts for training, for validation (choosing between weights) and for testing.

Passages are cut by time, in the given order, so each cut separates neighbouring notes of at most one passage. The
test part is used only for the reported metrics.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from training.adapt.plan import Source
from training.measure.metrics import is_silent
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE

SHARES = (0.6, 0.2, 0.2)
LEAST_SECONDS = 4.0
"""Minimum length of a part that can be used for mixing."""
Pieces = list[Array]


@dataclass
class Parts:
    """Pieces of audio [samples], each at least LEAST_SECONDS long."""

    train: Pieces = field(default_factory=list)
    choose: Pieces = field(default_factory=list)
    report: Pieces = field(default_factory=list)


def cut(passages: Pieces) -> Parts:
    """Split the passages by shares of their total time, in order; parts too short for mixing are dropped."""
    least = int(LEAST_SECONDS * SAMPLE_RATE)
    total = sum(len(p) for p in passages)
    bounds = np.round(np.cumsum((0.0, *SHARES)) * total).astype(int)
    kept: list[Pieces] = []
    for begin, end in zip(bounds, bounds[1:]):
        found, at = [], 0
        for passage in passages:
            piece = passage[max(0, begin - at) : max(0, end - at)]
            at += len(passage)
            if len(piece) >= least and not is_silent(piece):
                found.append(piece)
        kept.append(found)
    return Parts(*kept)


def of_solos(solos: list[Source]) -> dict[int, Parts]:
    """The parts of each class that has training material."""
    by_class: dict[int, Pieces] = {}
    for solo in solos:
        by_class.setdefault(solo.players[0], []).append(solo.audio)
    cuts = {c: cut(passages) for c, passages in sorted(by_class.items())}
    return {c: parts for c, parts in cuts.items() if parts.train}


def of_recordings(recordings: list[Source]) -> list[tuple[list[int], Parts]]:
    """Every recording with its players."""
    cuts = [(r.players, cut([r.audio])) for r in recordings]
    return [(players, parts) for players, parts in cuts if players and parts.train]
