"""The loss of one step, for mixtures of mixtures and for labelled examples."""

from __future__ import annotations

from collections.abc import Callable

import torch
from numpy.random import Generator
from torch import Tensor

from training.data.few_labels import Recordings
from training.data.mixing import Mixer
from training.data.mixit import MixedBatch
from training.data.mixit import batch as mixed_batch
from training.losses.mixit import mixit_loss
from training.losses.separation import separation_loss
from training.networks.harmonic_unet.network import HarmonicUNet

CPU = torch.device("cpu")


def pretraining_loss(network: HarmonicUNet, examples: MixedBatch) -> Tensor:
    """The mixture-invariant loss of a batch in dB (negative SNR of the reconstructed mixtures)."""
    x = {k: torch.from_numpy(v) for k, v in vars(examples).items()}
    masks = network.batch(x["magnitude"], x["counts"], x["slots"])
    return mixit_loss(masks, x["cross"], x["own"], x["power"], x["allowed"])[0]


def unsupervised(network: HarmonicUNet, recordings: Recordings, rng: Generator, size: int, frames: int,
                 coherent: float, naming: str) -> Callable[[], Tensor]:
    """A function that draws a batch and returns its loss."""
    return lambda: pretraining_loss(network, mixed_batch(recordings, rng, size, frames, coherent, naming))


def supervised(network: HarmonicUNet, mixer: Mixer, size: int, frames: int, device: torch.device = CPU) -> Callable[[], Tensor]:
    """A function that draws a batch of labelled examples and returns its loss."""
    def draw() -> Tensor:
        b = mixer.batch(size, frames)
        masks = network.batch(*(torch.from_numpy(x).to(device) for x in (b.magnitude, b.counts, b.slots)))
        return separation_loss(masks, *(torch.from_numpy(x).to(device) for x in (b.own, b.cross, b.power, b.slots)))[0]
    return draw
