"""SemiSupCon's embedding of the same excerpts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.engine.checkpoint import load_weights
from training.networks.ears import FFT_SIZE, HOP, WINDOW_FRAMES, Ears
from training.signal.arrays import Array
from training.signal.stft import stft


def weights_of(checkpoint: Path) -> Path:
    return checkpoint.with_name(f"{checkpoint.name}.weights.npz")


def embeddings(checkpoint: Path, audio: Array) -> Array:
    """checkpoint: path without suffix. int16 [items, samples], 3 s each -> float64 [items, 128], of length 1."""
    network = Ears()
    load_weights(checkpoint, network)
    network.eval()
    out = []
    with torch.no_grad():
        for part in np.array_split(audio, max(1, len(audio) // 32)):
            spectra = [stft(samples.astype(np.float32) / 32768, FFT_SIZE, HOP)[:, :WINDOW_FRAMES] for samples in part]
            out.append(network(torch.from_numpy(np.abs(np.stack(spectra))))[0].numpy())
    return np.concatenate(out).astype(np.float64)
