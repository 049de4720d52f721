"""The features of the confidence estimate, computed per window from the separated stems alone.

The application computes the same features in `src-main/quality/window-sums.ts`; the golden fixture
`test/fixtures/golden/confidence.json` tests that both agree. The transform has its own constants, independent of the
separator's.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.fft import irfft

from training.signal.arrays import Array
from training.signal.stft import stft

WINDOW_SECONDS = 3.0
SIZE_AT_22050 = 2048
BAND_HZ = 11025.0
LOWEST_HZ, HIGHEST_HZ = 60, 1500
"""Range of fundamental frequencies considered by `harmonicity`."""

FEATURES = ("decisiveness", "level", "rest", "steadiness", "harmonicity")
LEAST_DB, MOST_DB = -40.0, 60.0
"""Features in dB are clamped to this range."""
SOUNDING_DB = -30.0
"""A stem whose level in a window, relative to the sum of all stems, is below this value counts as silent in that window.
"""
QUIET_DB = -50.0
"""In a window this far below the loudest window, all stems count as silent."""


@dataclass
class WindowSums:
    """Of n sources, the rest last, over K windows. S spectra, X their sum, m_i = |S_i| / sum |S_j|;
    summed over the window's frames and the bins up to 11 kHz."""

    mixture: Array
    """[K] sum |X|^2"""
    power: Array
    """[n, K] sum |S_i|^2"""
    overlap: Array
    """[n, n, K] sum |X|^2 m_i m_j"""
    flicker: Array
    """[n, K] sum |X|^2 |m_i - m_i of the frame before|"""
    harmony: Array
    """[n, K] sum over frames of the power times the frame's `harmonicity`"""


def harmonicity(power: Array, size: int, rate: int) -> Array:
    """The highest autocorrelation at lags of 1/1500 to 1/60 s, relative to lag zero: 1 for one periodic tone, less for
    several simultaneous tones. power [..., bins, frames] of a transform of `size` -> [..., frames].
    """
    correlation = irfft(power, size, axis=-2)
    lags = correlation[..., ceil(rate / HIGHEST_HZ) : rate // LOWEST_HZ + 1, :].max(-2)
    none = correlation[..., 0, :]
    return lags / np.where(none > 0, none, 1)


def window_samples(rate: int) -> int:
    return int(round(WINDOW_SECONDS * rate))


def window_count(samples: int, rate: int) -> int:
    """The last window includes the remainder, so it is between half and one and a half windows long."""
    return max(1, int(samples / window_samples(rate) + 0.5))


def window_sums(sources: Array, rate: int) -> WindowSums:
    """sources float32 [n, samples] at a multiple of 11.025 kHz, the rest last."""
    size = SIZE_AT_22050 * rate // 22050
    hop = size // 2
    spectra = stft(sources, size, hop)
    spectra = spectra[:, : 1 + min(size // 2, int(BAND_HZ * size / rate))]
    weight = np.abs(spectra.sum(0)).astype(np.float64) ** 2
    magnitude = np.abs(spectra).astype(np.float64)
    total = magnitude.sum(0)
    masks = magnitude / np.where(total > 0, total, 1)
    windows = window_count(sources.shape[-1], rate)
    window = np.minimum(np.arange(weight.shape[1]) * hop // window_samples(rate), windows - 1)

    def gather(values: Array) -> Array:
        """[..., frames] -> [..., windows]"""
        return np.stack([values[..., window == k].sum(-1) for k in range(windows)], -1)

    moves = np.zeros_like(masks)
    moves[..., 1:] = np.abs(np.diff(masks, axis=-1))
    count = len(sources)
    overlap = np.zeros((count, count, windows))
    for i in range(count):
        for j in range(i, count):
            overlap[i, j] = overlap[j, i] = gather((weight * masks[i] * masks[j]).sum(0))
    power = (magnitude**2).sum(1)
    return WindowSums(
        mixture=gather(weight.sum(0)),
        power=gather(power),
        overlap=overlap,
        flicker=gather((weight * moves).sum(1)),
        harmony=gather(power * harmonicity(magnitude**2, size, rate)),
    )


def decibels(signal: Array, other: Array) -> Array:
    """10 log10(signal / other), clamped to LEAST_DB..MOST_DB; MOST_DB where `other` is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 10 * np.log10(signal / other)
    ratio = np.where(other > 0, ratio, MOST_DB)
    return np.clip(np.where(signal > 0, ratio, LEAST_DB), LEAST_DB, MOST_DB)


def features(sums: WindowSums) -> Array:
    """[n - 1, K, FEATURES] of the stems without the rest.

    decisiveness: the stem's power over sum |X|^2 m (1 - m) in dB, the expected error if the mask is the probability
    that a bin belongs to the stem. level: the stem relative to the mixture, in dB. rest: the rest relative to the
    mixture, in dB. steadiness: the stem's power relative to the frame-to-frame changes of its mask, in dB.
    harmonicity: how close its frames are to a single periodic tone.
    """
    stems = len(sums.power) - 1
    rows = []
    for i in range(stems):
        error = sum(sums.overlap[i, j] for j in range(stems + 1) if j != i)
        power = sums.power[i]
        rows.append(np.stack([
            decibels(power, error),
            decibels(power, sums.mixture),
            decibels(sums.power[-1], sums.mixture),
            decibels(power, sums.flicker[i]),
            sums.harmony[i] / np.where(power > 0, power, 1),
        ], -1))
    return np.stack(rows)


def sounding(sums: WindowSums) -> Array:
    """bool [n - 1, K]: whether the stem sounds in the window."""
    loud = sums.mixture > sums.mixture.max() * 10 ** (QUIET_DB / 10)
    return loud & (sums.power[:-1] > sums.mixture * 10 ** (SOUNDING_DB / 10))


def mixed_with(sums: WindowSums) -> tuple[Array, Array]:
    """[n - 1, K]: the source whose mask overlaps each stem's most, and its share of all overlaps, 0 to 1."""
    stems = len(sums.power) - 1
    overlap = np.stack([np.where((np.arange(stems + 1) == i)[:, None], 0, sums.overlap[i]) for i in range(stems)])
    total = overlap.sum(1)
    return overlap.argmax(1), overlap.max(1) / np.where(total > 0, total, 1)
