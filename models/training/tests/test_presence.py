"""The study of undeclared classes: which gain, which lose, and that masks still sum to one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studies.search.presence import PresenceUNet, Setting
from training.networks.harmonic_unet.network import HarmonicUNet

SETTING = Setting(gain=3.0, typical=0.004, most=3.0)


@pytest.fixture(scope="module")
def network() -> PresenceUNet:
    torch.manual_seed(0)
    made = PresenceUNet()
    made.setting = SETTING
    return made.eval()


def test_a_class_that_is_heard_gains_and_one_that_is_not_loses(network: PresenceUNet) -> None:
    level = torch.ones(10, 40)
    nobodys = torch.full((10, 3, 40), 0.5 * SETTING.typical)
    nobodys[:, 1, :20], nobodys[:, 1, 20:] = 0.2, 0.0  # plays in half of the bins
    factors = network.factors(nobodys, level)
    assert float(factors[1]) == pytest.approx(np.exp(SETTING.most)) and float(factors[0]) == float(factors[2]) < 1
    assert float(network.factors(torch.full((10, 1, 40), SETTING.typical - 1e-4), level)) == pytest.approx(1, abs=1e-3)
    assert torch.allclose(network.factors(nobodys, level * 7), factors) and torch.isfinite(network.factors(nobodys, level * 0)).all()
    silence = torch.cat([level, torch.zeros(30, 40)])
    assert torch.allclose(network.factors(torch.cat([nobodys, torch.ones(30, 3, 40)]), silence), factors)

    shares, is_rest = torch.full((10, 2, 40), 0.4), torch.tensor([0.0, 1.0])
    total = (shares.sum(1) + nobodys.sum(1))[:, None]
    weighted = network.with_rest(shares / total, nobodys / total, level, is_rest)
    plain = HarmonicUNet.with_rest(network, shares / total, nobodys / total, level, is_rest)
    assert all(torch.allclose(x.sum(1), torch.ones(10, 40), atol=1e-6) for x in (weighted, plain))
    assert (weighted[:, 1, :20] > plain[:, 1, :20] + 0.1).all() and (weighted[:, 1, 20:] < plain[:, 1, 20:]).all()


def test_a_gain_of_zero_is_the_published_network(network: PresenceUNet) -> None:
    magnitude, counts, slots = torch.rand(1, network.frontend.bins, 6), torch.eye(11)[:1], torch.tensor([0, 22])
    plain = HarmonicUNet().eval()
    plain.load_state_dict(network.state_dict())
    with torch.no_grad():
        weighted = network(magnitude, counts, slots)
        network.setting = Setting()
        same = network(magnitude, counts, slots)
        network.setting = SETTING
        assert torch.equal(same, plain(magnitude, counts, slots))
    assert float((weighted - same).abs().max()) > 1e-3 and torch.allclose(weighted.sum(1), torch.ones_like(weighted[:, 0]), atol=1e-5)
