"""The encoder's and decoder's initial filters: quadrature pairs on a log-frequency grid, and their least-squares inverse.

Pairs share centre and envelope and differ by a quarter period, as in the multi-phase gammatone filterbank of Ditter and
Gerkmann (ICASSP 2020) and the analytic filterbanks of Pariente et al. (ICASSP 2020): a pair's magnitude does not depend on
phase. Low-latency windows are asymmetric: long in the past, short at the end (Mauler and Martin, EUSIPCO 2007). Training
changes all filters.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import toeplitz

from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE


def centres(lowest_hz: float, per_octave: int, widest_hz: float) -> Array:
    """Centre frequencies in Hz, from 0 to half the sample rate: log-spaced, but at most `widest_hz` apart."""
    found = [0.0, lowest_hz / 2]
    at = lowest_hz
    while at < SAMPLE_RATE / 2 - widest_hz / 4:
        found.append(at)
        at += min(at * (2 ** (1 / per_octave) - 1), widest_hz)
    return np.array([*found, SAMPLE_RATE / 2])


def envelope(length: int, shortest_fall: int | None) -> Array:
    """[length]: a Hann window, or one that rises slowly and falls over its last `shortest_fall` samples."""
    if shortest_fall is None:
        return np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 2
    rise = length - shortest_fall
    return np.concatenate([np.sin(np.pi / 2 * (np.arange(rise) + 0.5) / rise) ** 2,
                           np.cos(np.pi / 2 * (np.arange(shortest_fall) + 0.5) / shortest_fall) ** 2])


def bank(hertz: Array, kernel: int, shortest: int, cycles: float, fall: int | None) -> Array:
    """float32 [2 * bands, kernel]: alternating cosine and sine filters of unit energy.

    A band's window is `cycles` / (distance to its neighbours) long, between `shortest` and `kernel`; centred in the kernel,
    or at its end where `fall` names an asymmetric window.
    """
    distance = np.maximum(np.gradient(hertz), 1.0)
    filters = []
    for centre, width in zip(hertz, distance):
        length = int(np.clip(cycles * SAMPLE_RATE / width, shortest, kernel)) // 2 * 2
        begin = kernel - length if fall is not None else (kernel - length) // 2
        window = np.zeros(kernel)
        window[begin : begin + length] = envelope(length, fall)
        window /= np.sqrt((window**2).sum() / 2)
        peak = kernel - fall if fall is not None else (kernel - 1) / 2
        phase = 2 * np.pi * centre / SAMPLE_RATE * (np.arange(kernel) - peak)
        filters += [window * np.cos(phase), window * np.sin(phase)]
    return np.array(filters, np.float32)


def synthesis_window(length: int, stride: int) -> Array:
    """[length]: Hann, scaled so that copies at every stride sum to one. length: a multiple of stride."""
    window = np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 2
    return window / window.reshape(-1, stride).sum(0)[np.arange(length) % stride]


def inverse(filters: Array, first: int, length: int, stride: int, doubt: float = 1e-3) -> Array:
    """float32 [features, length]: the linear minimum mean squared error estimate of a kernel's samples from `first` on,
    under the synthesis window, from its features.

    It models the signal as noise with the spectral slope of music (flat to 300 Hz, then falling by 6 dB per octave), and each feature
    with an independent error of `doubt` times its power, as masked features have.
    """
    kernel = filters.shape[1]
    slope = 1 / (1 + (np.fft.rfftfreq(4 * kernel, 1 / SAMPLE_RATE) / 300) ** 2) + 1e-4
    covariance = toeplitz(np.fft.irfft(slope)[:kernel])
    seen = filters.astype(np.float64) @ covariance
    gram = seen @ filters.T
    pairs = np.diag(gram).reshape(-1, 2).mean(1).repeat(2)
    wanted = seen[:, first : first + length] * synthesis_window(length, stride)
    return np.linalg.solve(gram + doubt * np.diag(pairs), wanted).astype(np.float32)


def interpolation(source_hz: Array, target_hz: Array) -> Array:
    """float32 [targets, sources]: linear interpolation where sources are further apart than targets, triangles where they are closer."""
    spread = np.maximum(np.interp(target_hz, source_hz, np.gradient(source_hz)), np.gradient(target_hz))
    weights = np.maximum(0.0, 1 - np.abs(target_hz[:, None] - source_hz[None, :]) / spread[:, None])
    return (weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)).astype(np.float32)
