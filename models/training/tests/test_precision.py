"""Which precision training multiplies in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from training.networks import precision
from training.networks.conv_tasnet.network import ConvTasNet
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.precision import bfloat16_is_faster


@pytest.fixture(autouse=True)
def measured_anew() -> Iterator[None]:
    precision.measured.cache_clear()
    yield
    precision.measured.cache_clear()
    precision.decide(None)


def test_emulated_bfloat16_is_not_faster() -> None:
    # Without its fast library PyTorch emulates bfloat16, as it does on a processor that has no units for it.
    with torch.backends.mkldnn.flags(enabled=False):
        assert not bfloat16_is_faster()


@pytest.mark.parametrize(("cost", "expected"), [(0.5, True), (0.95, False), (4.0, False)])
def test_networks_train_in_bfloat16_where_it_is_clearly_faster(cost: float, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_cost", lambda dtype: cost if dtype == torch.bfloat16 else 1.0)
    wanted = torch.bfloat16 if expected else torch.float32
    for network in (HarmonicUNet(), ConvTasNet()):
        assert network.train().working(torch.zeros(1)).dtype == wanted
        assert network.eval().working(torch.zeros(1)).dtype == torch.float32


def test_a_decision_takes_the_place_of_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_cost", lambda dtype: 0.5 if dtype == torch.bfloat16 else 1.0)
    precision.decide(False)
    assert not bfloat16_is_faster() and not HarmonicUNet().fast
    precision.decide(None)
    assert bfloat16_is_faster() and HarmonicUNet().fast
