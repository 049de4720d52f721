"""The training loop of every recipe: budget, schedule, clipping, running mean, checkpoints, log, and what happens when gradients stop being finite."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.engine import checkpoint
from training.engine.means import Means
from training.networks.precision import bfloat16_is_faster

UNITS = ("cpu_s", "wall_s", "steps")


class Diverged(RuntimeError):
    """Too many gradients in a row were not finite. The weights are those of the last finite step."""


@dataclass(frozen=True)
class Budget:
    """The budget of a run: CPU seconds of the process, wall-clock seconds, or steps. Saving and validation are not counted.

    CPU seconds make runs of equal cost comparable on a shared machine. Steps make two runs take exactly the same way.
    """

    amount: float
    unit: str = "cpu_s"

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"a budget is counted in one of {', '.join(UNITS)}, not in {self.unit}")
        if not self.amount >= 0:
            raise ValueError("a budget must not be negative")


@dataclass(frozen=True)
class Schedule:
    """The learning rate: linear warm-up by steps, then constant, then linear decay to zero over the last part of the budget."""

    rate: float
    warm_up: int = 40
    """Steps, counted from a fresh optimizer."""
    cool_down: float = 0.0
    """Share of the budget, 0 to 1."""

    def at(self, taken: int, share: float) -> float:
        """The rate after `taken` steps of this optimizer, when `share` of the budget is spent."""
        warm = min(1.0, (taken + 1) / max(self.warm_up, 1))
        cool = min(1.0, max(0.0, 1 - share) / self.cool_down) if self.cool_down > 0 else 1.0
        return self.rate * warm * cool


@dataclass(frozen=True)
class Settings:
    """How a run trains, apart from its data and loss."""

    schedule: Schedule
    mean_decay: float = 0.998
    """Decay of the running mean of the weights; this mean is published."""
    mean_early: int = 20
    """The mean decays faster in the first steps (`checkpoint.follow`)."""
    clip: float = 5.0
    """Maximum norm to which the gradient is clipped."""
    give_up: int = 20
    """Number of consecutive non-finite gradients after which the run stops."""
    log_every: int = 25
    """Steps."""
    save_every_s: float = 120.0
    """Seconds on the clock."""


@dataclass
class Result:
    """One batch: its loss, figures whose means are logged (NaN where one means nothing), and counts that add up over a run."""

    loss: Tensor
    figures: Mapping[str, Tensor | float] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)


Step = Callable[[], Result]
"""Draws a batch and returns its loss with gradients."""


def nothing() -> None:
    """The hook that does nothing."""


class Trainer:
    """A network in training, with everything that a later run needs to continue it byte for byte on a CPU.

    On a GPU dropout has a generator of its own, which is not stored, and sums may be added in another order.
    """

    def __init__(self, network: nn.Module, optimizer: torch.optim.Optimizer, settings: Settings, path: Path | None = None,
                 rng: np.random.Generator | None = None, seeds: Iterable[int] = (), extra: Mapping[str, Any] | None = None,
                 clocks: Mapping[str, Callable[[], float]] | None = None) -> None:
        """path: of the checkpoint, without suffix; None: nothing is stored. rng: what batches are drawn with. extra: facts that are
        stored with the weights, as they are at the time. clocks: for tests."""
        self.network, self.optimizer, self.settings, self.path, self.rng = network, optimizer, settings, path, rng
        self.clocks = clocks or {"cpu_s": time.process_time, "wall_s": time.monotonic}
        self.mean = {k: v.clone() for k, v in network.state_dict().items()}
        self.extra: Mapping[str, Any] = {} if extra is None else extra
        self.seeds = set(seeds)
        self.step = 0
        self.fresh = 0
        """The step at which the optimizer was created; the warm-up counts from there."""
        self.cpu_s = 0.0
        self.spent = 0.0
        """Budget spent so far, in its unit."""
        self.counts: dict[str, float] = {}
        self.means = Means()
        self.log: Callable[[dict[str, float]], None] = lambda entry: None
        self.refused = 0
        self._stored: dict[str, Any] = {}

    def load(self, start: Path | None = None) -> bool:
        """Continue this run's own checkpoint, or else begin with another run's weights and optimizer. -> whether it was the own one.

        A checkpoint written before budgets were stored has its whole budget left.
        """
        own = self.path is not None and checkpoint.state_file(self.path).exists()
        source = self.path if own else start
        if source is None:
            return False
        self._stored = checkpoint.resume(source, self.network, self.mean, self.optimizer)
        self.restore(self._stored, own)
        self.fresh = 0 if self.optimizer.state_dict()["state"] else self.step
        return own

    def adopt(self) -> None:
        """Restart the running mean from the network's current weights, after these were set from another source."""
        self.mean = {k: v.clone() for k, v in self.network.state_dict().items()}

    def restore(self, facts: Mapping[str, Any], own: bool) -> None:
        """Take over what a checkpoint counted; own: it is this run's, so its budget and random generator go on too."""
        self.step, self.cpu_s = int(facts["step"]), float(facts.get("cpu_s", 0.0))
        self.seeds |= set(facts.get("seeds", []))
        if own:
            self.spent = float(facts.get("spent", 0.0))
            if self.rng is not None and "generator" in facts:
                self.rng.bit_generator.state = facts["generator"]
            if "torch_generator" in facts:
                torch.set_rng_state(torch.from_numpy(np.frombuffer(base64.b64decode(facts["torch_generator"]), np.uint8).copy()))

    def facts(self) -> dict[str, Any]:
        """The facts stored beside the weights as JSON."""
        drawn = {} if self.rng is None else {"generator": self.rng.bit_generator.state}
        dropout = base64.b64encode(torch.get_rng_state().numpy().tobytes()).decode()
        return {**self._stored, **self.extra, **self.counts, "step": self.step, "cpu_s": self.cpu_s, "spent": self.spent,
                "seeds": sorted(self.seeds | set(self.extra.get("seeds", ()))), **drawn, "torch_generator": dropout, "bfloat16": bfloat16_is_faster()}

    def save(self) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.save(self.path, self.network, self.mean, self.optimizer, self.facts())

    def run(self, step: Step, budget: Budget, *, stop: Callable[[], bool] = lambda: False, after_step: Callable[[Result], None] = lambda _: None,
            after_save: Callable[[], None] = nothing) -> bool:
        """Train until the budget is spent or `stop` says so between two steps; either way everything is saved. -> whether it was spent.

        Hooks may raise; what was learnt so far is saved before the exception goes on.
        @raises Diverged after `give_up` gradients in a row that were not finite
        """
        wall = self.clocks["wall_s"]
        self.network.train()
        saved_at, saved_step, finished = wall(), self.step, True
        try:
            while self.spent < budget.amount:
                if stop():
                    finished = False
                    break
                result = self.advance(step, budget)
                if result is not None:
                    after_step(result)
                    if self.step % self.settings.log_every == 0:
                        self.log(self.entry())
                if wall() - saved_at >= self.settings.save_every_s:
                    saved_step = self.step
                    self.save()
                    after_save()
                    saved_at = wall()
        finally:
            if self.step != saved_step:
                self.save()
                after_save()
        return finished

    def advance(self, step: Step, budget: Budget) -> Result | None:
        """One step, whose cost is counted. -> None where its gradient was not finite and nothing was changed."""
        cpu, clock = self.clocks["cpu_s"], self.clocks.get(budget.unit)
        cpu_before, before = cpu(), 0.0 if clock is None else clock()
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.schedule.at(self.step - self.fresh, self.spent / budget.amount) * group.get("scale", 1.0)
        result = step()
        self.optimizer.zero_grad(set_to_none=True)
        result.loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        finite = bool(torch.isfinite(norm))
        if finite:
            self.optimizer.step()
            self.step += 1
            self.refused = 0
            checkpoint.follow(self.mean, self.network, self.settings.mean_decay, self.step, self.settings.mean_early)
            self.means.add({"loss": result.loss, **result.figures})
            for name, count in result.counts.items():
                self.counts[name] = self.counts.get(name, self._stored.get(name, 0)) + count
        self.cpu_s += cpu() - cpu_before
        self.spent += 1 if clock is None else clock() - before
        if finite:
            return result
        self.refused += 1
        self.log({"step": self.step, "loss": float(result.loss.detach()), "gradient_norm": float(norm), "skipped": self.refused})
        if self.refused >= self.settings.give_up:
            raise Diverged(f"the training diverged: {self.refused} gradients in a row were not finite")
        return None

    def entry(self) -> dict[str, float]:
        """A line of the log: means since the last one, rate, and what was spent."""
        return {"step": self.step, **self.means.take(), "rate": self.optimizer.param_groups[0]["lr"], **self.counts,
                "cpu_s": round(self.cpu_s, 1), "spent": round(self.spent, 1)}
