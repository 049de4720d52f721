"""K-means pseudo-labels of patches.

Round one clusters primitive features; round two clusters features of a pre-trained encoder's bottleneck. Features are standardised row by
row (patches of one pitch region), so that clusters do not merely encode register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.networks.pa_hubert.features import primitive_features, weighted
from training.networks.pa_hubert.kmeans import assign, fit
from training.networks.pa_hubert.network import MaskedEncoder
from training.signal.arrays import Array

WEIGHTS = {"cepstrum": 1.0, "onset": 0.25, "harmonics": 1.0, "modulation": 0.25}
"""Weights of the groups of primitive features."""


@dataclass
class Codebook:
    """Maps features of patches to cluster indices."""

    mean: Array
    """[rows, D]."""
    scale: Array
    weights: dict[str, float] | None
    """Weights of the groups of primitive features; None if the features come from an encoder."""
    centres: Array
    cpu_s: float

    def points(self, features: Array) -> Array:
        """Features [B, rows, columns, D] -> standardised and weighted features of the same shape."""
        standard = (features - self.mean[None, :, None]) / self.scale[None, :, None]
        if self.weights is None:
            return standard
        return weighted(torch.from_numpy(standard), self.weights).numpy()

    def name(self, features: Tensor) -> Array:
        """Cluster indices, int64 [B, rows, columns]."""
        found = self.points(features.numpy())
        return assign(found.reshape(-1, found.shape[-1]), self.centres).reshape(found.shape[:3])


@torch.no_grad()
def features_of(log_spectrum: Tensor, encoder: MaskedEncoder | None) -> Tensor:
    """[B, log_bins, T] -> [B, rows, columns, D]; without an encoder, primitive features."""
    return primitive_features(log_spectrum) if encoder is None else encoder.represent(log_spectrum)


def standardised(features: Array, heard: Array, weights: dict[str, float] | None,
                 count: int, seed: int) -> Codebook:
    """A codebook from features [N, rows, columns, D], using only those patches where `heard` [N, rows, columns] is true."""
    rows = features.shape[1]
    every = features[heard]
    mean, scale = np.tile(every.mean(0), (rows, 1)), np.tile(every.std(0), (rows, 1))
    for row in range(rows):
        here = features[:, row][heard[:, row]]
        if len(here) >= 200:
            mean[row], scale[row] = here.mean(0), here.std(0)
    book = Codebook(mean, np.maximum(scale, 1e-3), weights, np.zeros((0, features.shape[-1]), np.float32), 0.0)
    book.centres = fit(book.points(features)[heard], count, np.random.default_rng(seed))
    return book
