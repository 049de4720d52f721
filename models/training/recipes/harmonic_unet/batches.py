"""The Harmonic U-Net's loss of a batch, and the validation printed during training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.data.device.mixer import Inputs
from training.data.mixing import Batch, Mixer, Options
from training.data.tell import Notes
from training.losses.separation import perceptual_term, separation_loss
from training.networks.harmonic_unet.network import HarmonicUNet
from training.signal.arrays import Array
from training.signal.classes import REST_SLOT
from training.signal.notes_prior import CANDIDATES, PlayedNote, player_prior

VALIDATION_BATCHES = 8


def reset_rest(network: HarmonicUNet) -> None:
    """Reset the rest's output of weights whose rest mask has collapsed, because the softmax then gives it no gradient."""
    with torch.no_grad():
        for slots in (network.slot_weight, network.slot_direct):
            slots[REST_SLOT] = slots[:REST_SLOT].mean(0)
        network.slot_bias[REST_SLOT] = -3.0


def batch_prior(told: list[list[Notes | None]], slots: int, frames: int) -> Array | None:
    """float32 [B, slots, CANDIDATES, frames] for the examples of a batch; None if no player of the batch has notes."""
    if not any(notes is not None for example in told for notes in example):
        return None
    prior = np.ones((len(told), slots, CANDIDATES, frames), np.float32)
    for row, example in enumerate(told):
        for place, notes in enumerate(example):
            if notes is not None:
                prior[row, place] = player_prior([PlayedNote(*map(float, note)) for note in notes], frames)
    return prior


def inputs_of(batch: Batch, device: torch.device) -> Inputs:
    """A batch of the CPU's mixer on a device."""
    magnitude, counts, slots, own, cross, power = (
        torch.from_numpy(x).to(device) for x in (batch.magnitude, batch.counts, batch.slots, batch.own, batch.cross, batch.power))
    prior = batch_prior(batch.told, slots.shape[1], magnitude.shape[2])
    named = torch.tensor([[i < len(t) and t[i] is not None for i in range(slots.shape[1])] for t in batch.told], device=device)
    return Inputs(own, cross, power, slots, counts, magnitude, None if prior is None else torch.from_numpy(prior).to(device), named)


def losses(network: HarmonicUNet, x: Inputs, perceptual: tuple[str, float] | None = None, leak_weight: float = 0.0) -> tuple[Tensor, Tensor]:
    """The loss, and the players' SNR improvement in dB [B, S]. The network receives notes where the batch has them."""
    masks = network.batch(x.magnitude, x.counts, x.slots, x.prior)
    loss, gain = separation_loss(masks, x.own, x.cross, x.power, x.slots, x.named, leak_weight)
    if perceptual is not None:
        kind, weight = perceptual
        loss = loss + weight * perceptual_term(kind, masks, x.own, x.power, x.slots)
    return loss, gain


class Validation:
    """Fixed batches, sampled once from scenes that are not used for training, without notes and with them."""

    def __init__(self, folder: Path, options: Options, network: HarmonicUNet, size: int, frames: int) -> None:
        self.batches = {
            name: [mixer.batch(size, frames) for _ in range(VALIDATION_BATCHES)]
            for name, mixer in ((name, Mixer(folder, np.random.default_rng(77), replace(options, told=told), network.frontend))
                                for name, told in (("blind", 0.0), ("told", 1.0)))}
        self.judged = HarmonicUNet().to(memory_format=torch.channels_last)

    def report(self, mean: Mapping[str, Tensor], device: torch.device) -> str:
        """Losses and improvements of the running mean of the weights."""
        self.judged.load_state_dict(mean)
        self.judged.to(device).eval()
        found = []
        with torch.no_grad():
            for name, batches in self.batches.items():
                results = [losses(self.judged, inputs_of(b, device)) for b in batches]
                gains = torch.cat([gain.flatten() for _, gain in results])
                found.append(f"{name} loss {np.mean([float(loss) for loss, _ in results]):.3f} improvement {float(gains.nanmean()):.2f} dB")
        return ", ".join(found)
