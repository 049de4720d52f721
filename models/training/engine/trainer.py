"""The training loop of every recipe: budget, schedule, clipping, running mean, checkpoints, log and the handling of
non-finite gradients.
"""

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
    """Too many consecutive gradients were not finite. The weights are those of the last finite step."""


@dataclass(frozen=True)
class Budget:
    """The budget of a run: CPU seconds of the process, wall-clock seconds or steps. Saving and validation are not
    counted.

    CPU seconds make runs of equal cost comparable on a shared machine. Steps make two runs follow exactly the same
    path.
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
    """The learning rate: linear warm-up over a number of steps, then constant, then linear decay to zero over the last
    part of the budget.
    """

    rate: float
    warm_up: int = 40
    """Steps, counted from a fresh optimizer."""
    cool_down: float = 0.0
    """Share of the budget, 0 to 1."""

    def at(self, taken: int, share: float) -> float:
        """The learning rate after `taken` steps of this optimizer, when `share` of the budget is spent."""
        warm = min(1.0, (taken + 1) / max(self.warm_up, 1))
        cool = min(1.0, max(0.0, 1 - share) / self.cool_down) if self.cool_down > 0 else 1.0
        return self.rate * warm * cool


@dataclass(frozen=True)
class Settings:
    """The training settings of a run, apart from its data and loss."""

    schedule: Schedule
    mean_decay: float = 0.998
    """Decay of the running mean of the weights, which is what gets published."""
    mean_early: int = 20
    """The decay is smaller during the first steps (`checkpoint.follow`)."""
    clip: float = 5.0
    """Maximum norm to which the gradient is clipped."""
    give_up: int = 20
    """Number of consecutive non-finite gradients after which the run stops."""
    log_every: int = 25
    """Steps."""
    save_every_s: float = 120.0
    """Wall-clock seconds."""


@dataclass
class Result:
    """The result of one batch: its loss, metrics whose means are logged (NaN where undefined), and counts that are
    summed over a run.
    """

    loss: Tensor
    figures: Mapping[str, Tensor | float] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)


Step = Callable[[], Result]
"""Draws a batch and returns its loss with gradients."""


def nothing() -> None:
    """A hook that does nothing."""


class Trainer:
    """A network in training, with all the state needed to resume it bit for bit on a CPU.

    On a GPU, dropout has a generator of its own that is not stored, and the order of summation may differ.
    """

    def __init__(self, network: nn.Module, optimizer: torch.optim.Optimizer, settings: Settings, path: Path | None = None,
                 rng: np.random.Generator | None = None, seeds: Iterable[int] = (), extra: Mapping[str, Any] | None = None,
                 clocks: Mapping[str, Callable[[], float]] | None = None) -> None:
        """path: the checkpoint without suffix, or None to store nothing. rng: the generator that batches are drawn with.
        extra: facts stored with the weights, read at the time of saving. clocks: replaced in tests.
        """
        self.network, self.optimizer, self.settings, self.path, self.rng = network, optimizer, settings, path, rng
        self.clocks = clocks or {"cpu_s": time.process_time, "wall_s": time.monotonic}
        self.mean = {k: v.clone() for k, v in network.state_dict().items()}
        self.extra: Mapping[str, Any] = {} if extra is None else extra
        self.seeds = set(seeds)
        self.step = 0
        self.fresh = 0
        """The step at which the optimizer was created; the warm-up counts from here."""
        self.cpu_s = 0.0
        self.spent = 0.0
        """Budget spent so far, in the budget's unit."""
        self.counts: dict[str, float] = {}
        self.means = Means()
        self.log: Callable[[dict[str, float]], None] = lambda entry: None
        self.refused = 0
        self._stored: dict[str, Any] = {}

    def load(self, start: Path | None = None) -> bool:
        """Resume this run's own checkpoint or, failing that, start from another run's weights and optimizer. Returns
        whether the run's own checkpoint was found.

        A checkpoint from before budgets were stored has its whole budget left.
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
        """Reset the running mean to the network's current weights, after these were set from another source."""
        self.mean = {k: v.clone() for k, v in self.network.state_dict().items()}

    def restore(self, facts: Mapping[str, Any], own: bool) -> None:
        """Restore the counts of a checkpoint. own: the checkpoint is this run's, so its budget and random generator are
        restored too.
        """
        self.step, self.cpu_s = int(facts["step"]), float(facts.get("cpu_s", 0.0))
        self.seeds |= set(facts.get("seeds", []))
        if own:
            self.spent = float(facts.get("spent", 0.0))
            if self.rng is not None and "generator" in facts:
                self.rng.bit_generator.state = facts["generator"]
            if "torch_generator" in facts:
                torch.set_rng_state(torch.from_numpy(np.frombuffer(base64.b64decode(facts["torch_generator"]), np.uint8).copy()))

    def facts(self) -> dict[str, Any]:
        """The facts stored as JSON beside the weights."""
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
        """Train until the budget is spent or `stop` returns true between two steps; everything is saved in both cases.
        Returns whether the budget is spent.

        Hooks may raise; progress is saved before the exception propagates.

        @raises Diverged after `give_up` consecutive non-finite gradients
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
        """Take one step and count its cost. Returns None if the gradient was not finite, in which case nothing changes.
        """
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
        """Write a log line: means since the last one, learning rate and budget spent."""
        return {"step": self.step, **self.means.take(), "rate": self.optimizer.param_groups[0]["lr"], **self.counts,
                "cpu_s": round(self.cpu_s, 1), "spent": round(self.spent, 1)}
