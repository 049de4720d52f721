"""The trainer: schedule, budget, gradients that are not finite, checkpoints that continue byte for byte, log."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from training.engine.checkpoint import load_facts, load_weights
from training.engine.log import RunLog, shown
from training.engine.means import Means, mean_of
from training.engine.optimizer import muon
from training.engine.trainer import (
    Budget,
    Diverged,
    Result,
    Schedule,
    Settings,
    Trainer,
)


class Ticks:
    """A clock that moves on by one second every second time it is read: each step costs exactly one second."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self) -> float:
        self.reads += 1
        return float(self.reads // 2)


def clocks() -> dict[str, Callable[[], float]]:
    return {"cpu_s": Ticks(), "wall_s": lambda: 0.0}


class Small(nn.Module):
    """A convolution that Muon turns, and a matrix and a bias that it does not."""

    def __init__(self) -> None:
        super().__init__()
        self.turned = nn.Conv2d(2, 8, 3, padding=1)
        self.linear = nn.Linear(8, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(torch.relu(self.turned(x)).mean((2, 3)))


SETTINGS = Settings(Schedule(1e-2, warm_up=3, cool_down=0.5), log_every=2)


def trainer(path: Path | None, seed: int = 1, settings: Settings = SETTINGS) -> Trainer:
    torch.manual_seed(seed)
    network = Small()
    return Trainer(network, muon(network, settings.schedule.rate), settings, path, np.random.default_rng(seed), [seed], {"recipe": "small"}, clocks())


def step_of(made: Trainer) -> Callable[[], Result]:
    def step() -> Result:
        x = torch.from_numpy(made.rng.normal(size=(3, 2, 6, 6)).astype(np.float32))
        loss = (made.network(x)[:, 0] - x.mean((1, 2, 3))).square().mean()
        return Result(loss, {"gain": -loss}, {"examples": 3})
    return step


def bytes_of(path: Path) -> dict[str, bytes]:
    with np.load(path.with_name(f"{path.name}.weights.npz"), allow_pickle=False) as stored:
        return {k: stored[k].tobytes() for k in stored.files}


def test_the_rate_warms_up_by_steps_and_cools_down_by_the_budget() -> None:
    schedule = Schedule(1.0, warm_up=10, cool_down=0.5)
    assert schedule.at(0, 0.0) == pytest.approx(0.1) and schedule.at(50, 0.4) == 1.0
    assert schedule.at(50, 0.75) == pytest.approx(0.5) and schedule.at(50, 1.0) == 0.0 and schedule.at(50, 1.2) == 0.0
    assert Schedule(2.0, warm_up=0).at(0, 1.0) == 2.0


@pytest.mark.parametrize("unit", ["cpu_s", "steps"])
def test_a_run_spends_its_budget_and_no_more(tmp_path: Path, unit: str) -> None:
    made = trainer(tmp_path / "a")
    assert made.run(step_of(made), Budget(6, unit))
    facts = load_facts(tmp_path / "a")
    assert (made.step, made.spent, made.cpu_s) == (6, 6, 6)
    assert {k: facts[k] for k in ("step", "spent", "examples", "seeds", "recipe")} == {
        "step": 6, "spent": 6, "examples": 18, "seeds": [1], "recipe": "small"}
    again = trainer(tmp_path / "a")
    assert again.load() and again.run(step_of(again), Budget(6, unit)) and again.step == 6


@pytest.mark.parametrize("budget", [(-1, "cpu_s"), (float("nan"), "cpu_s"), (1, "minutes")])
def test_a_budget_that_means_nothing_is_refused(budget: tuple[float, str]) -> None:
    with pytest.raises(ValueError, match="budget"):
        Budget(*budget)


@pytest.mark.parametrize("stopped_after", [1, 4])
def test_a_stopped_run_continues_byte_for_byte(tmp_path: Path, stopped_after: int) -> None:
    whole = trainer(tmp_path / "whole")
    whole.run(step_of(whole), Budget(8))
    first = trainer(tmp_path / "parts")
    assert not first.run(step_of(first), Budget(8), stop=lambda: first.step >= stopped_after)
    second = trainer(tmp_path / "parts", seed=9)
    assert second.load() and second.step == stopped_after
    assert second.run(step_of(second), Budget(8))
    assert bytes_of(tmp_path / "parts") == bytes_of(tmp_path / "whole")
    facts, wanted = load_facts(tmp_path / "parts"), load_facts(tmp_path / "whole")
    assert facts["generator"] == wanted["generator"] and facts["spent"] == wanted["spent"] == 8 and facts["examples"] == 24


def test_another_runs_weights_bring_their_counts_but_not_their_budget(tmp_path: Path) -> None:
    first = trainer(tmp_path / "first")
    first.run(step_of(first), Budget(4))
    second = trainer(tmp_path / "second", seed=2)
    assert not second.load(tmp_path / "first")
    assert (second.step, second.spent, second.fresh, second.seeds) == (4, 0.0, 0, {1, 2})
    second.run(step_of(second), Budget(3))
    assert load_facts(tmp_path / "second")["examples"] == 21


def test_a_gradient_that_is_not_finite_changes_nothing(tmp_path: Path) -> None:
    made = trainer(tmp_path / "a")
    good, entries = step_of(made), []
    made.log = entries.append
    before = {k: v.clone() for k, v in made.network.state_dict().items()}

    def step() -> Result:
        result = good()
        return Result(result.loss * float("nan")) if len(entries) < 3 else result

    made.run(step, Budget(4))
    assert made.step == 1 and [e.get("skipped") for e in entries[:3]] == [1, 2, 3]
    assert any(not torch.equal(v, before[k]) for k, v in made.network.state_dict().items())
    assert all(torch.isfinite(v).all() for v in made.mean.values())


def test_a_run_that_stays_without_finite_gradients_stops_and_says_so(tmp_path: Path) -> None:
    made = trainer(tmp_path / "a")
    good = step_of(made)

    def step() -> Result:
        return good() if made.step < 2 else Result(good().loss * float("nan"))

    with pytest.raises(Diverged, match="20 gradients in a row"):
        made.run(step, Budget(1000))
    kept = Small()
    load_weights(tmp_path / "a", kept, "weight")
    assert load_facts(tmp_path / "a")["step"] == 2
    assert all(torch.equal(v, made.network.state_dict()[k]) for k, v in kept.state_dict().items())


def test_what_a_hook_raises_goes_on_after_a_save(tmp_path: Path) -> None:
    made = trainer(tmp_path / "a")

    def check() -> bool:
        if made.step == 3:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        made.run(step_of(made), Budget(9), stop=check)
    assert load_facts(tmp_path / "a")["step"] == 3


def test_groups_may_move_more_slowly() -> None:
    network = Small()
    optimizer = torch.optim.AdamW([{"params": network.linear.parameters(), "scale": 0.25}, {"params": network.turned.parameters()}], lr=1.0)
    made = Trainer(network, optimizer, Settings(Schedule(1e-3, warm_up=1)), rng=np.random.default_rng(1))
    made.advance(step_of(made), Budget(1, "steps"))
    assert [g["lr"] for g in optimizer.param_groups] == [2.5e-4, 1e-3]


def test_the_log_is_json_beside_the_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = trainer(tmp_path / "a")
    made.log = RunLog(tmp_path / "a")
    made.run(step_of(made), Budget(4))
    lines = [json.loads(line) for line in (tmp_path / "a.log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [2, 4] and lines[1]["examples"] == 12 and lines[0]["gain"] == -lines[0]["loss"]
    assert capsys.readouterr().out.startswith("step 2 loss 0.")
    assert shown({"step": 3, "loss": float("nan"), "rate": 1.5e-3}) == "step 3 loss nan rate 1.5e-03"
    RunLog(tmp_path / "b")({"loss": float("inf")})
    assert json.loads((tmp_path / "b.log.jsonl").read_text()) == {"loss": None}


def test_means_leave_out_what_is_not_a_number() -> None:
    assert mean_of(torch.tensor([1.0, float("nan"), 3.0])) == 2.0 and np.isnan(mean_of(float("nan")))
    means = Means()
    for value in (1.0, float("nan"), 2.0):
        means.add({"gain": value})
    assert means.take() == {"gain": 1.5} and means.take() == {}
