"""The confidence: its features against closed forms, its fit on data whose answer is known, its fixture."""

from __future__ import annotations

import json

import numpy as np
import pytest

from training.measure.confidence import fixture
from training.measure.confidence.fit import (
    LEAST_SDR,
    MOST_SDR,
    fit,
    stem_pairs,
    validation,
    whole_stem,
)
from training.measure.confidence.rows import Rows, by_window, collect
from training.measure.confidence.sums import (
    FEATURES,
    features,
    harmonicity,
    mixed_with,
    sounding,
    window_count,
    window_sums,
)
from training.measure.sets import Mixture

RATE = 11025


def tone(hz: float, seconds: float = 6.0, gain: float = 0.2) -> np.ndarray:
    return (gain * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def test_the_fixture_in_the_repository_is_what_this_code_makes() -> None:
    stored = json.loads(fixture.PATH.read_text(encoding="utf-8"))
    made = json.loads(json.dumps(fixture.content()))
    assert stored["sources"] == made["sources"]
    for stem, ours in zip(stored["features"], made["features"], strict=True):
        for window, own in zip(stem, ours, strict=True):
            assert window == pytest.approx(own, abs=1e-4)
    assert stored["sounding"] == made["sounding"]
    assert stored["mixed_with"] == made["mixed_with"]


def test_sources_that_share_no_bin_are_decided_and_equal_ones_are_not() -> None:
    apart = features(window_sums(np.stack([tone(400), tone(3000), tone(1) * 0]), RATE))
    decisiveness = FEATURES.index("decisiveness")
    assert apart[:, 0, decisiveness].min() > 25
    same = window_sums(np.stack([tone(400), tone(400), tone(1) * 0]), RATE)
    # |X|^2 = 4 |S|^2 and m = 1/2: the power over 4 |S|^2 / 4.
    assert features(same)[:, 0, decisiveness] == pytest.approx(0, abs=0.01)
    assert features(same)[0, 0, FEATURES.index("level")] == pytest.approx(-6.02, abs=0.01)
    assert mixed_with(same)[0][0, 0] == 1


def test_a_stem_that_falls_silent_does_not_sound() -> None:
    half = tone(400)
    half[int(2.5 * RATE) :] = 0
    heard = sounding(window_sums(np.stack([half, tone(900), tone(1) * 0]), RATE))
    assert heard.tolist() == [[True, False], [True, True]]


def test_two_tones_at_once_are_less_harmonic_than_one() -> None:
    size = 1024

    def of(*signals: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(np.hanning(size) * sum(signals)[:size])) ** 2
        return float(harmonicity(power[:, None], size, RATE)[0])

    assert of(tone(220)) > 0.9
    assert of(tone(220), tone(311)) < 0.9 * of(tone(220))
    assert of(tone(220) * 0) == 0


def test_windows_take_everything_once() -> None:
    assert [window_count(int(s * RATE), RATE) for s in (0.5, 4.4, 4.6, 10)] == [1, 1, 2, 3]
    values = np.arange(10 * RATE, dtype=float)
    assert by_window(values, RATE).sum() == pytest.approx(values.sum())
    assert by_window(values, RATE).shape == (3,)


def made_up(count: int, seed: int) -> Rows:
    """Rows whose SDR is 2 + 0.5 decisiveness plus 1 dB of noise, four windows a stem."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (count, len(FEATURES))) * 4
    sdr = 2 + 0.5 * values[:, 0] + rng.normal(0, 1, count)
    energy = np.ones(count)
    return Rows(values, sdr, energy, 10 ** (-sdr / 10), energy, np.arange(count) // 4, np.ones(count, int), 0)


def test_the_fit_finds_what_is_there_and_is_judged_on_other_rows() -> None:
    predict = fit([made_up(2000, 1)])
    assert predict.coefficients == pytest.approx([0.5, 0, 0, 0, 0], abs=0.03)
    assert predict.intercept == pytest.approx(2, abs=0.1)
    told = validation("other", made_up(2000, 2), predict)
    assert told["window_correlation"] == pytest.approx(0.88, abs=0.04)
    assert told["window_error_db"] == pytest.approx(1, abs=0.1)
    expected, true = stem_pairs(made_up(2000, 3), predict)
    assert len(expected) == 500
    assert np.corrcoef(expected, true)[0, 1] > 0.8
    assert predict(np.full((1, 5), 1e6))[0] in (LEAST_SDR, MOST_SDR)


def test_errors_of_windows_add_up() -> None:
    assert whole_stem(np.array([10.0, 0.0]), np.array([1.0, 1.0])) == pytest.approx(10 * np.log10(2 / 1.1))


def test_rows_know_the_true_error_and_who_it_came_from() -> None:
    class Leaky:
        """Gives each of three players its own part of the bins, and a tenth of the first to the second."""

        def __call__(self, magnitude, counts, slots):  # type: ignore[no-untyped-def]
            import torch

            masks = torch.zeros(1, len(slots), *magnitude.shape[1:])
            masks[:, 0, :60] = 0.9
            masks[:, 1, :60] = 0.1
            masks[:, 1, 60:140] = 1
            masks[:, 2, 140:] = 1
            return masks

    rate = 22050
    time = np.arange(6 * rate) / rate
    parts = np.stack([0.2 * np.sin(2 * np.pi * hz * time) for hz in (300, 1000, 4000)]).astype(np.float32)
    rows = collect(Leaky(), [Mixture("made up", [0, 4, 6], parts, rate, "test")])
    assert len(rows.sdr) == 6
    # A tenth of an equal tone is missing in the first and too much in the second: 20 dB.
    assert rows.sdr[:4] == pytest.approx(20, abs=0.3)
    assert rows.sdr[4:].min() > 30
    assert rows.partner[2:4].tolist() == [1, 1]
