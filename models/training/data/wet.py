"""Ensembles in more rooms: puts the players of scenes rendered without a room into one room, sampled for each example."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.random import Generator

from training.data.mixing import Cut, Mixer, Options
from training.data.rooms import Room, reverberate
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE
from training.signal.stft import Frontend

BEFORE = 2 * SAMPLE_RATE
"""Samples of context before an example, so that it may start within the reverberation of earlier notes."""


class WetMixer(Mixer):
    """The generator's mixer, with one of the split's rooms for a share of the examples."""

    def __init__(self, folder: Path, rng: Generator, options: Options, frontend: Frontend, pack: Path, share: float,
                 measured_share: float = 0.6) -> None:
        """pack: the data pack; share: of the examples in a room; measured_share: of those in a measured room, the others in a simulated one."""
        self.pack, self.share, self.measured_share = pack, share, measured_share
        self.room: Room | None = None
        super().__init__(folder, rng, options, frontend)

    def _gather(self, frames: int, wanted: int) -> list[Cut]:
        wet = self.rng.random() < self.share
        self.room = Room(self.pack, "training", self.rng, self.measured_share, dry_share=0.0) if wet else None
        self.drawn["rooms"] += int(wet)
        return super()._gather(frames, wanted)

    def _cut(self, scene: tuple[str, int], place: int, begin: int, samples: int) -> Array:
        if self.room is None or scene not in self.dry:
            return super()._cut(scene, place, begin, samples)
        early = min(begin, BEFORE)
        dry = super()._cut(scene, place, begin - early, early + samples)
        response, _ = self.room.position(self.rng)
        wet = reverberate(dry, response)[early:]
        return wet * np.float32(np.sqrt(((dry[early:] ** 2).mean() + 1e-9) / ((wet**2).mean() + 1e-9)))
