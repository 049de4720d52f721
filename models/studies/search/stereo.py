"""Stereo cues: level and phase differences between the channels as network input, and mixtures to score them on.

The cues are the Stokes parameters of the pair, as in optics: with the power P = |L|^2 + |R|^2, (|L|^2 - |R|^2) / P is
the level difference, and 2 Re(L R*) / P and 2 Im(L R*) / P give the phase difference. A bin with one source lies on
the unit sphere, at that source's position; where sources or reflections mix, the mean over neighbouring bins lies
inside the sphere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn

from studies.search.material import ChosenMixer, Keep
from training.data import microphones
from training.data.mixing import Options
from training.losses.separation import separation_loss
from training.measure.excerpts import Excerpt
from training.networks.harmonic_unet.layers import Conv
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.separate import conditioning
from training.signal.arrays import Array
from training.signal.classes import N_SLOTS, SAMPLE_RATE
from training.signal.stft import Frontend, istft, stft

CUES = 3
SEED = 41
"""Of the microphones in the evaluation."""


def stokes(left: Array, right: Array) -> Array:
    """complex [F, T] each -> float32 [4, F, T]: power, then the unnormalised cues."""
    a, b, cross = np.abs(left) ** 2, np.abs(right) ** 2, 2 * left * right.conj()
    return np.stack([a + b, a - b, cross.real, cross.imag]).astype(np.float32)


def cues_of(parameters: Tensor) -> Tensor:
    """[B, 4, F, T] -> [B, 3, F, T], each between -1 and 1; 0 in bins 60 dB below the mean."""
    power = parameters[:, :1]
    return parameters[:, 1:] / (power + 1e-6 * power.mean((2, 3), keepdim=True) + 1e-20)


class CuedStem(Conv):
    """The first convolution, with the cues as extra inputs whose weights start at zero."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3, padding=1)
        self.cues = Conv(CUES, outputs, 3, padding=1, bias=False)
        nn.init.zeros_(self.cues.weight)
        self.heard = torch.zeros(1, CUES, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + self.cues(self.heard.to(x.dtype))


class CuedUNet(SmallUNet):
    """SmallUNet with the cues as two inputs: averaged by power on the log-frequency axis, and bin by bin in the mask logits."""

    def __init__(self) -> None:
        super().__init__()
        mono, added = SmallUNet(), CUES * self.config.voice
        self.stem = CuedStem(len(self.shifts), self.config.channels[0])
        self.slot_direct = nn.Parameter(torch.zeros(N_SLOTS, self.slot_direct.shape[1] + CUES))
        self.slot_voice = nn.Parameter(torch.zeros(N_SLOTS, self.slot_voice.shape[1] + added))
        self.take_over(mono)
        self.linear = torch.zeros(1, 1, 1, CUES)

    def take_over(self, mono: SmallUNet) -> None:
        """Load the weights of a one-channel network; the cues' weights stay zero, so they have no effect at first."""
        held, voice = mono.state_dict(), self.config.voice
        before, bias = held["slot_voice"].split([held["slot_voice"].shape[1] - voice, voice], dim=1)
        held["slot_voice"] = torch.cat([before, torch.zeros(N_SLOTS, CUES * voice), bias], dim=1)
        held["slot_direct"] = torch.cat([held["slot_direct"], torch.zeros(N_SLOTS, CUES)], dim=1)
        held["stem.cues.weight"] = torch.zeros_like(self.stem.cues.weight)
        self.load_state_dict(held)

    def features(self, magnitude: Tensor, counts: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        fine, direct, voices, level = super().features(magnitude, counts)
        return fine, torch.cat([direct, self.linear.expand(*direct.shape[:3], CUES)], dim=3), voices, level

    def stereo_batch(self, magnitude: Tensor, counts: Tensor, slots: Tensor, parameters: Tensor) -> Tensor:
        """`batch`, with `stokes` of every example: [B, 4, bins, T]."""
        self.linear = cues_of(parameters).permute(0, 2, 3, 1)
        self.stem.heard = cues_of(torch.matmul(self.to_log.float(), parameters))
        return self.batch(magnitude, counts, slots)


class HearingMixer(ChosenMixer):
    """Keeps the `stokes` of the examples that were drawn since `heard` was emptied."""

    def __init__(self, folder: Path, rng: Generator, scenes: Keep, parts: Keep, options: Options, frontend: Frontend) -> None:
        self.heard: list[Array] = []
        super().__init__(folder, rng, scenes, parts, options, frontend)

    def images(self, frames: int) -> tuple[list[Array], Array, Array]:
        channels, slots, counts = super().images(frames)
        self.heard.append(stokes(channels[0].sum(0), channels[-1].sum(0)))
        return channels, slots, counts


def cued_loss(network: CuedUNet, mixer: HearingMixer, size: int, frames: int) -> Callable[[], Tensor]:
    """A function that draws a batch of examples with two channels and returns its loss."""
    def draw() -> Tensor:
        mixer.heard.clear()
        b = mixer.batch(size, frames)
        masks = network.stereo_batch(*(torch.from_numpy(x) for x in (b.magnitude, b.counts, b.slots, np.stack(mixer.heard))))
        return separation_loss(masks, *(torch.from_numpy(x) for x in (b.own, b.cross, b.power, b.slots)))[0]
    return draw


def placed(excerpt: Excerpt, kind: str, seed: Sequence[int]) -> Excerpt:
    """The same players before a pair of microphones: references float32 [players, 2, samples].

    The transfer is drawn over the frequencies of the whole excerpt, padded: a filter, not a gain of the bins that a network sees.
    """
    samples = excerpt.references.shape[1]
    size = 2 * samples
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    transfer = microphones.pair(kind, len(excerpt.players), hertz, np.random.default_rng(seed))
    spectra = np.fft.rfft(excerpt.references, size)
    images = np.fft.irfft(transfer.swapaxes(0, 1) * spectra[:, None], size)[..., :samples]
    return Excerpt(excerpt.mixture, excerpt.players, images.astype(np.float32))


def stereo_sets(sets: dict[str, list[Excerpt]]) -> dict[str, list[Excerpt]]:
    """Per kind of microphones every fourth excerpt of shifted, real-select and unaligned, each excerpt before one kind."""
    flat = [e for name in ("shifted", "real-select", "unaligned") for e in sets[name]]
    return {kind: [placed(e, kind, (SEED, i)) for i, e in enumerate(flat) if i % len(microphones.PAIRS) == k]
            for k, kind in enumerate(microphones.PAIRS)}


def stereo_separator(network: HarmonicUNet) -> Callable[[Excerpt], Array]:
    """Excerpt with two channels -> float32 [players + 1, 2, samples]: one mask for both channels."""
    grid = network.frontend

    def separate(excerpt: Excerpt) -> Array:
        counts, slots = conditioning(excerpt.players)
        spectrum = stft(excerpt.references.sum(0), grid.size, grid.hop)
        magnitude = torch.from_numpy(np.sqrt((np.abs(spectrum) ** 2).mean(0)))[None]
        with torch.no_grad():
            masks = (network.stereo_batch(magnitude, counts, slots[None], torch.from_numpy(stokes(*spectrum))[None])
                     if isinstance(network, CuedUNet) else network.batch(magnitude, counts, slots[None]))
        return istft(masks[0].numpy()[:, None] * spectrum, excerpt.references.shape[-1], grid.size, grid.hop)
    return separate
