"""Transfer from players to the channels of a recording: microphone pairs, a binaural head, spot microphones.

Everything here is a transfer function over the STFT's bins, complex64 [channels, sources, bins], that multiplies a
source's spectrum; `hertz` are the bins' frequencies. That is exact for delays far below a window; a bleed of 20 ms is
smeared by a fifth of a window of 93 ms.
A source's image is the sum of all microphones' signals for this source alone, so a target includes its own bleed.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE

SPEED_OF_SOUND = 343.0
HEAD_RADIUS = 0.0875
PAIRS = ("anywhere", "coincident", "spaced", "binaural")


def delayed(seconds: float, hertz: Array) -> Array:
    """Phase factor of a delay, complex64 [bins]."""
    return np.exp(-2j * np.pi * hertz * seconds).astype(np.complex64)


def diffuse(strength: float, hertz: Array, rng: Generator) -> Array:
    """The phase difference that reflections add between two positions, which varies smoothly over frequency; complex64 [bins]."""
    steps = np.cumsum(rng.normal(0, strength, 40))
    return np.exp(1j * np.interp(np.arange(len(hertz)), np.linspace(0, len(hertz), 40), steps)).astype(np.complex64)


def anywhere(count: int, hertz: Array, rng: Generator) -> Array:
    """A second microphone at an arbitrary position: a level, a small delay and a frequency-dependent phase for every source."""
    other = [10 ** (rng.uniform(-6, 6) / 20) * delayed(rng.uniform(-12, 12) / SAMPLE_RATE, hertz) * diffuse(0.5, hertz, rng)
             for _ in range(count)]
    return np.stack([np.ones((count, len(hertz))), np.array(other).reshape(count, len(hertz))]).astype(np.complex64)


def azimuths(count: int, rng: Generator) -> Array:
    """Positions on an arc in front of the microphones in radians, 0 ahead and positive to the right."""
    width = rng.uniform(20, 80)
    seats = np.linspace(-width, width, count) if count > 1 else np.zeros(1)
    return np.deg2rad(rng.permutation(seats) + rng.normal(0, 5, count))


def coincident(count: int, hertz: Array, rng: Generator) -> Array:
    """Two first-order microphones at one position: levels differ, phases hardly.

    Pattern (1 - p) + p cos(angle): p = 0.5 is a cardioid (XY), p = 1 a figure of eight (Blumlein).
    """
    pattern, axis = rng.uniform(0.4, 1.0), np.deg2rad(rng.uniform(35, 60))
    out = np.empty((2, count, len(hertz)), np.complex64)
    for source, angle in enumerate(azimuths(count, rng)):
        for channel, side in enumerate((-axis, axis)):
            out[channel, source] = (1 - pattern + pattern * np.cos(angle - side)) * diffuse(0.12, hertz, rng)
    return out


def spaced(count: int, hertz: Array, rng: Generator) -> Array:
    """Two omnidirectional microphones 0.2 to 2 m apart, players 1.5 to 5 m away: delays, small levels, diffuse phases."""
    half = rng.uniform(0.1, 1.0)
    out = np.empty((2, count, len(hertz)), np.complex64)
    for source, angle in enumerate(azimuths(count, rng)):
        away = rng.uniform(1.5, 5)
        x, y = away * np.sin(angle), away * np.cos(angle)
        for channel, place in enumerate((-half, half)):
            path = float(np.hypot(x - place, y))
            out[channel, source] = away / path * delayed((path - away) / SPEED_OF_SOUND, hertz) * diffuse(0.35, hertz, rng)
    return out


def ear(incidence: float, hertz: Array) -> Array:
    """A spherical head's transfer to one ear, complex64 [bins]; incidence: radians from the ear's axis, 0..pi.

    Brown and Duda, A structural model for binaural sound synthesis, IEEE Trans. Speech and Audio Processing 6(5), 1998: a
    delay after Woodworth and a head shadow of one pole and one zero.
    """
    radius_s = HEAD_RADIUS / SPEED_OF_SOUND
    delay = -radius_s * np.cos(incidence) if incidence < np.pi / 2 else radius_s * (incidence - np.pi / 2)
    least, darkest = 0.1, np.deg2rad(150)
    alpha = 1 + least / 2 + (1 - least / 2) * np.cos(incidence / darkest * np.pi)
    turn = 2j * np.pi * hertz * radius_s / 2
    return ((1 + alpha * turn) / (1 + turn) * delayed(delay, hertz)).astype(np.complex64)


def binaural(count: int, hertz: Array, rng: Generator) -> Array:
    """A head among the players: delays of up to 0.65 ms, and level differences that grow with frequency."""
    out = np.empty((2, count, len(hertz)), np.complex64)
    for source, angle in enumerate(azimuths(count, rng)):
        for channel, side in enumerate((-np.pi / 2, np.pi / 2)):
            away = abs((angle - side + np.pi) % (2 * np.pi) - np.pi)
            out[channel, source] = ear(float(away), hertz) * diffuse(0.15, hertz, rng)
    return out


def pair(kind: str, count: int, hertz: Array, rng: Generator) -> Array:
    """complex64 [2, count, bins] of one of PAIRS; every source keeps its mean power over bins and channels."""
    made = {"anywhere": anywhere, "coincident": coincident, "spaced": spaced, "binaural": binaural}[kind](count, hertz, rng)
    return made if kind == "anywhere" else _level(made)


def spots(count: int, channels: int, hertz: Array, rng: Generator) -> Array:
    """A mix of spot microphones, one per player, complex64 [channels, count, bins].

    Microphone m picks up player i delayed by the distance between them, attenuated by distance and directivity, and duller off
    axis. All microphones are mixed, each with its own stereo position, so that a player's image is comb-filtered by its delayed copies.
    """
    seats = np.cumsum(rng.uniform(0.7, 1.8, count))
    near = rng.uniform(0.25, 0.9, count)
    pans = rng.uniform(0, np.pi / 2, count)
    weights = np.stack([np.cos(pans), np.sin(pans)]) if channels == 2 else np.ones((1, count))
    rejection = 10 ** (-rng.uniform(0, 9) / 20)
    out = np.zeros((channels, count, len(hertz)), np.complex64)
    for player in range(count):
        for microphone in range(count):
            heard = np.ones(len(hertz), np.complex64)
            if microphone != player:
                path = float(np.hypot(seats[player] - seats[microphone], near[microphone]))
                dull = 1 / (1 + 1j * hertz / rng.uniform(1500, 7000))
                level = rejection * near[player] / path
                heard = (level * dull * delayed((path - near[player]) / SPEED_OF_SOUND, hertz)).astype(np.complex64)
            out[:, player] += weights[:, microphone, None] * heard
    return _level(out)


def _level(transfer: Array) -> Array:
    power = (np.abs(transfer) ** 2).mean((0, 2), keepdims=True)
    return (transfer / np.sqrt(power)).astype(np.complex64)
