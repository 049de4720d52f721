"""The functions that `training.adapt` needs to fine-tune this recipe's published weights."""

from __future__ import annotations

import torch

from training.data.mixing import Batch
from training.data.mixit import MixedBatch
from training.engine.optimizer import Muon, groups_of
from training.losses.separation import separation_loss
from training.losses.steps import pretraining_loss
from training.networks.harmonic_unet.network import HarmonicUNet

RECIPE = "models/training/recipes/harmonic_unet"
RATE = 3e-4
"""A fifth of the rate that the published weights were trained at."""


def network() -> HarmonicUNet:
    return HarmonicUNet().to(memory_format=torch.channels_last)


def optimizer(trained: HarmonicUNet, rate: float) -> torch.optim.Optimizer:
    return Muon(groups_of(trained, True), lr=rate)


def log_spectrum(trained: HarmonicUNet, magnitude: torch.Tensor) -> torch.Tensor:
    """The encoder's input: magnitude [B, bins, T] -> [B, log_bins, T]."""
    return torch.matmul(trained.to_log.float(), trained.spectra(magnitude)[1])


def represent(trained: HarmonicUNet, heard: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """The bottleneck [B, C, rows, T] of a log spectrum, with the players declared as in a separation."""
    declared = torch.cat([counts.clamp(0, 1), (counts - 1).clamp(0, 1)], dim=1)
    return trained.encode(heard, trained.condition(declared))[0]


def losses(trained: HarmonicUNet, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss, and the players' SNR improvement in dB [B, S], NaN where a slot is silent."""
    magnitude, counts, slots = (torch.from_numpy(x) for x in (batch.magnitude, batch.counts, batch.slots))
    masks = trained.batch(magnitude, counts, slots)
    own, cross, power = (torch.from_numpy(x) for x in (batch.own, batch.cross, batch.power))
    return separation_loss(masks, own, cross, power, slots)


def taught_losses(trained: HarmonicUNet, taught: torch.Tensor, magnitude: torch.Tensor, counts: torch.Tensor,
                  slots: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss of one example whose references are a teacher's stems. taught: its masks [1, S, bins, T]; magnitude [1, bins, T], slots [1, S].

    The teacher knew the players by their notes, so players of one class are not exchanged.
    """
    masks = trained.batch(magnitude, counts, slots)
    power = magnitude**2
    return separation_loss(masks, taught**2 * power[:, None], taught * power[:, None], power, slots, torch.ones_like(slots, dtype=torch.bool))


def unmixing_losses(trained: HarmonicUNet, batch: MixedBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """The mixture-invariant loss, and the SNR of the two reconstructed mixtures in dB."""
    loss = pretraining_loss(trained, batch)
    return loss, -loss.detach()
