"""Primitive auditory features of time-frequency patches: the cues by which listeners group sounds without knowing the instruments.

A patch is 16 bins of the log-frequency axis (5.3 semitones) times 4 frames (186 ms). Its features are the cepstrum of its
spectrum (MFCC on the network's own axis instead of mels), onset and offset, the levels at harmonic intervals of
its strongest bin and the resulting salience, and the correlation of those partials over time (Bregman's common fate).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

PATCH_BINS = 16
PATCH_FRAMES = 4
COEFFICIENTS = 8
RATIOS = (0.25, 1 / 3, 0.5, 2 / 3, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0)
"""Intervals of the harmonic profile, as multiples of the strongest bin's frequency."""
BETWEEN = (1.5, 2.5, 3.5)
PARTNERS = (0.5, 2.0, 3.0)
"""Frequency ratios of the partials whose envelopes are correlated with the strongest bin's."""
REACH = 4
"""Frames before and after the patch that the correlation includes."""
GROUPS: dict[str, slice] = {
    "cepstrum": slice(0, COEFFICIENTS + 2),
    "onset": slice(COEFFICIENTS + 2, COEFFICIENTS + 4),
    "harmonics": slice(COEFFICIENTS + 4, COEFFICIENTS + 5 + len(RATIOS)),
    "modulation": slice(COEFFICIENTS + 5 + len(RATIOS), COEFFICIENTS + 6 + len(RATIOS) + len(PARTNERS)),
}
WIDTH = GROUPS["modulation"].stop
QUIET = 0.5
"""Patches whose mean log(1 + 300 level) is lower than this count as silent; it is about -54 dB."""


def cosines(size: int, count: int) -> Tensor:
    """Orthonormal DCT-II, [count, size]."""
    angle = np.pi / size * np.outer(np.arange(count), np.arange(size) + 0.5)
    matrix = np.cos(angle) * np.sqrt(2 / size)
    matrix[0] /= np.sqrt(2)
    return torch.from_numpy(matrix.astype(np.float32))


def patches(plane: Tensor) -> Tensor:
    """[B, rows * PATCH_BINS, columns * PATCH_FRAMES] -> [B, rows, columns, PATCH_BINS, PATCH_FRAMES]."""
    batch, bins, frames = plane.shape
    if bins % PATCH_BINS or frames % PATCH_FRAMES:
        raise ValueError(f"{bins} bins and {frames} frames do not divide into whole patches")
    return plane.reshape(batch, bins // PATCH_BINS, PATCH_BINS, frames // PATCH_FRAMES, PATCH_FRAMES).permute(0, 1, 3, 2, 4)


def sounding(log_spectrum: Tensor) -> Tensor:
    """Which patches are not silent, bool [B, rows, columns]; log_spectrum as `primitive_features` takes it."""
    return patches(log_spectrum).amax(3).mean(3) > QUIET


def _at(padded: Tensor, index: Tensor, interval: int) -> Tensor:
    """Values of padded [B, bins, T] at index + interval [B, rows, columns] in every frame: [B, rows, columns, T]."""
    batch, rows, columns = index.shape
    moved = (index + interval).clamp(0, padded.shape[1] - 1).reshape(batch, rows * columns, 1)
    found = padded.gather(1, moved.expand(-1, -1, padded.shape[2]))
    return found.reshape(batch, rows, columns, -1)


def _windows(envelopes: Tensor, columns: int) -> Tensor:
    """[B, rows, columns, T] -> each column's own frames and REACH on either side, [B, rows, columns, 4 + 2 REACH]."""
    padded = F.pad(envelopes, (REACH, REACH))
    start = torch.arange(columns)[:, None] * PATCH_FRAMES + torch.arange(PATCH_FRAMES + 2 * REACH)[None]
    return padded.gather(3, start[None, None].expand(*envelopes.shape[:2], -1, -1))


def correlation(a: Tensor, b: Tensor) -> Tensor:
    """Pearson correlation over the last axis; 0 if either input is constant."""
    a, b = a - a.mean(-1, keepdim=True), b - b.mean(-1, keepdim=True)
    return (a * b).sum(-1) / torch.sqrt((a * a).sum(-1) * (b * b).sum(-1) + 1e-4)


def primitive_features(log_spectrum: Tensor, bins_per_octave: int = 36) -> Tensor:
    """log_spectrum [B, rows * 16, columns * 4], compressed as log(1 + 300 level) -> [B, rows, columns, WIDTH]."""
    here = patches(log_spectrum)
    columns = here.shape[2]
    spectrum = here.mean(4)
    cepstrum = torch.matmul(spectrum, cosines(PATCH_BINS, COEFFICIENTS).T)
    slopes = torch.matmul(here.mean(3), cosines(PATCH_FRAMES, 3)[1:].T)
    change = F.pad(log_spectrum[:, :, 1:] - log_spectrum[:, :, :-1], (1, 0))
    rising, falling = (patches(F.relu(sign * change)).mean(3).amax(3, keepdim=True) for sign in (1, -1))
    first = torch.arange(here.shape[1])[None, :, None] * PATCH_BINS
    strongest = spectrum.argmax(3) + first
    peak = _windows(_at(log_spectrum, strongest, 0), columns)
    inside = slice(REACH, REACH + PATCH_FRAMES)
    level = peak[..., inside].mean(-1)
    above = int(np.ceil(np.log2(max(RATIOS)) * bins_per_octave)) + 1
    below = int(np.ceil(-np.log2(min(RATIOS)) * bins_per_octave)) + 1
    padded = F.pad(log_spectrum, (0, 0, below, above))

    def partial(ratio: float) -> Tensor:
        interval = int(round(np.log2(ratio) * bins_per_octave)) + below
        return _windows(_at(padded, strongest, interval), columns)

    profile = torch.stack([partial(r)[..., inside].mean(-1) - level for r in RATIOS], dim=-1)
    gaps = torch.stack([partial(r)[..., inside].mean(-1) - level for r in BETWEEN], dim=-1)
    harmonic = [RATIOS.index(r) for r in (2.0, 3.0, 4.0)]
    salience = profile[..., harmonic].mean(-1, keepdim=True) - gaps.mean(-1, keepdim=True)
    together = torch.stack([correlation(peak, partial(r)) for r in PARTNERS], dim=-1)
    steadiness = peak[..., inside].std(-1, keepdim=True)
    return torch.cat([cepstrum, slopes, rising, falling, profile, salience, together, steadiness], dim=-1)


def weighted(features: Tensor, weights: dict[str, float]) -> Tensor:
    """Standardised features [..., WIDTH], each group scaled so that its expected squared length is its weight."""
    scale = torch.zeros(WIDTH)
    for name, part in GROUPS.items():
        scale[part] = (weights[name] / (part.stop - part.start)) ** 0.5
    return features * scale
