"""Stems of recorded players under right, false and exchanged names: whole mixtures of real-select."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from training.measure import sets
from training.measure.decisions.stems import (
    StemWindows,
    declare,
    exchanged_names,
    joined,
    windows_of,
)
from training.networks.ears import WINDOW_FRAMES, Ears
from training.networks.harmonic_unet.network import HarmonicUNet
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.stft import stft

SECONDS = 15.5
KINDS = ("right", "replaced", "added")


def groups(pack: Path) -> dict[str, list[sets.Mixture]]:
    return {"chorales": sets.bach10(pack, sets.SELECT), "strings": sets.strings(pack, sets.STRINGS_SELECT), "unaligned": sets.unaligned(pack)[::2]}


def stems_of(network: HarmonicUNet, ears: Ears, mixtures: list[sets.Mixture], seed: int = 31) -> StemWindows:
    """The beginning of every mixture, separated under each kind of declaration."""
    parts = []
    for number, mixture in enumerate(mixtures):
        rng = np.random.default_rng([seed, number])
        audio = mixture.references if mixture.rate == SAMPLE_RATE else resample_poly(mixture.references, 1, mixture.rate // SAMPLE_RATE, axis=-1)
        audio = np.pad(audio[:, : int(SECONDS * SAMPLE_RATE)].astype(np.float32), ((0, 1), (0, 0)))
        images = stft(audio, network.frontend.size, HOP)
        starts = list(range(0, images.shape[2] - WINDOW_FRAMES + 1, WINDOW_FRAMES // 2)) or [0]
        for kind in KINDS:
            declared = declare(mixture.players, kind, rng)
            exchange = exchanged_names(declared, rng) if kind == "right" else {}
            parts.append(windows_of(network, ears, images, mixture.players, declared, kind, starts, exchange))
    return joined(parts)
