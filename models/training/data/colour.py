"""What colours a recording: random equalisers, formants shifted without the pitch, hiss and hum."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE
from training.signal.stft import Frontend, stft

KNOTS_PER_OCTAVE = 3
OCTAVES = 7
"""The envelope covers this many octaves below the Nyquist frequency."""
HALF_WIDTH = 0.5
"""Octaves on either side of a knot over which the envelope averages: wider than the distance between most partials."""
WARP_LIMIT_DB = 15.0


def smooth_curve(spread: float, bins: int, rng: Generator) -> Array:
    """float64 [bins]: piecewise linear between six knots, evenly spaced in log frequency, whose values are normal with deviation `spread`."""
    octave = np.log2(np.maximum(np.arange(bins), 1)) / np.log2(bins) * 5
    return np.interp(octave, np.arange(6), rng.normal(0, spread, 6))


def envelope_db(power: Array) -> tuple[Array, Array]:
    """The smoothed long-term spectrum of a player. power [bins] -> knots in octaves below the last bin, dB at the knots."""
    octave = np.log2(np.maximum(np.arange(len(power)), 0.5) / (len(power) - 1))
    knots = np.arange(-OCTAVES * KNOTS_PER_OCTAVE, 1) / KNOTS_PER_OCTAVE
    near = np.abs(octave[None] - knots[:, None]) <= HALF_WIDTH
    mean = (near * power[None]).sum(1) / np.maximum(near.sum(1), 1)
    return knots, 10 * np.log10(mean + 1e-9 * power.max() + 1e-30)


def formant_warp(spectrum: Array, factor: float) -> Array:
    """Linear gain, float32 [bins], that moves the long-term envelope of a player up by `factor` in frequency and keeps its partials in place.

    spectrum: complex or magnitudes [bins, T]. The gain is limited to WARP_LIMIT_DB in both directions.
    """
    knots, level = envelope_db((np.abs(spectrum) ** 2).mean(1))
    octave = np.log2(np.maximum(np.arange(len(spectrum)), 0.5) / (len(spectrum) - 1))
    gain = np.interp(octave - np.log2(factor), knots, level) - np.interp(octave, knots, level)
    return (10 ** (np.clip(gain, -WARP_LIMIT_DB, WARP_LIMIT_DB) / 20)).astype(np.float32)


def noise(samples: int, level: float, hiss: float, hum: float, frontend: Frontend, rng: Generator) -> Array:
    """Complex spectrum [bins, T] of hiss, hum or both. level: RMS of the sum of the players; hiss, hum: their probabilities."""
    audio = np.zeros(samples, np.float32)
    if rng.random() < hum:
        base, time = rng.choice([50, 60]), np.arange(samples) / SAMPLE_RATE
        for h in range(1, int(rng.integers(2, 9))):
            audio += (rng.uniform(0, 1) / h * np.sin(2 * np.pi * base * h * time + rng.uniform(0, 6.28))).astype(np.float32)
        audio *= level * 10 ** (rng.uniform(-45, -18) / 20) / (audio.std() + 1e-9)
    spectrum = stft(audio, frontend.size, frontend.hop)
    if rng.random() < hiss:
        tilt = (np.maximum(frontend.hertz, 43.0) / 1077.0) ** rng.uniform(-0.9, 0.3)
        white = stft(rng.normal(0, 1, samples).astype(np.float32), frontend.size, frontend.hop) * tilt[:, None].astype(np.float32)
        scale = level / frontend.size**0.5 * 10 ** (rng.uniform(-55, -15) / 20)
        spectrum = spectrum + white * scale / (np.sqrt((np.abs(white) ** 2).mean()) + 1e-12)
    return spectrum
