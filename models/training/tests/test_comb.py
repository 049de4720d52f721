"""The refinement by pitch on tones whose pitch is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.networks.harmonic_unet.comb import Comb, dictionary
from training.signal.classes import HOP, REST_SLOT, SAMPLE_RATE
from training.signal.notes_prior import CANDIDATES, FLOOR, LOWEST_HZ, STEPS_PER_OCTAVE
from training.signal.stft import Frontend, stft

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
        refined, _ = comb(shares, level, SLOTS, False)
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
        refined, _ = comb(shares, torch.zeros(4, GRID.bins), torch.tensor([3, REST_SLOT]), False)
    assert torch.isfinite(refined).all()
    assert torch.allclose(refined.sum(1), torch.ones(4, GRID.bins), atol=1e-5)


def prior(*hertz: float | None) -> torch.Tensor:
    """[S, CANDIDATES, FRAMES]: one note a player, None for silence; nothing is known of the last, the rest."""
    candidates = LOWEST_HZ * 2 ** (np.arange(CANDIDATES) / STEPS_PER_OCTAVE)
    rows = [np.full(CANDIDATES, FLOOR) if h is None else np.maximum(FLOOR, np.exp(-((12 * np.log2(candidates / h) / 0.6) ** 4))) for h in hertz]
    return torch.from_numpy(np.stack([*rows, np.ones(CANDIDATES)])[:, :, None].repeat(FRAMES, 2)).float()


def test_notes_that_say_nothing_change_no_bit() -> None:
    comb = Comb(GRID).eval()
    shares, _, level = blurred([tone(196.0), tone(277.2)], 0.4)
    with torch.no_grad():
        free, pitches = comb(shares, level, SLOTS, False)
        told, told_pitches = comb(shares, level, SLOTS, False, torch.ones(3, CANDIDATES, FRAMES))
    assert torch.equal(free, told) and torch.equal(pitches, told_pitches)
    assert pitches.shape == (FRAMES, 3, CANDIDATES) and float(pitches.sum(2).max()) <= 1 + 1e-5


def test_notes_say_whose_tone_it_is() -> None:
    """The first shares know nothing; only the notes tell the two tones apart, in either order."""
    comb = Comb(GRID).eval()
    shares, true, level = blurred([tone(220.0), tone(311.1)], 0.0)
    weight = (level**2)[:, None]

    def error(notes: torch.Tensor, wanted: torch.Tensor) -> float:
        with torch.no_grad():
            refined, _ = comb(shares, level, SLOTS, False, notes)
        assert torch.allclose(refined.sum(1), torch.ones(FRAMES, GRID.bins), atol=1e-5)
        return float((weight * (refined - wanted)[:, :2] ** 2).sum() / (weight * wanted[:, :2] ** 2).sum())

    assert error(prior(220.0, 311.1), true) < 0.1
    assert error(prior(311.1, 220.0), true[:, [1, 0, 2]]) < 0.1


def test_a_player_who_is_known_to_be_silent_gets_less_of_anothers_note() -> None:
    comb = Comb(GRID).eval()
    shares, _, level = blurred([tone(220.0), 0 * tone(220.0)], 0.0)

    def share_of_second(notes: torch.Tensor) -> float:
        with torch.no_grad():
            refined, _ = comb(shares, level, SLOTS, False, notes)
        power = ((level**2)[:, None] * refined**2).sum((0, 2))
        return float(power[1] / power.sum())

    played = prior(220.0, None)
    open_to_second = played.clone()
    open_to_second[1] = 1
    assert share_of_second(played) < 0.6 * share_of_second(open_to_second)


def test_gradients_pass_through_the_prior() -> None:
    comb = Comb(GRID)
    shares, true, level = blurred([tone(220.0), tone(311.1)], 0.2)
    refined, _ = comb(shares.requires_grad_(), level, SLOTS, True, prior(220.0, None))
    ((refined - true) ** 2).mean().backward()
    assert all(torch.isfinite(g).all() for g in (shares.grad, comb.sharpness.grad, comb.leave.weight.grad))
    assert float(comb.sharpness.grad.abs().sum()) > 0 and float(shares.grad.abs().sum()) > 0
