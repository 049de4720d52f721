"""The network's answer to one piece, its last layers in slices of time: the same numbers in half of the memory, for export.

On linear bins a frame has 24 channels of 2049 values, which makes five arrays of 22 to 34 MB for a piece of eight seconds. No frame of these
layers depends on another but through one convolution of three frames, so that they may be computed a quarter of the piece at a time.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from training.networks.harmonic_unet.network import HarmonicUNet

SLICES = 4


def heard_in_slices(network: HarmonicUNet, magnitude: Tensor, counts: Tensor, slots: Tensor,
                    notes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """`HarmonicUNet.heard`, of `SLICES` frames or more."""
    # Exported, an index would copy what `squeeze` only looks at.
    logarithmic, spectrum, voices, level = network.hidden(magnitude, counts)
    # The convolution finds zeros beyond the ends.
    logarithmic, spectrum = F.pad(logarithmic, (0, 0, 1, 1)), F.pad(spectrum, (1, 1))
    voices, level = voices.squeeze(0), level.squeeze(0)
    frames = magnitude.shape[2]
    found = []
    for index in range(SLICES):
        start, end = frames * index // SLICES, frames * (index + 1) // SLICES
        direct = network.direct(logarithmic[:, :, start : end + 2], spectrum[:, :, start : end + 2])
        fine = F.relu(F.conv2d(direct.permute(0, 3, 1, 2), network.fine.weight, network.fine.bias, padding=(1, 0)))
        found.append(network.shares(
            fine.permute(0, 2, 3, 1).squeeze(0), direct[:, :, 1:-1].squeeze(0), voices[start:end], counts[0], slots,
        ))
    masks, pitches, undeclared = network.finish(torch.cat(found), level, counts[0], slots, notes[0])
    return masks.permute(1, 2, 0).unsqueeze(0), pitches.permute(1, 2, 0).unsqueeze(0), undeclared.unsqueeze(0)
