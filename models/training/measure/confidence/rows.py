"""Separates mixtures with known sources and collects the features and true SDR of every stem and window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.measure.confidence.sums import (
    features,
    mixed_with,
    sounding,
    window_count,
    window_samples,
    window_sums,
)
from training.measure.evaluate import PAIR_STEM, match_pairs
from training.measure.sets import Mixture
from training.networks.separate import Separator, separate
from training.signal.arrays import Array

AUDIBLE = 1e-4
"""A reference below this share of the mixture's energy in a window has no SDR in that window."""


@dataclass
class Rows:
    """One entry per stem and window in which both the stem and its reference sound."""

    features: Array
    """[rows, FEATURES]"""
    sdr: Array
    """[rows] dB, true"""
    energy: Array
    """[rows] of the stem"""
    error: Array
    """[rows] energy of stem minus reference"""
    signal: Array
    """[rows] energy of the reference"""
    stem: Array
    """[rows] stem number"""
    partner: Array
    """[rows] whether the source named as the main leak causes most of the error; -1 if there is only one other source
    """
    ghosts: int
    """Windows in which the stem sounds but its reference does not."""


def by_window(values: Array, rate: int) -> Array:
    """Sums [..., samples] -> [..., windows]."""
    starts = np.arange(window_count(values.shape[-1], rate)) * window_samples(rate)
    return np.add.reduceat(values, starts, axis=-1)


def rows_of(network: Separator, mixture: Mixture, first_stem: int) -> Rows:
    rate, players = mixture.rate, mixture.players
    count = len(players)
    outputs = separate(network, mixture.references.sum(0), rate, players).astype(np.float64)
    outputs[:-1] = match_pairs(mixture.references[:count], outputs[:-1], players)
    sums = window_sums(outputs.astype(np.float32), rate)
    references = mixture.references[:count].astype(np.float64)
    hidden = mixture.references[count:].astype(np.float64).sum(0)
    sources = np.concatenate([references, hidden[None]])
    error = outputs[:-1] - references
    signal = by_window(references**2, rate)
    wrong = by_window(error**2, rate)
    everything = by_window(mixture.references.astype(np.float64).sum(0) ** 2, rate)
    heard = sounding(sums)
    audible = signal > AUDIBLE * everything
    named, share = mixed_with(sums)
    values = features(sums)
    kept = heard & audible & (share > 0)
    right = -np.ones(kept.shape, int)
    if count > 2:
        for i in range(count):
            # The amount of each other source in this stem: the projection of the stem's error on that source.
            projected = np.stack([
                np.maximum(0, by_window(error[i] * s, rate)) ** 2 / np.maximum(by_window(s * s, rate), 1e-12)
                if j != i else np.zeros(kept.shape[1]) for j, s in enumerate(sources)])
            right[i] = projected.argmax(0) == named[i]
    stem = np.broadcast_to(first_stem + np.arange(count)[:, None], kept.shape)
    with np.errstate(divide="ignore"):
        sdr = 10 * np.log10(signal / np.maximum(wrong, 1e-12))
    return Rows(values[kept], sdr[kept], sums.power[:-1][kept], wrong[kept], signal[kept], stem[kept], right[kept],
                int((heard & ~audible).sum()))


def collect(network: Separator, mixtures: list[Mixture]) -> Rows:
    """All rows of a set, except doubled violins that share a reference."""
    parts: list[Rows] = []
    stems = 0
    for mixture in mixtures:
        if not mixture.name.startswith(PAIR_STEM):
            parts.append(rows_of(network, mixture, stems))
            stems += len(mixture.players)
    joined = {name: np.concatenate([getattr(p, name) for p in parts])
              for name in ("features", "sdr", "energy", "error", "signal", "stem", "partner")}
    return Rows(ghosts=sum(p.ghosts for p in parts), **joined)
