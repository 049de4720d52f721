"""Codebooks of unlabelled recordings."""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from training.data.few_labels import Recordings
from training.data.mixit import colour
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.clusters import WEIGHTS, Codebook, features_of, standardised
from training.networks.pa_hubert.features import sounding
from training.networks.pa_hubert.network import MaskedEncoder
from training.signal.stft import stft

FRAMES = 88
CLUSTERS = 128
EXCERPTS = 160
"""Number of excerpts of 4 s to cluster."""


def magnitudes(recordings: Recordings, rng: Generator, size: int) -> Tensor:
    """Excerpts of unlabelled recordings, each slightly filtered: [size, N_BINS, FRAMES]."""
    return torch.from_numpy(np.stack([np.abs(stft(recordings.draw(FRAMES, rng).audio) * colour(rng)) for _ in range(size)]))


def codebook(recordings: Recordings, seed: int, encoder: MaskedEncoder | None, weights: dict[str, float] | None = WEIGHTS) -> Codebook:
    """Clusters of unlabelled recordings' patches, from primitive features or an encoder's features."""
    begun, rng, blank = time.process_time(), np.random.default_rng([3, seed]), MaskedEncoder(SmallUNet(), 2)
    with torch.no_grad():
        spectra = torch.cat([blank.log_spectrum(magnitudes(recordings, rng, 8)) for _ in range(EXCERPTS // 8)])
    features = np.concatenate([features_of(s, encoder).numpy() for s in spectra.split(8)])
    book = standardised(features, sounding(spectra).numpy(), None if encoder else weights, CLUSTERS, seed)
    book.cpu_s = time.process_time() - begun
    return book
