"""Short runs of equal cost or equal length, trained once and loaded afterwards.

The cost is measured in CPU seconds of the process and covers drawing batches, the forward and backward passes and the
optimizer. Intermediate evaluations are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.engine.checkpoint import load_facts, load_weights, save, state_file
from training.engine.means import Means
from training.engine.trainer import Budget, Result, Schedule, Settings, Trainer

MEAN_DECAY = 0.98
"""Decay of the running mean of the weights, chosen for runs of a few hundred steps."""


@dataclass(frozen=True)
class Plan:
    """steps: if given, the length of the run, whatever it costs. cool_down: the final share of the budget over which the learning rate decays to
    zero.
    """

    cpu_s: float
    rate: float = 3e-3
    warm_up: int = 20
    cool_down: float = 0.5
    look_every_s: float = 20.0
    steps: int | None = None

    @property
    def budget(self) -> Budget:
        # Pre-training may already have spent its share on clustering.
        return Budget(max(self.cpu_s, 0.0)) if self.steps is None else Budget(self.steps, "steps")


def train(path: Path, network: nn.Module, loss_of: Callable[[], Tensor], plan: Plan,
          make_optimizer: Callable[[nn.Module, float], torch.optim.Optimizer],
          look: Callable[[], float] | None = None, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """Train until the plan's budget is spent, then save the weights, their running mean and the facts to `path`
    (checkpoint.save).

    A run whose files already exist is only loaded. `loss_of` draws its own batch. `look` returns a metric for the
    learning curve and is called with the running mean loaded. Afterwards the network holds the running mean.
    Parameters without a gradient do not change.
    """
    if state_file(path).exists():
        load_weights(path, network)
        return load_facts(path)
    settings = Settings(Schedule(plan.rate, plan.warm_up, plan.cool_down), MEAN_DECAY, mean_early=10)
    trainer = Trainer(network, make_optimizer(network, plan.rate), settings)
    curve: list[dict[str, float]] = []
    losses = Means()
    looked = 0.0

    def after_step(result: Result) -> None:
        nonlocal looked
        losses.add({"loss": result.loss})
        ended = trainer.spent >= plan.cpu_s if plan.steps is None else trainer.step >= plan.steps
        if trainer.cpu_s - looked < plan.look_every_s and not ended:
            return
        looked = trainer.cpu_s
        seen = {"cpu_s": round(trainer.cpu_s, 1), "step": trainer.step, "loss": round(losses.take()["loss"], 3)}
        if look is not None:
            kept = {k: v.clone() for k, v in network.state_dict().items()}
            network.load_state_dict(trainer.mean)
            seen["look"] = round(look(), 3)
            network.load_state_dict(kept)
            network.train()
        curve.append(seen)
        print(path.name, seen, flush=True)

    trainer.run(lambda: Result(loss_of()), plan.budget, after_step=after_step)
    found = {**(facts or {}), "step": trainer.step, "cpu_s": round(trainer.cpu_s, 1), "curve": curve}
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, network, trainer.mean, trainer.optimizer, found)
    network.load_state_dict(trainer.mean)
    return found
