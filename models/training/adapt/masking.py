"""Masked prediction on the user's recordings: parts of a spectrum are masked, and the encoder learns to predict the
clusters of the masked patches from the rest.

This is the second round of Pa-HuBERT (`training.recipes.pa_hubert`), whose targets are clusters of a trained
encoder's own features; here that encoder is the one that the adaptation starts from. The head is initialised with the
clustering itself, because the gradients of a random head would damage a trained encoder. This phase does not train
separation, so a phase on solos must follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn
from torch.nn import functional as F

from training.adapt.parts import Pieces
from training.adapt.unmixing import coloured
from training.networks.pa_hubert.clusters import Codebook, standardised
from training.networks.pa_hubert.features import PATCH_BINS, PATCH_FRAMES, sounding
from training.networks.pa_hubert.kmeans import squared_distances
from training.networks.pa_hubert.network import draw_hidden, masked_loss
from training.signal.classes import N_CLASSES
from training.signal.stft import Frontend

CLUSTERS = 64
EXCERPTS = 48
"""Number of excerpts to cluster, each as long as a batch's examples."""
PATCHES = 20
"""Minimum number of patches per cluster."""
HIDDEN = 0.45
SHARPNESS = 8.0
"""A patch at the typical distance from its centre is e to the minus half this value as likely as one at the centre.
"""


class Excerpts:
    """Passages of the recordings, slightly equalised and drawn more often the longer they are, with their declared
    players.
    """

    def __init__(self, recordings: list[tuple[list[int], Pieces]], rng: Generator, frontend: Frontend) -> None:
        self.rng, self.frontend = rng, frontend
        self.recordings = [(players, pieces) for players, pieces in recordings if pieces]

    def batch(self, size: int, frames: int) -> tuple[Tensor, Tensor]:
        """Magnitudes [size, bins, frames] and counts [size, N_CLASSES]."""
        lengths = np.array([sum(map(len, pieces)) for _, pieces in self.recordings], float)
        spectra, counts = [], np.zeros((size, N_CLASSES), np.float32)
        for row in counts:
            players, pieces = self.recordings[int(self.rng.choice(len(lengths), p=lengths / lengths.sum()))]
            spectra.append(np.abs(coloured(pieces, frames, self.rng, self.frontend)))
            np.add.at(row, players, 1)
        return torch.from_numpy(np.stack(spectra)), torch.from_numpy(counts)


@dataclass
class Ear:
    """A network's encoder, through the functions of its recipe (`adaptable.py`)."""

    recipe: ModuleType
    network: nn.Module

    def log_spectrum(self, magnitude: Tensor) -> Tensor:
        """[B, bins, T] -> [B, log_bins, T]."""
        return self.recipe.log_spectrum(self.network, magnitude)

    def features(self, log_spectrum: Tensor, counts: Tensor) -> Tensor:
        """The bottleneck's means over patches [B, rows, columns, D]."""
        x = self.recipe.represent(self.network, log_spectrum, counts).float()
        rows = log_spectrum.shape[1] // PATCH_BINS
        return F.avg_pool2d(x, (x.shape[2] // rows, PATCH_FRAMES)).permute(0, 2, 3, 1)


class Guesser(nn.Module):
    """The network with a temporary head for pre-training, which outputs cluster logits for each patch."""

    def __init__(self, network: nn.Module, recipe: ModuleType, book: Codebook, filling: Tensor, temperature: float) -> None:
        """filling [log_bins]: initial value of the masked parts of the spectrum."""
        super().__init__()
        self.network = network
        self.recipe = recipe
        self.filling = nn.Parameter(filling.clone())
        self.register_buffer("mean", torch.from_numpy(book.mean.astype(np.float32)), persistent=False)
        self.register_buffer("scale", torch.from_numpy(book.scale.astype(np.float32)), persistent=False)
        centres = torch.from_numpy(book.centres)
        # -|z - c|^2 / 2, without the term common to all centres
        self.weight = nn.Parameter(centres / temperature)
        self.bias = nn.Parameter(-(centres**2).sum(1) / (2 * temperature))

    def forward(self, log_spectrum: Tensor, counts: Tensor, hidden: Tensor) -> Tensor:
        """hidden bool [B, rows, columns] -> [B, rows, columns, clusters]."""
        cells = hidden.repeat_interleave(PATCH_BINS, 1).repeat_interleave(PATCH_FRAMES, 2)
        shown = torch.where(cells, self.filling[None, :, None], log_spectrum)
        features = Ear(self.recipe, self.network).features(shown, counts)
        return F.linear((features - self.mean[None, :, None]) / self.scale[None, :, None], self.weight, self.bias)


class Masking:
    """Draws examples for the masked loss. `teacher` is never trained."""

    def __init__(self, network: nn.Module, teacher: nn.Module, recipe: ModuleType, excerpts: Excerpts, frames: int, seed: int) -> None:
        self.excerpts, self.teacher = excerpts, Ear(recipe, teacher.train())
        rng = np.random.default_rng([4, seed])
        own = Excerpts(excerpts.recordings, rng, excerpts.frontend)
        spectra, features = [], []
        with torch.no_grad():
            for _ in range(EXCERPTS // 2):
                magnitude, counts = own.batch(2, frames)
                spectra.append(self.teacher.log_spectrum(magnitude))
                features.append(self.teacher.features(spectra[-1], counts))
        spectrum, points = torch.cat(spectra), torch.cat(features).numpy()
        heard = sounding(spectrum).numpy()
        count = int(np.clip(heard.sum() // PATCHES, 2, CLUSTERS))
        self.book = standardised(points, heard, None, count, seed)
        nearest = squared_distances(self.book.points(points)[heard], self.book.centres).min(1)
        self.network = Guesser(network, recipe, self.book, spectrum.mean((0, 2)), max(float(nearest.mean()) / SHARPNESS, 1e-3))

    def loss(self, size: int, frames: int) -> tuple[Tensor, Tensor]:
        """The masked loss of a batch, and the share of its masked patches whose cluster was predicted correctly."""
        with torch.no_grad():
            magnitude, counts = self.excerpts.batch(size, frames)
            spectrum = self.teacher.log_spectrum(magnitude)
            clusters = torch.from_numpy(self.book.name(self.teacher.features(spectrum, counts)))
        batch, rows, columns = clusters.shape
        hidden = torch.from_numpy(draw_hidden(self.excerpts.rng, batch, rows, columns, HIDDEN))
        counted = hidden & sounding(spectrum)
        logits = self.network(spectrum, counts, hidden)
        if not counted.any():
            # The excerpt is silent, so there is nothing to predict.
            return 0 * logits.sum(), torch.full((1,), float("nan"))
        return masked_loss(logits, clusters, counted)
