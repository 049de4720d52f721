"""Batches of mixtures of mixtures, from recordings without stems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.data.colour import smooth_curve
from training.data.few_labels import Recording, Recordings
from training.signal.arrays import Array
from training.signal.classes import (
    N_BINS,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SCENE_FRAMES,
)
from training.signal.stft import stft

NAMING = ("declared", "blind")
UNDECLARED = 0.25
"""Share of the examples in which one player is not declared: otherwise the rest has no target, and its
mask collapses."""


@dataclass
class MixedBatch:
    """Inputs of `mixit_loss` and the network for N = 2 mixtures X_n and their sum X; float32.

    cross = Re(X_n conj X) [B, N, F, T]; own = sum |X_n|^2 [B, N]; power = |X|^2 and magnitude = sqrt of it over the
    channels' number [B, F, T]; slots int64 [B, S], -1 where a row has fewer; counts [B, N_CLASSES] of both ensembles
    together; allowed bool [B, N, S].
    """

    cross: Array
    own: Array
    power: Array
    magnitude: Array
    slots: Array
    counts: Array
    allowed: Array


def fits(ensembles: Sequence[Sequence[int]]) -> bool:
    """Whether the network has a slot for every player of all ensembles together."""
    return max(Counter(c for e in ensembles for c in e).values()) <= PLAYERS_PER_CLASS


def conditioning(ensembles: Sequence[Sequence[int]], naming: str, rows: int) -> tuple[Array, Array, Array]:
    """slots [rows], counts [N_CLASSES], allowed [N, rows] of one example.

    All players of all ensembles are declared, as a user would declare them. `declared`: a slot may be assigned to the mixtures
    in which its instrument plays; an instrument of both, and the rest, may be assigned to either. `blind`: any slot may be assigned to any.
    """
    counts = np.zeros(N_CLASSES, np.float32)
    for c in (c for e in ensembles for c in e):
        counts[c] += 1
    slots = np.full(rows, -1, np.int64)
    allowed = np.zeros((len(ensembles), rows), bool)
    allowed[0] = True  # an absent output adds nothing to any mixture
    taken = [PLAYERS_PER_CLASS * c + player for c in range(N_CLASSES) for player in range(int(counts[c]))] + [REST_SLOT]
    for row, slot in enumerate(taken):
        slots[row] = slot
        for n, ensemble in enumerate(ensembles):
            allowed[n, row] = naming == "blind" or slot == REST_SLOT or slot // PLAYERS_PER_CLASS in ensemble
    return slots, counts, allowed


def mixed(spectra: Sequence[Sequence[Array]], ensembles: Sequence[Sequence[int]], naming: str, rows: int) -> tuple[Array, ...]:
    """The fields of one example of a MixedBatch, in its order.

    spectra: of every mixture n its channels' complex spectra [F, T], as many channels in each; ensembles: class indices
    of every mixture's players; rows: at least the number of players and one.
    """
    channels = [sum(s[1:], s[0]) for s in zip(*spectra)]
    cross = np.stack([sum(x.real * whole.real + x.imag * whole.imag for x, whole in zip(s, channels)) for s in spectra])
    own = np.array([sum(float((np.abs(x) ** 2).sum()) for x in s) for s in spectra], np.float32)
    power = sum(x.real**2 + x.imag**2 for x in channels)
    slots, counts, allowed = conditioning(ensembles, naming, rows)
    return (cross.astype(np.float32), own, np.asarray(power, np.float32),
            np.sqrt(power / len(channels)).astype(np.float32), slots, counts, allowed)


def colour(rng: Generator, bins: int = N_BINS, gain_db: float = 4.0, eq_db: float = 3.0) -> Array:
    """A gain and a smooth equaliser for a whole recording, linear [bins, 1]."""
    curve = smooth_curve(eq_db, bins, rng) + rng.uniform(-gain_db, gain_db)
    return (10 ** (curve / 20)).astype(np.float32)[:, None]


def pair(recordings: Recordings, rng: Generator, frames: int, coherent: float) -> list[Recording]:
    """Two recordings at one moment of one performance (with probability `coherent`), or of two scenes at any times."""
    while True:
        first = int(rng.integers(len(recordings)))
        begin = int(rng.integers(0, SCENE_FRAMES - frames + 1))
        if rng.random() < coherent:
            near = [i for i in (first - 1, first + 1) if 0 <= i < len(recordings)
                    and recordings.recordings[i][0] == recordings.recordings[first][0]]
            if not near:
                continue
            found = [recordings.cut(first, begin, frames), recordings.cut(near[0], begin, frames)]
        else:
            found = [recordings.cut(first, begin, frames), recordings.draw(frames, rng)]
            if found[0].scene == found[1].scene:
                continue
        if fits([r.classes for r in found]):
            return found


def told(ensembles: Sequence[Sequence[int]], rng: Generator) -> list[tuple[int, ...]]:
    """The declared ensembles: in a share of the examples one player, the only one of its instrument, is omitted."""
    alone = [c for c, n in Counter(c for e in ensembles for c in e).items() if n == 1]
    if not alone or rng.random() >= UNDECLARED:
        return [tuple(e) for e in ensembles]
    hidden = int(rng.choice(alone))
    return [tuple(c for c in e if c != hidden) for e in ensembles]


def batch(recordings: Recordings, rng: Generator, size: int, frames: int, coherent: float, naming: str) -> MixedBatch:
    pairs = [pair(recordings, rng, frames, coherent) for _ in range(size)]
    rows = 1 + max(sum(len(r.classes) for r in p) for p in pairs)
    examples = [mixed([[stft(r.audio) * colour(rng)] for r in p], told([r.classes for r in p], rng), naming, rows) for p in pairs]
    return MixedBatch(*(np.stack(x) for x in zip(*examples)))
