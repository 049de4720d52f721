"""NLPD and MS-SSIM between log-mel images, as metrics and as losses; the counterpart of
src-shared/dsp/{nlpd,ms-ssim,perceptual}.ts.

NLPD is the normalised Laplacian pyramid distance: V. Laparra, J. Balle, A. Berardino, E. P. Simoncelli, "Perceptual
image quality assessment using a normalized Laplacian pyramid" (2016). The pyramid has six levels z_k (Burt and
Adelson 1983). Each coefficient is divided by a prediction of its amplitude from its neighbours, y = z / (sigma +
sum_i p_i |z_i|), with zeros beyond the edge. The distance is the mean over levels of the root mean square difference
of y. `studies.perceptual.fit` fits sigma and p to log-mels by the paper's method; the paper's own values were fitted
to photographs, whose axes have a different meaning.

MS-SSIM: Z. Wang, E. P. Simoncelli, A. C. Bovik, "Multi-scale structural similarity for image quality assessment"
(2003). Windows are Gaussian, 11 x 11, with sigma 1.5, and lie entirely inside the image; K = 0.01 and 0.03, and the
dynamic range is 1. Each scale averages the previous one over 2 x 2 cells. 128 mels support four of the five scales;
shorter images support fewer. The weights of the scales in use are normalised to sum to 1. Mean contrast-structure
terms are clamped to at least LEAST.

All functions are differentiable, take images [..., mels, frames] and compute in the images' precision. Separable
filters are matrices, one per axis, that include the edge handling.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.measure.log_mel import (
    BASE_RATE,
    HOP,
    SINE,
    image_of,
    log_mel,
    mel_filters,
    rms,
)
from training.measure.metrics import SILENCE_RMS
from training.signal.arrays import Array

LEVELS = 6
SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
WINDOW, WINDOW_SIGMA = 11, 1.5
C1, C2 = 0.01**2, 0.03**2
LEAST = 1e-6
BLOCK_SECONDS = 10.0
LEAST_FRAMES = 88
"""Number of frames that supports four scales; a block is shorter only if the whole signal is."""


class Normaliser(NamedTuple):
    """One level's sigma and ((mel offset, frame offset, p), ...)."""

    sigma: float
    neighbours: tuple[tuple[int, int, float], ...]


LOG_MEL_NORMALISERS: tuple[Normaliser, ...] = (
    Normaliser(0.0569, ((0, -1, 0.2266), (0, 1, 0.2257))),
    Normaliser(0.0446, ((0, -1, 0.2516), (0, 1, 0.2478))),
    Normaliser(0.0316, ((0, -1, 0.2436), (0, 1, 0.2341))),
    Normaliser(0.0281, ((0, -1, 0.1549), (0, 1, 0.1548))),
    Normaliser(0.0398, ((0, -1, 0.0605), (0, 1, 0.0694))),
    Normaliser(0.2890, ((-1, 0, 0.0357), (1, 0, 0.2720))),
)
"""Finest level first; printed by `studies.perceptual.fit` from 200 training scenes."""


def _symmetric(index: int, size: int) -> int:
    """Replicate the edge: -1 maps to 0, size maps to size - 1."""
    index %= 2 * size
    return index if index < size else 2 * size - 1 - index


@lru_cache(maxsize=256)
def _matrix(kind: str, size: int, dtype: torch.dtype) -> Tensor:
    """`down`, `halve` [ceil(size/2), size], `up` [size, ceil(size/2)], `window` [size - 10, size]."""
    half = (size + 1) // 2
    if kind == "window":
        taps = np.exp(-0.5 * ((np.arange(WINDOW) - WINDOW // 2) / WINDOW_SIGMA) ** 2)
        out = np.zeros((size - WINDOW + 1, size))
        for row in range(len(out)):
            out[row, row : row + WINDOW] = taps / taps.sum()
    elif kind == "up":
        out = np.zeros((size, half))
        for row in range(size):
            centre = row // 2
            taps = ((-1, 0.1), (0, 0.8), (1, 0.1)) if row % 2 == 0 else ((0, 0.5), (1, 0.5))
            for offset, weight in taps:
                out[row, min(max(centre + offset, 0), half - 1)] += weight
    else:
        taps = {"down": ((-2, 0.05), (-1, 0.25), (0, 0.4), (1, 0.25), (2, 0.05)), "halve": ((0, 0.5), (1, 0.5))}[kind]
        out = np.zeros((half, size))
        for row in range(half):
            for offset, weight in taps:
                out[row, _symmetric(2 * row + offset, size)] += weight
    return torch.from_numpy(out).to(dtype)


def _filtered(image: Tensor, kind: str, shape: tuple[int, int] | None = None) -> Tensor:
    mels, frames = shape or tuple(image.shape[-2:])
    return _matrix(kind, mels, image.dtype) @ image @ _matrix(kind, frames, image.dtype).T


def laplacian_pyramid(image: Tensor, levels: int = LEVELS) -> list[Tensor]:
    """levels - 1 differences from the image rebuilt from half its size, then the residual."""
    pyramid = []
    for _ in range(levels - 1):
        smaller = _filtered(image, "down")
        pyramid.append(image - _filtered(smaller, "up", (image.shape[-2], image.shape[-1])))
        image = smaller
    return [*pyramid, image]


def _shifted_sum(amplitude: Tensor, neighbours: tuple[tuple[int, int, float], ...]) -> Tensor:
    mels, frames = amplitude.shape[-2:]
    reach = max((max(abs(m), abs(t)) for m, t, _ in neighbours), default=0)
    padded = functional.pad(amplitude, (reach, reach, reach, reach))
    total = torch.zeros_like(amplitude)
    for m, t, weight in neighbours:
        total = total + weight * padded[..., reach + m : reach + m + mels, reach + t : reach + t + frames]
    return total


def normalised_pyramid(image: Tensor, normalisers: tuple[Normaliser, ...] = LOG_MEL_NORMALISERS) -> list[Tensor]:
    return [z / (n.sigma + _shifted_sum(z.abs(), n.neighbours))
            for z, n in zip(laplacian_pyramid(image, len(normalisers)), normalisers)]


def nlpd(reference: Tensor, estimate: Tensor, normalisers: tuple[Normaliser, ...] = LOG_MEL_NORMALISERS) -> Tensor:
    """Two images [..., mels, frames] of the same shape -> [...]; 0 for equal images."""
    levels = zip(normalised_pyramid(reference, normalisers), normalised_pyramid(estimate, normalisers))
    # The small constant keeps the square root's gradient finite where nothing differs.
    roots = [((a - b).square().mean(dim=(-2, -1)) + 1e-20).sqrt() for a, b in levels]
    return torch.stack(roots).mean(0)


def scales_of(mels: int, frames: int) -> int:
    """Number of MS-SSIM scales that an image of this size supports, at least one."""
    side, scales = max(min(mels, frames), WINDOW), 1
    while scales < len(SCALE_WEIGHTS) and (side + 1) // 2 >= WINDOW:
        side, scales = (side + 1) // 2, scales + 1
    return scales


def _at_least_a_window(image: Tensor) -> Tensor:
    """Repeat the last frame (or mel) until the window fits."""
    missing = [max(0, WINDOW - image.shape[axis]) for axis in (-1, -2)]
    for axis, count in zip((-1, -2), missing):
        if count:
            image = torch.cat([image, image.narrow(axis, image.shape[axis] - 1, 1).expand(
                *[count if a == axis % image.ndim else -1 for a in range(image.ndim)])], dim=axis)
    return image


class Scale(NamedTuple):
    """The terms of MS-SSIM for one image at one scale: the image, its windowed means and mean squares."""

    image: Tensor
    mean: Tensor
    square: Tensor


def scales(image: Tensor) -> list[Scale]:
    """Compute the terms of images [..., mels, frames]; separate from `ms_ssim` so that many images can be compared with
    many others.
    """
    image, found = _at_least_a_window(image), []
    for scale in range(scales_of(*image.shape[-2:])):
        if scale:
            image = _filtered(image, "halve")
        found.append(Scale(image, _filtered(image, "window"), _filtered(image * image, "window")))
    return found


def ms_ssim(reference: Tensor, estimate: Tensor) -> Tensor:
    """Two images [..., mels, frames] of the same shape -> [...]; 1 for equal images."""
    return ms_ssim_of_scales(scales(reference), scales(estimate))


def ms_ssim_of_scales(reference: list[Scale], estimate: list[Scale]) -> Tensor:
    weights = np.array(SCALE_WEIGHTS[: len(reference)]) / sum(SCALE_WEIGHTS[: len(reference)])
    result = torch.ones(())
    for number, (x, y, weight) in enumerate(zip(reference, estimate, weights)):
        product, powers = x.mean * y.mean, x.mean**2 + y.mean**2
        covariance = _filtered(x.image * y.image, "window") - product
        term = (2 * covariance + C2) / (x.square + y.square - powers + C2)
        if number + 1 == len(weights):
            term = term * (2 * product + C1) / (powers + C1)
        result = result * term.mean(dim=(-2, -1)).clamp(min=LEAST) ** weight
    return result


def blocks_of(frames: int, block: int) -> list[tuple[int, int]]:
    """Half-open ranges of `block` frames; a remainder shorter than LEAST_FRAMES joins the previous block."""
    ranges, start = [], 0
    while frames - start >= block + LEAST_FRAMES:
        ranges.append((start, start + block))
        start += block
    return [*ranges, (start, frames)]


def perceptual_figures(reference: Array, estimate: Array, rate: int,
                       block_seconds: float = BLOCK_SECONDS) -> dict[str, float] | None:
    """`ms_ssim`, `nlpd` and `log_mel_mse` of a whole stem: means over blocks, weighted by their number of frames.

    Blocks in which no cell of the reference is above the floor are skipped. Returns None if no block remains or the
    reference is silent. Signals as in `metrics.sdr`, at a multiple of 22050 Hz.
    """
    level = rms(reference)
    if level < SILENCE_RMS:
        return None
    x, y = (log_mel(signal, rate, level) for signal in (reference, estimate))
    sums, weight = np.zeros(3), 0
    for start, end in blocks_of(x.shape[-1], round(block_seconds * BASE_RATE / HOP)):
        a, b = x[:, start:end], y[:, start:end]
        if is_silent_image(a):
            continue
        values = (ms_ssim(a, b), nlpd(a, b), (a - b).square().mean())
        sums += (end - start) * np.array([float(v) for v in values])
        weight += end - start
    return dict(zip(("ms_ssim", "nlpd", "log_mel_mse"), (sums / weight).tolist())) if weight else None


def is_silent_image(image: Tensor) -> bool:
    """Whether no cell is above the floor, where v = log10(2) / 8."""
    return float(image.max()) <= np.log10(2) / 8


def spectral_loss(kind: str, estimate: Tensor, reference: Tensor, level: Tensor | None = None) -> Tensor:
    """Mean over examples of `nlpd`, 1 - `ms_ssim` or `mse` of log-mels, for training on |X|^2 of common.stft.

    For a player of a separator, estimate = mask**2 * power of the mixture and reference = |S|^2, one example per
    sounding player. estimate, reference: [B, size/2 + 1, T] at 22050 Hz, a Hann window of any size and hop. level:
    [B], r^2 of the floor; by default the reference's mean square, in which case examples with a silent reference are
    excluded. Returns 0 if none is left.
    """
    if level is None:
        level = SINE * reference.sum(1).mean(1)
    heard = level >= SILENCE_RMS**2
    if not bool(heard.any()):
        return estimate.sum() * 0
    filters = torch.from_numpy(mel_filters(size=2 * (estimate.shape[1] - 1))).to(estimate.dtype)
    x, y = (image_of(SINE * (filters @ power[heard]), level[heard, None, None]) for power in (reference, estimate))
    return image_loss(kind, x, y).mean()


def image_loss(kind: str, reference: Tensor, estimate: Tensor) -> Tensor:
    """Two batches [B, mels, frames] of the same shape -> [B], 0 for equal images."""
    if kind == "nlpd":
        return nlpd(reference, estimate)
    if kind == "ms_ssim":
        return 1 - ms_ssim(reference, estimate)
    if kind == "mse":
        return (reference - estimate).square().mean(dim=(-2, -1))
    raise ValueError(f"a perceptual loss is nlpd, ms_ssim or mse, not {kind!r}")


def parse_perceptual(option: str) -> tuple[str, float]:
    """`nlpd:0.1` -> ("nlpd", 0.1): the loss and its weight relative to the separator's own loss."""
    kind, _, weight = option.partition(":")
    if kind not in ("nlpd", "ms_ssim", "mse"):
        raise ValueError(f"a perceptual loss is nlpd, ms_ssim or mse, not {kind!r}")
    if not weight or not float(weight) > 0:
        raise ValueError(f"name a weight above zero, as in {kind}:0.1")
    return kind, float(weight)
