"""Steps of an adaptation: they stop between two, resume bit for bit, and refuse what is not finite."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.adapt.mixing import SoloMixer
from training.adapt.plan import Refusal
from training.adapt.protocol import Stopped
from training.adapt.training import Learner, between, train
from training.networks.harmonic_unet.network import HarmonicUNet
from training.recipes.harmonic_unet import adaptable
from training.tests.adapting import CELLO, TINY, VIOLIN, tone


def test_weights_between_are_on_the_straight_line() -> None:
    found = between({"w": torch.zeros(2)}, {"w": torch.tensor([2.0, 4.0])}, 0.25)
    assert found["w"].tolist() == [0.5, 1.0]


def learner_at(path: Path) -> tuple[Learner, SoloMixer]:
    torch.manual_seed(1)
    network = HarmonicUNet(TINY)
    rng = np.random.default_rng(1)
    learner = Learner(network, adaptable.optimizer(network, 1e-3), 1e-3, rng, path)
    learner.load()
    return learner, SoloMixer({VIOLIN: [tone(440, 6)], CELLO: [tone(110, 6)]}, learner.rng, network.frontend)


def test_training_that_is_stopped_saves_and_goes_on(tmp_path: Path) -> None:
    learner, mixer = learner_at(tmp_path / "checkpoint")
    begin = {k: v.clone() for k, v in learner.network.state_dict().items()}
    told: list[str] = []
    saves: list[float] = []

    def check() -> None:
        if learner.step >= 2:
            raise Stopped

    def step() -> tuple[torch.Tensor, torch.Tensor]:
        return adaptable.losses(learner.network, mixer.batch(1, 12))

    with pytest.raises(Stopped):
        train(learner, "solos", 1000.0, step, told.append, lambda: saves.append(learner.minutes), check)
    assert learner.step == 2 and saves and told[0].startswith("step 1")
    assert any(not torch.equal(v, begin[k]) for k, v in learner.network.state_dict().items())

    again, _ = learner_at(tmp_path / "checkpoint")
    assert again.step == 2 and again.phases == learner.phases and len(again.curve) == 1
    assert all(torch.equal(v, learner.network.state_dict()[k]) for k, v in again.network.state_dict().items())
    assert all(torch.equal(v, learner.mean[k]) for k, v in again.mean.items())
    assert again.rng.bit_generator.state == learner.rng.bit_generator.state


def test_numbers_that_are_not_finite_change_nothing_and_end_it(tmp_path: Path) -> None:
    learner, _ = learner_at(tmp_path / "checkpoint")
    begin = {k: v.clone() for k, v in learner.network.state_dict().items()}

    def step() -> tuple[torch.Tensor, torch.Tensor]:
        return learner.network.slot_bias.sum() * float("nan"), torch.zeros(1)

    with pytest.raises(Refusal, match="diverged"):
        train(learner, "solos", 1000.0, step, lambda *_: None, lambda: None, lambda: None)
    assert all(torch.equal(v, begin[k]) for k, v in learner.network.state_dict().items())
