"""Masks sharpened by the partials of known notes."""

from __future__ import annotations

import numpy as np

from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.notes_prior import CANDIDATES, PlayedNote, candidate_pitches
from training.signal.partials import CENTS, belief, follow, lobe, sharpened
from training.signal.stft import hann, stft

SIZE = 4096
BIN_HZ = SAMPLE_RATE / SIZE
SAMPLES = 16 * HOP


def tone(pitch: float, vibrato_cents: float = 0.0) -> Array:
    """Eight partials, float32 [SAMPLES]; the vibrato has 5.5 Hz."""
    time = np.arange(SAMPLES) / SAMPLE_RATE
    hertz = 440 * 2 ** ((pitch - 69 + vibrato_cents / 100 * np.sin(2 * np.pi * 5.5 * time)) / 12)
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    return np.sum([np.sin(h * phase) / h for h in range(1, 9)], axis=0).astype(np.float32)


def test_a_lobe_is_the_windows_transform() -> None:
    window = hann(256).astype(np.float64)
    distance = np.arange(-2.95, 3, 0.05)
    turning = np.exp(-2j * np.pi * distance[:, None] * np.arange(256) / 256)
    assert np.abs(lobe(distance) - np.abs(turning @ window / window.sum()) ** 2).max() < 1e-4


def test_the_fundamental_is_followed_within_a_candidate() -> None:
    found = follow(np.abs(stft(tone(64.37), SIZE))[:, 3:-3], 64, BIN_HZ)
    assert found is not None
    cents = 1200 * np.log2(found[0] / (440 * 2 ** ((64.37 - 69) / 12)))
    assert np.abs(cents).max() <= (CENTS[1] - CENTS[0])
    assert not found[1].any()


def test_vibrato_widens_the_partials() -> None:
    found = follow(np.abs(stft(tone(76, vibrato_cents=25), SIZE))[:, 3:-3], 76, BIN_HZ)
    assert found is not None and np.median(found[1]) >= 0.006


def test_two_tones_are_told_apart_where_the_masks_do_not() -> None:
    parts = stft(np.stack([tone(60.3), tone(66.8)]), SIZE)
    magnitude = np.abs(parts.sum(0))
    masks = np.broadcast_to(np.array([0.48, 0.48, 0.04], np.float32)[:, None, None], (3, *magnitude.shape))
    notes = [[PlayedNote(0, 10, 60)], [PlayedNote(0, 10, 67)]]
    times = np.arange(magnitude.shape[1]) * HOP / SAMPLE_RATE
    found = sharpened(masks, magnitude, notes, times, BIN_HZ)
    np.testing.assert_allclose(found.sum(0), 1, atol=1e-6)
    for player in (0, 1):
        power = np.abs(parts[player, :, 4:-4]) ** 2
        assert (found[player, :, 4:-4] * power).sum() > 0.85 * power.sum()


def test_a_note_that_the_model_does_not_hear_leaves_its_player_what_it_had() -> None:
    parts = stft(np.stack([tone(60.3), tone(66.8)]), SIZE)
    magnitude = np.abs(parts.sum(0))
    masks = np.broadcast_to(np.array([0.48, 0.48, 0.04], np.float32)[:, None, None], (3, *magnitude.shape))
    notes = [[PlayedNote(0, 10, 60)], [PlayedNote(0, 10, 50)]]
    times = np.arange(magnitude.shape[1]) * HOP / SAMPLE_RATE
    power = np.abs(parts[1, :, 4:-4]) ** 2

    def kept(likelihood: float) -> float:
        posteriors = np.zeros((3, CANDIDATES, magnitude.shape[1]), np.float32)
        for player, (note,) in enumerate(notes):
            posteriors[player, np.abs(candidate_pitches() - note.pitch).argmin()] = 0.9 if player == 0 else likelihood
        found = sharpened(masks, magnitude, notes, times, BIN_HZ, posteriors)
        return float((found[1, :, 4:-4] * power).sum() / power.sum())

    assert kept(0.9) < 0.6 < 0.7 < kept(0.0)
    assert kept(0.9) < kept(0.15) < kept(0.0)


def test_belief_is_averaged_over_the_power_while_a_note_sounds() -> None:
    times = np.arange(5) * HOP / SAMPLE_RATE
    note = PlayedNote(times[1], times[3], 60)
    posteriors = np.zeros((CANDIDATES, 5), np.float32)
    nearest = int(np.abs(candidate_pitches() - 60).argmin())
    posteriors[nearest + 4, 2] = 0.15
    power = np.array([1, 1, 9, 1, 1])
    np.testing.assert_allclose(belief(posteriors, power, note, times), 0.5 * 0.9, rtol=1e-6)
    assert belief(np.roll(posteriors, 1, 0), power, note, times) == 0
    assert belief(posteriors, 0 * power, note, times) == 1
    assert belief(posteriors, power, PlayedNote(times[1], times[3], 120), times) == 1


def test_nothing_changes_without_notes() -> None:
    magnitude = np.abs(stft(tone(60), SIZE))
    masks = np.full((3, *magnitude.shape), 1 / 3, np.float32)
    times = np.arange(magnitude.shape[1]) * HOP / SAMPLE_RATE
    assert (sharpened(masks, magnitude, [None, None], times, BIN_HZ) == masks).all()
