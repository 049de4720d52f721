"""Sharpens a mask model's shares where the players' notes are known, by the partials of these notes.

The fundamental of each note is followed from frame to frame in its player's estimate (`follow`), with the spread that vibrato and glides give
it within a window. Every partial of every sounding note then has the shape of the window's main lobe at its frequency. Their powers, which
start from the player's estimate, are fitted to the recording's spectrum by multiplicative updates that minimise the Kullback-Leibler
divergence (Lee and Seung, NIPS 2000), beside a part of each estimate that is not harmonic. The new shares are those of the fitted powers.
A note may be wrong: the less the model itself hears its pitch (`belief`), the more of its player's estimate stays whatever the partials are.
`src-main/separation/partials` has the same formulas; a golden fixture compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from training.signal.arrays import Array
from training.signal.notes_prior import (
    AROUND_S,
    LOWEST_HZ,
    STEPS_PER_OCTAVE,
    PlayedNote,
)

CENTS = np.arange(-100, 101, 5)
"""Candidates for the deviation from a note's pitch."""
SPREADS = (0.0, 0.003, 0.006, 0.01, 0.016)
"""Candidates for the relative deviation of the fundamental within a window."""
WIDEN_S = 0.1
"""A note may sound this long before its onset and after its offset."""
FOLLOWED = 12
"""Partials by which a fundamental is followed."""
DECAY = 0.9
"""Weight of each of these partials relative to the one below."""
FIT_WEIGHT = 40.0
STEP_COST = 0.02
"""Cost of the square of one candidate's step from frame to frame, relative to `FIT_WEIGHT`."""
PARTIALS = 40
HIGHEST_HZ = 8000.0
LOBE = 3.0
"""Half of a lobe's support, in widths."""
WIDEST = 6.0
"""Largest width of a lobe; one is that of a steady tone, whose main lobe ends two bins from its centre."""
REACH = 9
"""Bins to either side of its centre that a lobe has at most."""
UPDATES = 10
RESIDUAL = 0.25
"""Share of an estimate's power that counts as not harmonic while its player has a note, and of the rest where it holds little."""
SILENT = 0.5
"""The same while a player has none, because notes may be missing and reverberation lasts."""
NEAR = 4
"""Candidates to either side of a note's pitch whose posteriors speak for it: a semitone."""
BELIEVED = 0.3
"""Posterior from which on a note is taken at its word. Of right notes 95 % have more, of wrong notes half have less than 0.43."""
LITTLE, MUCH = 0.06, 0.12
"""Shares of a piece's power in the rest. With all players declared it holds up to 9 %, with one of three undeclared 13 to 40 %; from MUCH on
all of it counts, because nobody knows the notes of those who are not declared."""


@dataclass(frozen=True)
class Followed:
    """A note's fundamental, from frame `first` on."""

    first: int
    hertz: Array
    """[frames]"""
    spread: Array
    """[frames]: relative deviation within the window."""
    belief: float = 1.0
    """0 to 1: how far the model confirms a told note."""


def lobe(distance: Array) -> Array:
    """Power of the Hann window's transform, one at its centre, at a distance in bins; zero from LOBE on."""
    d = np.abs(distance)
    near_one = np.abs(d - 1) < 1e-6
    safe = np.where(near_one, 0.0, d)
    amplitude = np.where(near_one, 0.5, np.sinc(safe) / (1 - safe * safe))
    return np.where(d < LOBE, amplitude * amplitude, 0.0)


def kernel(positions: Array, width: Array) -> tuple[Array, Array]:
    """Lobes of a width around positions in bins, both [n] -> bins int [n, 2 * REACH + 1] and their powers."""
    bins = np.round(positions).astype(int)[:, None] + np.arange(-REACH, REACH + 1)
    return bins, lobe((bins - positions[:, None]) / width[:, None])


def widths(positions: Array, spread: Array) -> Array:
    return np.minimum(np.sqrt(1 + (positions * spread) ** 2), WIDEST)


def follow(stem: Array, pitch: float, bin_hz: float) -> tuple[Array, Array] | None:
    """stem: magnitudes [bins, frames] of a player's estimate while a note may sound -> its fundamental in Hz and the spread, both [frames].

    Partials are found by lobes of unit norm in the square root of the magnitudes; the best path through the frames is Viterbi's. None if no
    partial lies within the spectrum.
    """
    fundamentals = 440 * 2 ** ((pitch - 69) / 12 + CENTS / 1200)
    count = int(min(FOLLOWED, (len(stem) - REACH - 2) * bin_hz / fundamentals[-1]))
    if count < 1:
        return None
    root = np.sqrt(stem.astype(np.float64))
    fit = np.zeros((len(SPREADS), len(CENTS), stem.shape[1]))
    norm = np.zeros(stem.shape[1])
    for h in range(1, count + 1):
        positions = h * fundamentals / bin_hz
        low, high = round(positions[0]) - REACH, round(positions[-1]) + REACH + 1
        norm += DECAY**h * np.sqrt((root[max(low, 0) : high] ** 2).sum(0))
        for index, spread in enumerate(SPREADS):
            bins, power = kernel(positions, widths(positions, np.full(len(CENTS), spread)))
            shape = np.where(bins >= 0, power, 0) ** 0.25
            shape /= np.sqrt((shape * shape).sum(1, keepdims=True))
            fit[index] += DECAY**h * np.einsum("ck,ckt->ct", shape, root[np.maximum(bins, 0)])
    fit *= FIT_WEIGHT / np.where(norm > 0, norm, 1)
    best = fit.max(0)
    step = np.arange(len(CENTS))
    cost = STEP_COST * (step[:, None] - step[None]) ** 2
    total, back = best[:, 0], []
    for frame in range(1, stem.shape[1]):
        reached = total[None] - cost
        source = reached.argmax(1)
        back.append(source)
        total = reached[step, source] + best[:, frame]
    path = [int(total.argmax())]
    for source in reversed(back):
        path.append(int(source[path[-1]]))
    chosen = np.array(path[::-1])
    return fundamentals[chosen], np.array(SPREADS)[fit[:, chosen, np.arange(len(chosen))].argmax(0)]


def following(stem: Array, pitch: float, first: int, bin_hz: float) -> Followed | None:
    """stem: magnitudes [bins, frames] from frame `first` on while a note may sound; None as in `follow`."""
    path = follow(stem, pitch, bin_hz)
    if path is None:
        return None
    hertz, spread = path
    glide = np.abs(np.gradient(hertz)) / hertz if len(hertz) > 1 else np.zeros(1)
    return Followed(first, hertz, np.hypot(spread, glide))


def sounding(followed: Sequence[Sequence[Followed]], frame: int) -> list[list[tuple[float, float]]]:
    """The fundamentals in Hz, with their spreads, that each player sounds in a frame."""
    return [[(f.hertz[frame - f.first], f.spread[frame - f.first]) for f in own if f.first <= frame < f.first + len(f.hertz)] for own in followed]


def belief(posteriors: Array, power: Array, note: PlayedNote, times: Array) -> float:
    """posteriors [CANDIDATES, frames] and power [frames] of a player's estimate, whose frames lie at `times` in seconds -> 0 to 1: the posterior
    within a semitone of the note, averaged over the power while it sounds, relative to BELIEVED. One for a pitch that is no candidate.
    """
    first, end = np.searchsorted(times, (note.onset_s, note.offset_s))
    nearest = int(np.floor(STEPS_PER_OCTAVE * np.log2(440 * 2 ** ((note.pitch - 69) / 12) / LOWEST_HZ) + 0.5))
    weight = power[first:end]
    if not 0 <= nearest < len(posteriors) or weight.sum() == 0:
        return 1.0
    near = posteriors[max(0, nearest - NEAR) : nearest + NEAR + 1, first:end].astype(np.float64).sum(0)
    return float(min(1.0, (near * weight).sum() / weight.sum() / BELIEVED))


def followed_notes(stem: Array, notes: Sequence[PlayedNote], times: Array, bin_hz: float) -> list[tuple[PlayedNote, Followed]]:
    """The notes that sound in a player's estimate [bins, frames], whose frames lie at `times` in seconds."""
    found = []
    for note in notes:
        first, end = np.searchsorted(times, (note.onset_s - WIDEN_S, note.offset_s + WIDEN_S))
        path = following(stem[:, first:end], note.pitch, int(first), bin_hz) if end > first else None
        if path is not None:
            found.append((note, path))
    return found


def sharpened(masks: Array, magnitude: Array, notes: Sequence[Sequence[PlayedNote] | None], times: Array, bin_hz: float,
              posteriors: Array | None = None) -> Array:
    """masks [players + 1, bins, frames] that sum to one, magnitude [bins, frames], the notes of each player (None: not known), the frames' times
    in seconds, what the model hears [players + 1, CANDIDATES, frames] (None: every note is believed) -> masks of the same shape. Frames without a
    known note, and further than AROUND_S from all notes, stay as they are.
    """
    out = masks.copy()
    every = [note for played in notes for note in played or ()]
    if not every:
        return out
    rest = residual_of_rest(masks[-1], magnitude)
    known = (times >= min(n.onset_s for n in every) - AROUND_S) & (times < max(n.offset_s for n in every) + AROUND_S)
    power = magnitude.astype(np.float64) ** 2
    followed: list[list[Followed]] = []
    for player, played in enumerate(notes):
        found = followed_notes(masks[player] * magnitude, played or (), times, bin_hz)
        own = (masks[player] * power).sum(0)
        followed.append([path if posteriors is None else replace(path, belief=belief(posteriors[player], own, note, times)) for note, path in found])
    for frame in np.flatnonzero(known):
        partials = sounding(followed, frame)
        if any(partials):
            residual = np.array([residual_of(own, frame, SILENT if played else 1.0) for own, played in zip(followed, notes)] + [rest])
            out[:, :, frame] = sharpened_frame(masks[:, :, frame], magnitude[:, frame], partials, residual, bin_hz)
    return out


def residual_of(followed: Sequence[Followed], frame: int, silent: float) -> float:
    """A player's residual in a frame: RESIDUAL where the model believes a note that sounds, up to all where it believes none, and `silent` without one."""
    beliefs = [f.belief for f in followed if f.first <= frame < f.first + len(f.hertz)]
    return RESIDUAL + (1 - RESIDUAL) * (1 - max(beliefs)) if beliefs else silent


def residual_of_rest(mask: Array, magnitude: Array) -> float:
    """mask and magnitude of a piece, both [bins, frames] -> the rest's residual, RESIDUAL to 1."""
    power = magnitude.astype(np.float64) ** 2
    share = (mask * power).sum() / max(power.sum(), np.finfo(float).tiny)
    return float(RESIDUAL + (1 - RESIDUAL) * np.clip((share - LITTLE) / (MUCH - LITTLE), 0, 1))


def sharpened_frame(masks: Array, magnitude: Array, fundamentals: list[list[tuple[float, float]]], residual: Array, bin_hz: float) -> Array:
    """masks [players + 1, bins] and magnitude [bins] of one frame, each player's fundamentals in Hz with their spreads, residual [players + 1]
    -> masks.
    """
    count = len(magnitude)
    power = magnitude.astype(np.float64) ** 2
    estimates = masks * power
    owners, positions, spreads = [], [], []
    for player, own in enumerate(fundamentals):
        for hertz, spread in own:
            harmonics = np.arange(1, int(min(PARTIALS, HIGHEST_HZ / hertz)) + 1)
            owners += [player] * len(harmonics)
            positions += list(harmonics * hertz / bin_hz)
            spreads += [spread] * len(harmonics)
    owner = np.array(owners)
    position = np.array(positions)
    bins, shape = kernel(position, widths(position, np.array(spreads)))
    shape = np.where((bins >= 0) & (bins < count), shape, 0)
    bins = np.clip(bins, 0, count - 1)
    shape /= shape.sum(1, keepdims=True)
    level = (shape * estimates[owner[:, None], bins]).sum(1) / (shape * shape).sum(1)
    fixed = residual[:, None] * estimates

    places = (owner[:, None] * count + bins).ravel()

    def harmonic() -> Array:
        return np.bincount(places, (level[:, None] * shape).ravel(), masks.size).reshape(masks.shape)

    for _ in range(UPDATES):
        fitted = (harmonic() + fixed).sum(0)
        level = level * (shape * (power / np.where(fitted > 0, fitted, 1))[bins]).sum(1)
    shares = harmonic() + fixed
    total = shares.sum(0)
    return np.where(total > 0, shares / np.where(total > 0, total, 1), masks).astype(masks.dtype)
