"""The weights of undeclared classes: which gain, which lose, and that masks still sum to one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from training.measure.sets import Mixture
from training.measure.undeclared import heard_shares as heard_in_recording
from training.measure.undeclared import (
    least_share,
    rates,
    rows_of,
    with_one_hidden,
)
from training.networks.harmonic_unet.network import Config, HarmonicUNet
from training.networks.harmonic_unet.presence import SMOOTHING, Presence, heard_shares, with_rest
from training.signal.arrays import Array

PRESENCE = Presence(gain=3.0, typical=0.004, least=-2.0, most=3.0)
SMALL = Config(log_bins=64, channels=(8, 8, 8), encoder_depth=(1, 1, 1), decoder_depth=(1, 1), context=8, dilations=(1,), voice=4, film=8)


@pytest.fixture(scope="module")
def network() -> HarmonicUNet:
    torch.manual_seed(0)
    return HarmonicUNet(SMALL).eval()


def test_a_class_that_is_heard_gains_and_one_that_is_not_loses() -> None:
    level = torch.ones(10, 40)
    undeclared = torch.full((10, 3, 40), 0.5 * PRESENCE.typical)
    undeclared[:, 1, :20], undeclared[:, 1, 20:] = 0.2, 0.0  # plays in half of the bins
    heard = heard_shares(undeclared, level)
    assert heard.tolist() == pytest.approx([0.002, 0.1, 0.002])
    assert torch.allclose(heard_shares(undeclared, level * 7), heard)
    assert heard_shares(undeclared, level * 0).tolist() == [0, 0, 0]
    padded = torch.cat([undeclared, torch.ones(30, 3, 40)])
    assert torch.allclose(heard_shares(padded, torch.cat([level, torch.zeros(30, 40)])), heard)

    weights = PRESENCE.weights(heard, torch.ones(3))
    assert float(weights[1]) == pytest.approx(np.exp(PRESENCE.most)) and float(weights[0]) == float(weights[2]) < 1
    assert float(PRESENCE.weights(torch.tensor(PRESENCE.typical - SMOOTHING), torch.ones(1))) == pytest.approx(1)
    assert float(PRESENCE.weights(torch.tensor(0.0), torch.ones(1))) == pytest.approx(np.exp(PRESENCE.least))
    assert PRESENCE.weights(heard, torch.tensor([1.0, 2.0, 0.0])).tolist() == [1, 1, 1]

    shares, is_rest = torch.full((10, 2, 40), 0.4), torch.tensor([0.0, 1.0])
    total = (shares.sum(1) + undeclared.sum(1))[:, None]
    weighted = with_rest(shares / total, undeclared / total, weights, is_rest)
    plain = with_rest(shares / total, undeclared / total, None, is_rest)
    assert all(torch.allclose(x.sum(1), torch.ones(10, 40), atol=1e-6) for x in (weighted, plain))
    assert (weighted[:, 1, :20] > plain[:, 1, :20] + 0.1).all() and (weighted[:, 1, 20:] < plain[:, 1, 20:]).all()
    assert torch.allclose(with_rest(shares / total, undeclared / total, torch.ones(3), is_rest), plain, atol=1e-6)


def test_the_network_weighs_undeclared_classes_except_in_training(network: HarmonicUNet) -> None:
    magnitude, counts, slots = torch.rand(1, network.frontend.bins, 6), torch.eye(11)[:1], torch.tensor([0, 22])
    plain = HarmonicUNet(replace(SMALL, presence=None)).eval()
    plain.load_state_dict(network.state_dict())
    with torch.no_grad():
        masks, _, heard = network.heard(magnitude, counts, slots)
        unweighted, _, same = plain.heard(magnitude, counts, slots)
        assert heard.shape == (1, 11) and float(heard[0, 0]) == 0 and torch.equal(heard, same)
        assert float((masks - unweighted).abs().max()) > 1e-4 and torch.allclose(masks.sum(1), torch.ones_like(masks[:, 0]), atol=1e-5)
        pair = torch.eye(11)[:1] * 2
        assert torch.allclose(network(magnitude, pair, torch.tensor([0, 1, 22])), plain(magnitude, pair, torch.tensor([0, 1, 22])), atol=1e-6)
        trained = network.train().batch(magnitude, counts, slots[None])
        assert torch.equal(trained, plain.train().batch(magnitude, counts, slots[None]))
    network.eval()


def tones(*hertz: float) -> Array:
    time = np.arange(22050 * 2) / 22050
    return np.stack([0.1 * np.sin(2 * np.pi * f * time) for f in hertz]).astype(np.float32)


def test_each_player_in_turn_is_hidden_unless_another_plays_the_instrument() -> None:
    mixture = Mixture("piece/a", [0, 0, 2], tones(440, 660, 110), 22050, "strings")
    hidden = with_one_hidden(mixture)
    assert [(m.name, m.players, m.hidden) for m in hidden] == [("piece/a without cello", [0, 0], 1)]
    assert np.array_equal(hidden[0].references, mixture.references)
    assert with_one_hidden(hidden[0]) == []
    trio = with_one_hidden(replace(mixture, players=[0, 1, 2]))
    assert [m.players for m in trio] == [[1, 2], [0, 2], [0, 1]] and np.array_equal(trio[0].references[-1], mixture.references[0])


def test_rates_count_alarms_hits_and_right_names(network: HarmonicUNet) -> None:
    mixture = Mixture("piece/a", [0, 2], tones(440, 110), 22050, "strings")
    rows = rows_of(network, [mixture, *with_one_hidden(mixture)])
    assert [r["hidden"] for r in rows] == [None, "violin", "cello"]
    shares = heard_in_recording(network, mixture.references.sum(0), 22050, [0, 2])
    assert rows[0]["share"] == pytest.approx(shares.max(), abs=1e-5) and shares[0] == shares[2] == 0
    assert [r["instruments"] for r in rows] == [2, 1, 1] and [r["seconds"] for r in rows] == [2, 2, 2]
    made = [{"hidden": None, "share": 0.01, "instrument": "horn"}, {"hidden": None, "share": 0.03, "instrument": "horn"},
            {"hidden": "oboe", "share": 0.04, "instrument": "oboe"}, {"hidden": "oboe", "share": 0.05, "instrument": "flute"},
            {"hidden": "oboe", "share": 0.011, "instrument": "oboe"}]
    assert rates([r | {"instruments": 1, "seconds": 30} for r in made], 0.02) == {"declared": 2, "false_alarms": 1, "hidden": 3, "hits": 2, "named": 1}
    assert rates([r | {"instruments": 3, "seconds": 30} for r in made], 0.02) == {"declared": 2, "false_alarms": 2, "hidden": 3, "hits": 3, "named": 2}


@pytest.mark.parametrize(("instruments", "least"), [(1, 0.015), (2, 0.01), (3, 0.0075), (4, 0.0075), (6, 0.0075)])
def test_the_least_share_falls_with_the_number_of_declared_instruments(instruments: int, least: float) -> None:
    assert least_share(0.015, instruments, 8) == pytest.approx(least)
    assert least_share(0.015, instruments, 7.9) == 0.015
