"""The metrics of the evaluation protocol, in decibels.

SDR = 10 log10(|s|^2 / |s - e|^2) over the whole file. SI-SDR follows Le Roux et al., "SDR, half-baked or well done?"
(ICASSP 2019), with means removed and the reference scaled to fit the estimate best. Improvement is relative to the
unprocessed mixture. A reference with an RMS below SILENCE_RMS is silent: it is excluded from every mean and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from training.signal.arrays import Array

SILENCE_RMS = 1e-5
TINY = 1e-20


def is_silent(reference: Array) -> bool:
    return float(np.sqrt(np.mean(np.square(reference, dtype=np.float64)))) < SILENCE_RMS


def sdr(reference: Array, estimate: Array) -> float:
    """SDR in dB; both inputs are [samples] or [channels, samples] of the same shape."""
    s, e = reference.astype(np.float64), estimate.astype(np.float64)
    return float(10 * np.log10((np.sum(s**2) + TINY) / (np.sum((s - e) ** 2) + TINY)))


def si_sdr(reference: Array, estimate: Array) -> float:
    """Scale-invariant SDR in dB; means over time are removed. A silent estimate gives -200 dB."""
    s, e = reference.astype(np.float64), estimate.astype(np.float64)
    s = s - s.mean(-1, keepdims=True)
    e = e - e.mean(-1, keepdims=True)
    target = s * (np.sum(s * e) / (np.sum(s * s) + TINY))
    return float(10 * np.log10(np.sum(target**2) / (np.sum((e - target) ** 2) + TINY) + TINY))


def si_sdr_improvement(reference: Array, estimate: Array, mixture: Array) -> float:
    return si_sdr(reference, estimate) - si_sdr(reference, mixture)


@dataclass(frozen=True)
class Summary:
    """Summary of one metric over many outputs; `worse` is the share below zero."""

    mean: float
    median: float
    tenth: float
    worse: float
    standard_error: float
    outputs: int


def summarize(values: Iterable[float]) -> Summary:
    array = np.array([v for v in values if np.isfinite(v)], float)
    if not len(array):
        nan = float("nan")
        return Summary(nan, nan, nan, nan, nan, 0)
    error = float(array.std(ddof=1) / np.sqrt(len(array))) if len(array) > 1 else float("nan")
    return Summary(float(array.mean()), float(np.median(array)), float(np.percentile(array, 10)),
                   float((array < 0).mean()), error, len(array))
