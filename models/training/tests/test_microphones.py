"""Pairs, heads and spot microphones: the cues they leave between channels."""

from __future__ import annotations

import numpy as np
import pytest

from training.data import microphones
from training.data.microphones import HEAD_RADIUS, PAIRS, SPEED_OF_SOUND
from training.signal.classes import FFT_SIZE, SAMPLE_RATE
from training.signal.stft import Frontend

HERTZ = Frontend().hertz


def decibels(transfer: np.ndarray) -> np.ndarray:
    return 20 * np.log10(np.abs(transfer) + 1e-12)


@pytest.mark.parametrize("kind", PAIRS)
def test_pairs_follow_the_seed_and_keep_the_level(kind: str) -> None:
    made = microphones.pair(kind, 4, HERTZ, np.random.default_rng(1))
    again = microphones.pair(kind, 4, HERTZ, np.random.default_rng(1))
    assert made.shape == (2, 4, len(HERTZ)) and made.dtype == np.complex64 and np.array_equal(made, again)
    if kind != "anywhere":
        assert np.allclose((np.abs(made) ** 2).mean((0, 2)), 1, atol=1e-4)


def test_a_source_at_the_side_reaches_the_far_ear_later_and_duller() -> None:
    near, far = microphones.ear(0.0, HERTZ), microphones.ear(np.pi, HERTZ)
    high = (HERTZ > 3000) & (HERTZ < 5000)
    delay = -np.diff(np.unwrap(np.angle(far / near)))[high[1:]].mean() * FFT_SIZE / (2 * np.pi * SAMPLE_RATE)
    assert abs(delay - HEAD_RADIUS / SPEED_OF_SOUND * (1 + np.pi / 2)) < 5e-5  # Woodworth
    shadow = decibels(near) - decibels(far)
    assert shadow[10] < 2 < 8 < shadow[high].min() and shadow[high].max() < 25
    ahead = microphones.ear(np.pi / 2, HERTZ)
    assert np.abs(decibels(ahead)[high]).max() < 4


def test_binaural_levels_differ_more_at_high_frequencies_spaced_ones_do_not() -> None:
    spread = {}
    for kind in ("binaural", "spaced", "coincident"):
        low, high = [], []
        for seed in range(40):
            made = decibels(microphones.pair(kind, 4, HERTZ, np.random.default_rng(seed)))
            difference = np.abs(made[0] - made[1])
            low.append(difference[:, 10:20].mean())
            high.append(difference[:, 400:600].mean())
        spread[kind] = (np.mean(low), np.mean(high))
    assert spread["binaural"][1] > 3 * spread["binaural"][0]
    assert abs(spread["spaced"][1] - spread["spaced"][0]) < 0.5 and spread["spaced"][0] < 4
    assert abs(spread["coincident"][1] - spread["coincident"][0]) < 0.5 and spread["coincident"][0] > 4


def test_coincident_channels_agree_in_phase_where_spaced_ones_do_not() -> None:
    def agreement(kind: str) -> float:
        made = np.concatenate([microphones.pair(kind, 4, HERTZ, np.random.default_rng(s)) for s in range(40)], 1)
        phases = np.angle(made[0] * made[1].conj())[:, 5:40]
        return float((np.abs(phases) < 0.8).mean())

    assert agreement("coincident") > 0.8 > 0.5 > agreement("spaced")


def test_a_lone_player_has_no_bleed() -> None:
    assert np.allclose(microphones.spots(1, 1, HERTZ, np.random.default_rng(0)), 1, atol=1e-5)


def test_bleed_is_a_later_weaker_duller_copy() -> None:
    for seed in range(20):
        transfer = microphones.spots(4, 1, HERTZ, np.random.default_rng(seed))[0]
        response = np.fft.irfft(transfer, axis=1)
        energy = response**2
        direct = energy[:, :3].sum(1) + energy[:, -2:].sum(1)
        early = energy[:, 3 : int(0.03 * SAMPLE_RATE)].sum(1)
        assert (direct > early).all() and (early > 1e-5).all()
        ripple = np.abs(np.diff(np.abs(transfer), axis=1))
        assert ripple[:, 30:200].mean() > 1.5 * ripple[:, 700:900].mean()


def test_spots_pan_every_player_to_a_place_of_his_own() -> None:
    made = np.abs(microphones.spots(4, 2, HERTZ, np.random.default_rng(3))) ** 2
    sides = 10 * np.log10(made[0].mean(1) / made[1].mean(1))
    assert np.allclose(made.mean((0, 2)), 1, atol=1e-4) and np.ptp(sides) > 3
