"""The front end as the manifest describes it."""

from __future__ import annotations

import numpy as np

from training.networks.separate import ratio_mask
from training.signal.classes import FFT_SIZE, HOP, SAMPLE_RATE
from training.signal.stft import frame_count, hann, istft, stft


def test_a_full_scale_sine_has_magnitude_one_half() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(8 * HOP) / FFT_SIZE).astype(np.float32)
    magnitude = np.abs(stft(sine))
    assert abs(magnitude[100, 4] - 0.5) < 1e-5


def test_frame_t_is_centred_on_sample_t_hop() -> None:
    click = np.zeros(10 * HOP, np.float32)
    click[3 * HOP] = 1
    magnitude = np.abs(stft(click))
    assert magnitude.shape == (1025, frame_count(10 * HOP))
    expected = hann(FFT_SIZE)[FFT_SIZE // 2] / hann(FFT_SIZE).sum()
    assert np.allclose(magnitude[:, 3], expected, rtol=1e-5)
    assert np.all(magnitude[:, 5:] == 0)


def test_inverse_restores_every_sample() -> None:
    audio = np.random.default_rng(0).normal(0, 0.1, 12345).astype(np.float32)
    assert np.abs(istft(stft(audio), len(audio)) - audio).max() < 1e-6


def test_ratio_mask_estimates_sum_to_the_mixture() -> None:
    references = np.random.default_rng(0).normal(0, 0.1, (3, 3 * SAMPLE_RATE)).astype(np.float32)
    estimates = ratio_mask(references, 2 * SAMPLE_RATE)
    assert np.abs(estimates.sum(0) - references.sum(0)).max() < 1e-5
