"""The encoder of a small harmonic U-Net, with a head that predicts the clusters of masked patches.

Pre-training covers exactly the modules that the separator uses: stem, encoder, downsampling and context of
HarmonicUNet. Masked parts of the log-frequency spectrum are replaced before the harmonic copies are made, so that
nothing leaks through a neighbouring harmonic; the head reads the bottleneck, pooled to the patches' frames.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.pa_hubert.features import PATCH_BINS, PATCH_FRAMES
from training.signal.arrays import Array

ENCODER = ("stem.", "encoder.", "down.", "context.")
"""Name prefixes of the weights that pre-training trains and a separator loads."""


class MaskedEncoder(nn.Module):
    """Maps a magnitude spectrum and the masked patches to cluster logits for each patch."""

    def __init__(self, unet: HarmonicUNet, clusters: int) -> None:
        super().__init__()
        self.unet = unet
        config = unet.config
        self.rows = config.log_bins // PATCH_BINS
        bottom = config.log_bins // 2 ** (len(config.channels) - 1)
        if bottom != self.rows:
            raise ValueError(f"the bottleneck has {bottom} rows, patches {self.rows}")
        self.hidden = nn.Parameter(torch.full((config.log_bins,), 1.0))
        self.head = nn.Linear(config.channels[-1], clusters)
        self.place = nn.Parameter(torch.zeros(self.rows, clusters))
        self.film = config.film

    def log_spectrum(self, magnitude: Tensor) -> Tensor:
        """magnitude [B, N_BINS, T] -> compressed log-frequency spectrum [B, log_bins, T]."""
        return torch.matmul(self.unet.to_log.float(), self.unet.spectra(magnitude)[1])

    def represent(self, log_spectrum: Tensor, hidden: Tensor | None = None) -> Tensor:
        """The bottleneck pooled to patches, [B, rows, columns, C]; hidden: masked patches, bool [B, rows, columns]."""
        if hidden is not None:
            cells = hidden.repeat_interleave(PATCH_BINS, 1).repeat_interleave(PATCH_FRAMES, 2)
            log_spectrum = torch.where(cells, self.hidden[None, :, None], log_spectrum)
        condition = log_spectrum.new_zeros(len(log_spectrum), self.film)
        x, _, _ = self.unet.encode(log_spectrum, condition)
        return F.avg_pool2d(x.float(), (1, PATCH_FRAMES)).permute(0, 2, 3, 1)

    def forward(self, log_spectrum: Tensor, hidden: Tensor) -> Tensor:
        """Cluster logits [B, rows, columns, clusters]."""
        return self.head(self.represent(log_spectrum, hidden)) + self.place[None, :, None]

    def anew(self) -> None:
        """Reset the head for the clusters of a new round."""
        self.head.reset_parameters()
        nn.init.zeros_(self.place)


def draw_hidden(rng: Generator, batch: int, rows: int, columns: int, share: float) -> Array:
    """bool [batch, rows, columns]: random rectangles until at least `share` of each example is masked.

    A third of them span all frequencies, so that only the context in time predicts them; the others span 3 to 10 rows
    (1.3 to 4.4 octaves). They last 2 to 5 columns (0.4 to 0.9 s).
    """
    hidden = np.zeros((batch, rows, columns), bool)
    for example in hidden:
        while example.mean() < share:
            length = int(rng.integers(2, 6))
            height = rows if rng.random() < 1 / 3 else int(rng.integers(3, min(10, rows) + 1))
            left = int(rng.integers(1 - length, columns))
            low = int(rng.integers(0, rows - height + 1))
            example[low : low + height, max(left, 0) : left + length] = True
    return hidden


def masked_loss(logits: Tensor, clusters: Tensor, counted: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy over the counted patches only, and the accuracy on them.

    logits [B, rows, columns, K], clusters int64 and counted bool [B, rows, columns].
    """
    chosen, wanted = logits[counted], clusters[counted]
    return F.cross_entropy(chosen, wanted), (chosen.argmax(1) == wanted).float().mean()


def take_over(network: nn.Module, checkpoint: Path) -> list[str]:
    """Load a pre-trained encoder (its running mean) into a harmonic U-Net of the same sizes; returns the loaded names.

    @raises ValueError if the checkpoint lacks weights of this network's encoder
    """
    with np.load(checkpoint.with_name(f"{checkpoint.name}.weights.npz"), allow_pickle=False) as stored:
        found = {k[len("mean/unet."):]: torch.from_numpy(stored[k]).float() for k in stored.files
                 if k.startswith("mean/unet.") and k[len("mean/unet."):].startswith(ENCODER)}
    own = network.state_dict()
    missing = [k for k in own if k.startswith(ENCODER) and k not in found]
    if missing or not found:
        raise ValueError(f"{checkpoint} is not an encoder of this network: it lacks {missing[:3] or 'everything'}")
    network.load_state_dict({**own, **found})
    return sorted(found)
