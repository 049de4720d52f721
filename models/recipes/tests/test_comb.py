"""The refinement by pitch on tones whose pitch is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from recipes.common.classes import HOP, REST_SLOT, SAMPLE_RATE
from recipes.common.stft import Frontend, stft
from recipes.harmonic_unet.comb import CANDIDATES, LOWEST_HZ, STEPS_PER_OCTAVE, Comb, dictionary

FRAMES = 12
GRID = Frontend(4096)
SLOTS = torch.tensor([0, 12, REST_SLOT])


def tone(hertz: float, partials: int = 12) -> np.ndarray:
    """Complex spectrum [bins, FRAMES] of a harmonic tone."""
    time = np.arange((FRAMES - 1) * HOP + 1) / SAMPLE_RATE
    return stft(sum(0.8**k * np.sin(2 * np.pi * hertz * (k + 1) * time + k) for k in range(partials)).astype(np.float32) * 0.1, GRID.size)


def blurred(sources: list[np.ndarray], sharp: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """First shares [T, S, F] that lean only a little towards the true owner of a bin, the true ones, and the level."""
    magnitudes = np.stack([np.abs(s) for s in sources] + [np.full(sources[0].shape, 1e-5)])
    true = magnitudes / magnitudes.sum(0)
    shares = sharp * true + (1 - sharp) * np.array([0.49, 0.49, 0.02])[:, None, None]
    level = np.abs(sum(sources))
    as_tensor = [torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32)) for x in
                 (shares.transpose(2, 0, 1), true.transpose(2, 0, 1), (level / np.sqrt((level**2).mean())).T)]
    return as_tensor[0], as_tensor[1], as_tensor[2]


def test_rows_of_the_dictionary_find_their_own_tone() -> None:
    salience, combs = dictionary(GRID)
    assert salience.shape == combs.shape == (CANDIDATES, GRID.bins)
    assert np.allclose((salience**2).sum(1), 1, atol=1e-4)
    assert combs.min() >= 0 and combs.max() <= 1
    for index in range(60, CANDIDATES, 17):
        magnitude = np.abs(tone(LOWEST_HZ * 2 ** (index / STEPS_PER_OCTAVE)))[:, FRAMES // 2]
        assert abs(int((salience @ np.sqrt(magnitude)).argmax()) - index) <= 1


@pytest.mark.parametrize("low,high", [(146.8, 233.1), (220.0, 311.1), (392.0, 587.3)])
def test_two_tones_come_apart(low: float, high: float) -> None:
    comb = Comb(GRID).eval()
    shares, true, level = blurred([tone(low), tone(high)], 0.25)
    with torch.no_grad():
        refined = comb(shares, level, SLOTS, False)
    assert torch.allclose(refined.sum(1), torch.ones(FRAMES, GRID.bins), atol=1e-5)
    weight = (level**2)[:, None]

    def error(x: torch.Tensor) -> float:
        return float((weight * (x - true)[:, :2] ** 2).sum() / (weight * true[:, :2] ** 2).sum())

    assert error(refined) < 0.5 * error(shares)


def test_the_pitch_found_is_the_pitch_played() -> None:
    comb = Comb(GRID).eval()
    shares, _, level = blurred([tone(196.0), tone(277.2)], 0.4)
    with torch.no_grad():
        root = torch.sqrt(shares * level[:, None])
        root = root / root.norm(dim=2, keepdim=True)
        logits = comb.pitch(torch.matmul(root, comb.salience.float()).permute(1, 2, 0), torch.zeros(CANDIDATES, FRAMES), SLOTS, comb.sharpness[0], False)
    for row, hertz in enumerate((196.0, 277.2)):
        wanted = np.log2(hertz / LOWEST_HZ) * STEPS_PER_OCTAVE
        assert (logits[row].argmax(0) - wanted).abs().max() <= 1.5


def test_silence_and_a_lone_player_stay_finite() -> None:
    comb = Comb(GRID).eval()
    shares = torch.full((4, 2, GRID.bins), 0.5)
    with torch.no_grad():
        refined = comb(shares, torch.zeros(4, GRID.bins), torch.tensor([3, REST_SLOT]), False)
    assert torch.isfinite(refined).all()
    assert torch.allclose(refined.sum(1), torch.ones(4, GRID.bins), atol=1e-5)
