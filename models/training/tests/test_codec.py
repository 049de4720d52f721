"""The lossy codec: the transform, the shape of its noise, and who gets the damage."""

from __future__ import annotations

import numpy as np

from training.data import codec
from training.signal.classes import FFT_SIZE, SAMPLE_RATE
from training.signal.stft import Frontend, stft

HEARD = codec.heard_bands(FFT_SIZE // 2 + 1)


def test_mdct_reconstructs_any_length() -> None:
    rng = np.random.default_rng(0)
    for length in (1, 511, 512, 513, 5000):
        audio = rng.normal(0, 1, length).astype(np.float32)
        coefficients = codec.mdct(audio)
        assert coefficients.shape[0] == codec.BLOCK
        assert np.abs(codec.imdct(coefficients, length) - audio).max() < 1e-5


def test_mdct_finds_a_sine_at_its_frequency() -> None:
    hertz = 100.5 * SAMPLE_RATE / 2 / codec.BLOCK
    sine = np.sin(2 * np.pi * hertz * np.arange(20 * codec.BLOCK) / SAMPLE_RATE)
    power = (codec.mdct(sine)[:, 2:-2] ** 2).mean(1)
    assert power[98:103].sum() > 0.95 * power.sum()


def test_noise_lies_as_far_below_the_signal_as_asked() -> None:
    rng = np.random.default_rng(1)
    audio = np.convolve(rng.normal(0, 0.1, 3 * SAMPLE_RATE), np.exp(-np.arange(60) / 6), "same").astype(np.float32)
    signal, error = stft(audio), stft(codec.decode(audio, 28.0, 14.0, 1e5) - audio)
    found = 10 * np.log10(HEARD.sums(np.abs(signal) ** 2).sum(1) / HEARD.sums(np.abs(error) ** 2).sum(1))
    assert np.abs(found - np.linspace(28, 14, len(found))).max() < 3


def test_nothing_is_left_above_the_cutoff() -> None:
    audio = np.random.default_rng(2).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    power = (np.abs(stft(codec.decode(audio, 30.0, 10.0, 7000.0))) ** 2).mean(1)
    bin_of = FFT_SIZE / SAMPLE_RATE
    assert power[int(7300 * bin_of) :].mean() < 1e-4 * power[: int(6700 * bin_of)].mean()


def test_sources_lose_alike_and_the_noise_goes_to_the_rest() -> None:
    rng = np.random.default_rng(3)
    audio = rng.normal(0, [[0.1], [0.05], [0.0], [0.0]], (4, 40 * 1024 + 1)).astype(np.float32)
    before = stft(audio)
    after = before.copy()
    codec.through(after, 2, audio.shape[1], (12.0, 3.0, 7000.0), Frontend())
    mixture = before.sum(0)
    wanted = stft(codec.decode(audio.sum(0), 12.0, 3.0, 7000.0))
    assert np.abs(after.sum(0) - wanted).max() < 1e-3 * np.abs(wanted).max()
    ratio = [after[i] / before[i] for i in (0, 1)]
    assert np.allclose(ratio[0], ratio[1], atol=1e-4) and np.abs(ratio[0].imag).max() < 1e-4
    kept = ratio[0].real
    assert kept.min() >= 0 and kept.max() <= 1 + 1e-6 and kept[800:].max() < 0.05 < kept[:400].min()
    noise = after[2]
    along = HEARD.sums((noise * mixture.conj()).real)
    size = np.sqrt(HEARD.sums(np.abs(noise) ** 2) * HEARD.sums(np.abs(mixture) ** 2))
    assert np.median(np.abs(along) / (size + 1e-12)) < 0.02 and np.abs(noise).max() > 0
    assert not after[3].any()


def test_silence_stays_silent() -> None:
    sources = np.zeros((2, 1025, 5), np.complex64)
    codec.through(sources, 1, 4097, (15.0, 3.0, 6000.0), Frontend())
    assert np.isfinite(sources).all() and np.abs(sources).max() < 1e-6
