"""Ensembles of the user's own solos: the generator's mixer samples from these passages instead of rendered scenes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.random import Generator

from training.adapt.parts import Pieces
from training.data.mixing import Cut, Mixer, Options
from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.stft import Frontend

OPTIONS = replace(Options(), coherent=0.0, players=(0.04, 0.36, 0.34, 0.26), keyboard=0.0, codec=0.0)
"""Keyboards would need the data pack, and codecs need SciPy."""
DOUBLED = 0.08
ROOM = 0.3
"""Share of the examples whose players share one simulated room."""


def reflections(samples: int, rng: Generator) -> Array:
    """A room's impulse response, float32 [samples], with unit energy: direct sound and a noise tail that darkens as it
    decays.
    """
    decay_s, direct_db = np.exp(rng.uniform(np.log(0.2), np.log(1.5))), rng.uniform(0, 15)
    time = np.arange(samples) / SAMPLE_RATE
    tail = np.zeros(samples)
    for cutoff, factor in ((800.0, 1.2), (4000.0, 0.8), (SAMPLE_RATE / 2, 0.4)):
        spectrum = np.fft.rfft(rng.normal(0, 1, samples))
        spectrum[np.arange(len(spectrum)) * SAMPLE_RATE / samples > cutoff] = 0
        tail += np.fft.irfft(spectrum, samples) * np.exp(-6.9 * time / (decay_s * factor))
    tail[: int(rng.uniform(0.003, 0.02) * SAMPLE_RATE)] = 0
    tail /= np.sqrt((tail**2).sum()) + 1e-9
    tail[0] += 10 ** (direct_db / 20)
    return (tail / np.sqrt((tail**2).sum())).astype(np.float32)


def reverberated(audio: Array, response: Array) -> Array:
    """Linear convolution, cut to the length of the audio."""
    size = 1 << (len(audio) + len(response) - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(response, size), size)[: len(audio)].astype(np.float32)


class SoloMixer(Mixer):
    """Draws batches like `common.mixing.Mixer`, with the same levels, equalisation, noises and microphones."""

    def __init__(self, solos: dict[int, Pieces], rng: Generator, frontend: Frontend, options: Options = OPTIONS) -> None:
        self.solos = solos
        super().__init__(Path(), rng, options, frontend)

    def refresh(self) -> int:
        return 0

    def _part(self, wanted_rest: bool, frames: int, avoid: list[int]) -> Cut | None:
        """A random position in a random passage, usually of a class that is not present yet. int16 scale."""
        if wanted_rest:
            return None
        fresh = [c for c in self.solos if c not in avoid]
        pool = [c for c in self.solos if avoid.count(c) == 1] if avoid and self.rng.random() < DOUBLED else fresh
        if not pool:
            return None
        chosen = int(self.rng.choice(pool))
        lengths = np.array([len(p) for p in self.solos[chosen]], float)
        passage = self.solos[chosen][int(self.rng.choice(len(lengths), p=lengths / lengths.sum()))]
        wanted = (frames - 1) * HOP + 1
        begin = int(self.rng.integers(0, max(1, len(passage) - wanted + 1)))
        audio = np.array(passage[begin : begin + wanted], np.float32)
        rms = float(np.sqrt((audio**2).mean()))
        # Rests in the music stay silent: only the sounding parts are normalised to the mixer's level.
        audio *= 1500.0 / max(rms, 1e-3)
        return Cut(np.pad(audio, (0, wanted - len(audio))), chosen)

    def _gather(self, frames: int, wanted: int) -> list[Cut]:
        found = super()._gather(frames, wanted)
        if found and self.rng.random() < ROOM:
            response = reflections(int(0.8 * SAMPLE_RATE), self.rng)
            found = [Cut(reverberated(part.audio, response), part.instrument) for part in found]
        return found
