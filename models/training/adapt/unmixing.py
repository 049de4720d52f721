"""Mixture-invariant pre-training on the user's recordings: two of them are mixed and separated again (`studies.mixit`).
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.adapt.parts import Pieces
from training.data.mixit import MixedBatch, colour, fits, mixed
from training.signal.arrays import Array
from training.signal.classes import HOP
from training.signal.stft import Frontend, stft

LOUDNESS = 0.05
SOLO_SHARE = 0.5
"""Share of the pairs that mix a solo with a recording, if there are solos."""


def coloured(pieces: Pieces, frames: int, rng: Generator, frontend: Frontend) -> Array:
    """A random excerpt at LOUDNESS with a random equaliser, complex [bins, frames]."""
    piece = pieces[int(rng.integers(len(pieces)))]
    wanted = (frames - 1) * HOP + 1
    begin = int(rng.integers(0, max(1, len(piece) - wanted + 1)))
    audio = np.array(piece[begin : begin + wanted], np.float32)
    audio *= LOUDNESS / max(float(np.sqrt((audio**2).mean())), 1e-5)
    spectrum = stft(np.pad(audio, (0, wanted - len(audio))), frontend.size, frontend.hop)
    gain = colour(rng)[:, 0]
    return spectrum * np.interp(np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, len(gain)), gain).astype(np.float32)[:, None]


class RecordingMixer:
    """Pairs of recordings, or of a recording and a solo, whose players all fit the network's slots."""

    def __init__(self, recordings: list[tuple[list[int], Pieces]], solos: dict[int, Pieces], rng: Generator,
                 frontend: Frontend) -> None:
        self.rng, self.frontend = rng, frontend
        self.recordings = [(players, pieces) for players, pieces in recordings if pieces]
        self.solos = [([c], pieces) for c, pieces in sorted(solos.items()) if pieces]
        whole = range(len(self.recordings))
        self.pairs = [(self.recordings[a], self.recordings[b]) for a in whole for b in whole
                      if a < b and fits([self.recordings[a][0], self.recordings[b][0]])]
        self.with_solos = [(r, s) for r in self.recordings for s in self.solos if fits([r[0], s[0]])]

    def __bool__(self) -> bool:
        """Whether any pair can be mixed."""
        return bool(self.pairs or self.with_solos)

    def batch(self, size: int, frames: int) -> MixedBatch:
        drawn = []
        for _ in range(size):
            solo = self.with_solos and (not self.pairs or self.rng.random() < SOLO_SHARE)
            choices = self.with_solos if solo else self.pairs
            drawn.append(choices[int(self.rng.integers(len(choices)))])
        rows = 1 + max(len(a) + len(b) for (a, _), (b, _) in drawn)
        examples = [mixed([[coloured(pieces, frames, self.rng, self.frontend)] for _, pieces in pair],
                          [players for players, _ in pair], "declared", rows) for pair in drawn]
        return MixedBatch(*(np.stack(x) for x in zip(*examples)))
