"""Figures against closed forms and against independent formulas."""

from __future__ import annotations

import numpy as np
import pytest

from training.measure.metrics import (
    is_silent,
    sdr,
    si_sdr,
    si_sdr_improvement,
    summarize,
)

N = 4096
TIME = np.arange(N)
S = np.sin(2 * np.pi * 8 * TIME / N)
ORTHOGONAL = np.cos(2 * np.pi * 8 * TIME / N)


def test_sdr_of_an_orthogonal_error_is_the_ratio_of_energies() -> None:
    assert sdr(S, S + 0.1 * ORTHOGONAL) == pytest.approx(20.0, abs=1e-9)


def test_sdr_counts_a_wrong_scale_and_si_sdr_does_not() -> None:
    assert sdr(S, 0.5 * S) == pytest.approx(20 * np.log10(2), abs=1e-9)
    assert si_sdr(S, 0.5 * S + 0.05 * ORTHOGONAL) == pytest.approx(20.0, abs=1e-9)


def test_si_sdr_ignores_offsets() -> None:
    estimate = S + 0.1 * ORTHOGONAL
    assert si_sdr(S + 3, estimate - 2) == pytest.approx(si_sdr(S, estimate), abs=1e-9)


def test_si_sdr_is_the_correlation_in_decibels() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=N), rng.normal(size=N)
    rho = np.corrcoef(a, b)[0, 1]
    assert si_sdr(a, b) == pytest.approx(10 * np.log10(rho**2 / (1 - rho**2)), abs=1e-6)


def test_improvement_of_the_mixture_is_zero() -> None:
    mixture = S + ORTHOGONAL
    assert si_sdr_improvement(S, mixture, mixture) == 0


def test_an_estimate_of_nothing_is_worthless() -> None:
    assert si_sdr(S, np.zeros(N)) < -100


def test_silence() -> None:
    assert is_silent(np.zeros(N)) and not is_silent(1e-3 * S)


def test_summary() -> None:
    s = summarize([-1.0, 1.0, 3.0, float("nan")])
    assert (s.mean, s.median, s.outputs) == (1.0, 1.0, 3)
    assert s.worse == pytest.approx(1 / 3)
    assert s.tenth == pytest.approx(-0.6)
