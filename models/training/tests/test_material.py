"""Formants, the anchor and the weight of what leaks: the parts of a stage that changes the material and stays near its start."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.data.colour import envelope_db, formant_warp
from training.data.ensembles import DRAWS
from training.engine.anchor import Anchor
from training.losses.separation import REST_WEIGHT, separation_loss
from training.signal.classes import CLASSES, REST_SLOT
from training.signal.stft import stft

RATE = 22050


def vowel(formant_hz: float) -> np.ndarray:
    """The complex spectrum of two seconds of a 200 Hz tone with one formant."""
    time = np.arange(2 * RATE) / RATE
    partials = np.arange(1, 50) * 200.0
    levels = np.exp(-((np.log2(partials / formant_hz) / 0.5) ** 2)) + 0.01
    return stft((levels[:, None] * np.sin(2 * np.pi * partials[:, None] * time)).sum(0).astype(np.float32), 4096)


@pytest.mark.parametrize("factor", [0.75, 1.3])
def test_a_warp_moves_the_formant_and_leaves_the_partials(factor: float) -> None:
    spectrum = vowel(1000)
    warped = spectrum * formant_warp(spectrum, factor)[:, None]
    before, after = (np.sum(knots * 10 ** (level / 10)) / np.sum(10 ** (level / 10))
                     for knots, level in (envelope_db((np.abs(x) ** 2).mean(1)) for x in (spectrum, warped)))
    assert 0.3 < (after - before) / np.log2(factor) < 1.5  # octaves of the envelope's centre; the smoothing widens the formant
    strongest = np.abs(warped).mean(1).argmax() * RATE / 4096
    assert strongest % 200 == pytest.approx(0, abs=6) or strongest % 200 == pytest.approx(200, abs=6)
    assert formant_warp(spectrum, 1.0) == pytest.approx(1.0)
    assert np.isfinite(formant_warp(np.zeros((2049, 3)), 1.3)).all()


def test_an_anchor_pulls_trained_parameters_by_a_share_of_their_way() -> None:
    start, network = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    network.bias.requires_grad_(False)
    before = {k: v.clone() for k, v in network.state_dict().items()}
    Anchor(start).pull(network, 0.25)
    assert torch.allclose(network.weight, 0.75 * before["weight"] + 0.25 * start.weight)
    assert torch.equal(network.bias, before["bias"])


def test_a_missed_rest_weighs_more_and_a_quiet_one_does_not() -> None:
    player, hidden = torch.zeros(1, 4, 2), torch.zeros(1, 4, 2)
    player[:, :2], hidden[:, 2:] = 1.0, 1.0

    def loss(level: float, kept: float, leak_weight: float) -> float:
        """Of masks that give the share `kept` of every bin to the rest, of an undeclared player of this level."""
        sources = torch.stack([player, level * hidden], 1)
        mixture = sources.sum(1)
        masks = torch.tensor([1 - kept, kept])[None, :, None, None].expand(1, 2, 4, 2)
        return float(separation_loss(masks, sources**2, sources * mixture[:, None], mixture**2, torch.tensor([[0, REST_SLOT]]), leak_weight=leak_weight)[0])

    # half of all to each: player and rest have errors of 2 (a quarter of 8 bins) against 4; floors are 1e-3 and 2e-2 of 8
    player_db, rest_db = (10 * np.log10((2 + floor * 8) / (4 + floor * 8)) for floor in (1e-3, 2e-2))
    for weight in (0.0, 3.0):
        of_rest = REST_WEIGHT + weight * (2 / (4 + 0.16))
        assert loss(1.0, 0.5, weight) == pytest.approx((player_db + of_rest * rest_db) / (1 + of_rest), abs=1e-3)
    assert loss(1e-2, 0.2, 3.0) == loss(1e-2, 0.2, 0.0)


def test_chorales_are_of_known_instruments() -> None:
    rng = np.random.default_rng(1)
    drawn = [DRAWS["chorale"](rng) for _ in range(60)]
    assert all(len(names) == 4 and set(names) <= set(CLASSES) and max(map(names.count, names)) <= 2 for names in drawn)
    assert sum(names == ["violin", "clarinet", "saxophone", "bassoon"] for names in drawn) > 10
