"""Training batches of waveforms: the mixer's examples, transformed back from their spectra."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from training.data.mixing import Cut, Mixer, Options
from training.signal.arrays import Array
from training.signal.classes import PLAYERS_PER_CLASS, REST_SLOT
from training.signal.stft import istft


@dataclass
class WaveformBatch:
    """sources float32 [B, MAX_SLOTS, samples], the mean of the example's channels, which sum to the mixture [B, samples];
    slots int64 [B, MAX_SLOTS] (-1: none); counts float32 [B, N_CLASSES]."""

    sources: Array
    mixture: Array
    slots: Array
    counts: Array


def waveform_example(mixer: Mixer, frames: int) -> tuple[Array, Array, Array]:
    """sources [MAX_SLOTS, samples] with samples = (frames - 1) * hop, slots, counts."""
    channels, slots, counts = mixer.images(frames)
    spectra = channels[0] if len(channels) == 1 else np.asarray(sum(channels)) / len(channels)
    wanted = int((slots >= 0).sum())
    samples = (frames - 1) * mixer.frontend.hop
    sources = np.zeros((len(slots), samples), np.float32)
    sources[:wanted] = istft(spectra[:wanted], samples, mixer.frontend.size, mixer.frontend.hop)
    return sources, slots, counts


def waveform_batch(mixer: Mixer, size: int, frames: int, only: int | None = None) -> WaveformBatch:
    """only: a class that every example must have; only its players stay declared, and all others become part of the rest."""
    examples: list[tuple[Array, Array, Array]] = []
    while len(examples) < size:
        example = waveform_example(mixer, frames)
        if only is None or example[2][only] > 0:
            examples.append(example if only is None else one_against_all(*example, only))
    sources, slots, counts = (np.stack(x) for x in zip(*examples))
    return WaveformBatch(sources, sources.sum(1), slots, counts)


def one_against_all(sources: Array, slots: Array, counts: Array, kept: int) -> tuple[Array, Array, Array]:
    """Every player but those of class `kept` becomes part of the rest."""
    stays = (slots >= 0) & (slots // PLAYERS_PER_CLASS == kept)
    number = int(stays.sum())
    found, given = np.zeros_like(sources), np.full_like(slots, -1)
    found[:number], given[:number] = sources[stays], slots[stays]
    found[number], given[number] = sources[~stays].sum(0), REST_SLOT
    single = np.zeros_like(counts)
    single[kept] = counts[kept]
    return found, given, single


class MixerWith(Mixer):
    """A mixer whose examples all have a player of one class, which is rarely the undeclared player."""

    def __init__(self, wanted: int, folder: Path, rng: Generator, options: Options = Options()) -> None:
        super().__init__(folder, rng, options)
        self.wanted = wanted

    def _gather(self, frames: int, wanted: int) -> list[Cut]:
        while True:
            cut = super()._gather(frames, wanted)
            if any(part.instrument == self.wanted for part in cut):
                return cut
