"""Checkpoints: plain arrays that bring back weights, running mean, optimizer and generator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.engine.average import average
from training.engine.checkpoint import (
    follow,
    load_facts,
    load_weights,
    publish,
    resume,
    save,
)
from training.engine.optimizer import Muon, groups_of
from training.networks.harmonic_unet.network import HarmonicUNet


def optimizer_of(network: HarmonicUNet) -> Muon:
    return Muon(groups_of(network, True), lr=1e-3)


def test_a_checkpoint_comes_back_whole(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = HarmonicUNet()
    optimizer = optimizer_of(network)
    masks = network.batch(torch.rand(1, network.frontend.bins, 4), torch.eye(11)[:1], torch.tensor([[0, 22]]))
    (masks[:, 0] ** 2).mean().backward()
    optimizer.step()
    mean = {k: v * 0.5 for k, v in network.state_dict().items()}
    rng = np.random.default_rng(4)
    rng.normal(size=3)
    save(tmp_path / "a", network, mean, optimizer, {"step": 1, "generator": rng.bit_generator.state})

    other, found = HarmonicUNet(), {}
    second = optimizer_of(other)
    facts = resume(tmp_path / "a", other, found, second)
    assert facts["step"] == 1
    for key, value in network.state_dict().items():
        assert torch.equal(value, other.state_dict()[key]) and torch.equal(found[key], mean[key])
    before, after = optimizer.state_dict()["state"], second.state_dict()["state"]
    assert all(torch.equal(before[i]["exp_avg"], after[i]["exp_avg"]) for i in before)
    again = np.random.default_rng()
    again.bit_generator.state = facts["generator"]
    assert again.normal() == rng.normal()


def test_published_weights_are_enough_to_go_on(tmp_path: Path) -> None:
    network = HarmonicUNet()
    publish(tmp_path / "b", network.state_dict(), {"step": 7, "generator": {}})
    other, mean = HarmonicUNet(), {}
    assert resume(tmp_path / "b", other, mean, optimizer_of(other)) == {"step": 7}
    load_weights(tmp_path / "b", other)
    assert load_facts(tmp_path / "b") == {"step": 7}
    assert all(torch.equal(v.half().float(), other.state_dict()[k]) for k, v in network.state_dict().items())


def test_an_average_is_half_of_both_and_keeps_what_was_spent(tmp_path: Path) -> None:
    networks = [HarmonicUNet(), HarmonicUNet()]
    for name, network, step in zip("ab", networks, (3, 9)):
        save(tmp_path / name, network, network.state_dict(), optimizer_of(network), {"step": step})
    made = HarmonicUNet()
    average(tmp_path / "a", tmp_path / "b", tmp_path / "c", made, HarmonicUNet(), optimizer_of(made))
    found = HarmonicUNet()
    load_weights(tmp_path / "c", found)
    assert load_facts(tmp_path / "c") == {"step": 9}
    first, second = (n.state_dict() for n in networks)
    assert all(torch.allclose(v, (first[k] + second[k]) / 2, atol=1e-7) for k, v in found.state_dict().items())


def test_the_running_mean_is_the_weights_mean_at_first_and_slow_later() -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    mean = {"weight": torch.zeros(1, 1)}
    wanted = 0.0
    for step in range(1, 60):
        network.weight.data.fill_(float(step))
        follow(mean, network, 0.8, step)
        decay = min(0.8, step / (step + 10))
        wanted = decay * wanted + (1 - decay) * step
    assert float(mean["weight"]) == pytest.approx(wanted, rel=1e-5)
    assert 59 - 4.5 < wanted < 59 - 3.5
