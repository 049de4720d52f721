"""Learning from recordings whose notes are known: the model that an adaptation starts from is given the notes and teaches the model
that is trained, which is not given them.

With the notes a model separates players of one instrument far better than without (see the Harmonic U-Net's card), so its stems can
replace the references that the user's own recording lacks.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn

from training.adapt.parts import cut
from training.adapt.plan import Source
from training.adapt.unmixing import coloured
from training.networks.separate import conditioning
from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.notes_prior import PlayedNote, ensemble_prior
from training.signal.stft import Frontend

LEAST_NOTES = 4
"""An excerpt with fewer notes is drawn again."""
TRIES = 20


class ScoredMixer:
    """Draws excerpts of the training parts of recordings with notes. A training part begins where its recording does."""

    def __init__(self, recordings: list[Source], rng: Generator, frontend: Frontend) -> None:
        self.rng, self.frontend = rng, frontend
        parts = [(source, cut([source.audio]).train) for source in recordings if source.notes is not None]
        self.recordings = [(source, train[0]) for source, train in parts if train and count(source, 0.0, len(train[0]) / SAMPLE_RATE) >= LEAST_NOTES]

    def __bool__(self) -> bool:
        return bool(self.recordings)

    def draw(self, frames: int) -> tuple[Source, Array, float]:
        """A recording, the magnitude [bins, frames] of an excerpt of it, and the second at which the excerpt begins."""
        source, audio = self.recordings[int(self.rng.integers(len(self.recordings)))]
        wanted = (frames - 1) * HOP + 1
        begin = 0
        for _ in range(TRIES):
            begin = int(self.rng.integers(0, max(1, len(audio) - wanted + 1)))
            if count(source, begin / SAMPLE_RATE, (begin + wanted) / SAMPLE_RATE) >= LEAST_NOTES:
                break
        return source, np.abs(coloured([audio[begin : begin + wanted]], frames, self.rng, self.frontend)), begin / SAMPLE_RATE


def count(source: Source, begin_s: float, end_s: float) -> int:
    """The number of notes that sound in a passage."""
    return sum(note.offset_s > begin_s and note.onset_s < end_s for played in source.notes or () for note in played or ())


def moved(source: Source, begin_s: float) -> list[list[PlayedNote] | None]:
    """The notes in seconds from `begin_s`."""
    return [None if played is None else [PlayedNote(n.onset_s - begin_s, n.offset_s - begin_s, n.pitch) for n in played]
            for played in source.notes or [None] * len(source.players)]


def scored_losses(network: nn.Module, teacher: nn.Module, recipe: ModuleType, mixer: ScoredMixer, size: int, frames: int) -> tuple[Tensor, Tensor]:
    """The mean loss of `size` excerpts, and the players' SNR improvement over the mixture as judged by the teacher, in dB."""
    losses, gains = [], []
    for _ in range(size):
        source, magnitude, begin_s = mixer.draw(frames)
        heard = torch.from_numpy(np.ascontiguousarray(magnitude))[None]
        counts, slots = conditioning(source.players)
        prior = torch.from_numpy(ensemble_prior(moved(source, begin_s), frames)[None])
        with torch.no_grad():
            taught = teacher(heard, counts, slots, prior)
        loss, gain = recipe.taught_losses(network, taught, heard, counts, slots[None])
        losses.append(loss)
        gains.append(gain)
    return torch.stack(losses).mean(), torch.cat([g.flatten() for g in gains])
