"""Sharpens a mask model's shares by the pitches that the model itself hears in each player, where nobody knows the notes.

Of each player the likeliest fundamental is followed from frame to frame while it is likelier than not that one sounds. Its partials compete
for the recording's power as those of known notes do (`partials`), with two differences. The surer the model is of a player's pitches, the
smaller the part of the player's estimate that stays whatever its partials are (`residual`): wrong pitches would move sound to the wrong
player. And players of one class are sharpened together, because the model hears well that one of them plays a pitch but not which one; they
keep their shares of each other. `src-main/separation/partials/heard.ts` has the same formulas; a golden fixture compares them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.signal.arrays import Array
from training.signal.notes_prior import LOWEST_HZ, STEPS_PER_OCTAVE
from training.signal.partials import Followed, following, residual_of_rest, sharpened_frame, sounding

SOUNDING = 0.5
"""A fundamental is followed while the posteriors of all candidates sum to more than this."""
SMALLEST_STEP = 0.6
"""Semitones between two frames from which on a new line begins."""
SHORTEST = 3
"""Frames of a line."""
NEAR = 3
"""Candidates to either side of the likeliest whose posteriors count as certainty."""
UNSURE, SURE = 0.5, 0.8
"""Certainties up to which all of a player's estimate stays, and from which on only `LEAST` of it."""
LEAST = 0.3


def lines(posterior: Array) -> list[tuple[int, int, float]]:
    """posterior [CANDIDATES, frames] -> first frame, frame after the last, and MIDI pitch of each line of fundamentals."""
    best = posterior.argmax(0)
    pitches = 69 + 12 * np.log2(LOWEST_HZ / 440) + 12 * best / STEPS_PER_OCTAVE
    sounds = posterior.sum(0) > SOUNDING
    found = []
    first = 0
    for frame in range(1, len(best) + 1):
        goes_on = frame < len(best) and sounds[frame] and sounds[frame - 1] and abs(pitches[frame] - pitches[frame - 1]) < SMALLEST_STEP
        if goes_on:
            continue
        if sounds[first] and frame - first >= SHORTEST:
            found.append((first, frame, float(np.median(pitches[first:frame]))))
        first = frame
    return found


def certainty(posteriors: Array, powers: Array) -> float:
    """posteriors [players, CANDIDATES, frames], the powers of their estimates [players, frames] -> 0 to 1: the posterior of the likeliest
    fundamental and its neighbours, averaged over the power.
    """
    around = np.pad(posteriors.astype(np.float64), ((0, 0), (NEAR, NEAR), (0, 0)))
    best = posteriors.argmax(1)
    near = sum(np.take_along_axis(around, best[:, None] + offset, 1)[:, 0] for offset in range(2 * NEAR + 1))
    return float((near * powers).sum() / max(powers.sum(), np.finfo(float).tiny))


def residual(sure: float) -> float:
    """The share of a player's estimate that stays whatever its partials are, for a certainty."""
    return float(1 - (1 - LEAST) * np.clip((sure - UNSURE) / (SURE - UNSURE), 0, 1))


def sharpened_by_pitches(masks: Array, magnitude: Array, posteriors: Array, players: Sequence[int], bin_hz: float) -> Array:
    """masks [players + 1, bins, frames] that sum to one and magnitude [bins, frames] of one piece, posteriors [players + 1, CANDIDATES, frames],
    the class of each player -> masks of the same shape.
    """
    power = magnitude.astype(np.float64) ** 2
    groups = [[slot for slot, c in enumerate(players) if c == each] for each in sorted(set(players))]
    together = np.stack([masks[group].sum(0) for group in groups] + [masks[-1]])
    out = masks.copy()
    followed: list[list[Followed]] = []
    shares = []
    for group, mask in zip(groups, together):
        own = []
        for slot in group:
            for first, end, pitch in lines(posteriors[slot]):
                path = following(mask[:, first:end] * magnitude[:, first:end], pitch, first, bin_hz)
                if path is not None:
                    own.append(path)
        followed.append(own)
        shares.append(residual(certainty(posteriors[group], np.stack([(masks[slot] * power).sum(0) for slot in group]))))
    rest = residual_of_rest(masks[-1], magnitude)
    for frame in range(magnitude.shape[1]):
        partials = sounding(followed, frame)
        if not any(partials):
            continue
        part = np.array([share if own else 1.0 for share, own in zip(shares, partials)] + [rest])
        found = sharpened_frame(together[:, :, frame], magnitude[:, frame], partials, part, bin_hz)
        for group, before, after in zip(groups, together[:, :, frame], found):
            factor = after if len(group) == 1 else after / np.where(before > 0, before, 1)
            for slot in group:
                out[slot, :, frame] = factor if len(group) == 1 else masks[slot, :, frame] * factor
        out[-1, :, frame] = found[-1]
    return out
