"""A few minutes of training from shipped weights: low rate, running mean, resumable, stopped between steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.engine.checkpoint import follow, resume, save
from training.signal.classes import HOP, SAMPLE_RATE
from training.adapt.plan import Refusal

MEAN_DECAY = 0.99
WARM_UP = 20
COOL_DOWN = 0.35
"""Share of each phase's time at its end in which the rate falls to zero."""
SAVE_SECONDS = 30.0
BATCH, FRAMES = 2, 80
GIVE_UP = 30
"""Steps in a row without a finite gradient."""

Step = Callable[[], tuple[Tensor, Tensor]]
"""Draws a batch: the loss with gradients, and what to tell of it (SNR improvements in dB) with NaN where nothing is meant."""


@dataclass
class Learner:
    """Weights on their way, with everything that a later run needs to go on."""

    network: nn.Module
    optimizer: torch.optim.Optimizer
    rate: float
    rng: np.random.Generator
    checkpoint: Path
    mean: dict[str, Tensor] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    """Seconds of each phase."""
    step: int = 0
    cpu_s: float = 0.0
    curve: list[tuple[float, float]] = field(default_factory=list)
    """Minutes of training and the mean improvement in dB of the steps since the last entry."""

    def load(self) -> None:
        """Goes on from the checkpoint where there is one."""
        self.mean = {k: v.clone() for k, v in self.network.state_dict().items()}
        if not self.checkpoint.with_name(f"{self.checkpoint.name}.state.npz").exists():
            return
        facts: dict[str, Any] = resume(self.checkpoint, self.network, self.mean, self.optimizer)
        self.spent, self.step, self.cpu_s = facts["spent"], facts["step"], facts["cpu_s"]
        self.curve = [(a, b) for a, b in facts["curve"]]
        self.rng.bit_generator.state = facts["generator"]

    def save(self) -> None:
        save(self.checkpoint, self.network, self.mean, self.optimizer, {
            "spent": self.spent, "step": self.step, "cpu_s": self.cpu_s, "curve": self.curve,
            "generator": self.rng.bit_generator.state})

    def follow_on(self, earlier: Learner) -> None:
        """Counts go on from an earlier phase with a learner of its own, unless this one has begun."""
        if not self.spent:
            self.spent, self.step, self.cpu_s = dict(earlier.spent), earlier.step, earlier.cpu_s

    @property
    def minutes(self) -> float:
        return sum(self.spent.values()) / 60

    @property
    def audio_s(self) -> float:
        return self.step * BATCH * FRAMES * HOP / SAMPLE_RATE


def rate_at(steps: int, share: float) -> float:
    """Of the full rate: warm-up by steps, linear cool-down by the share of the phase's time that is over."""
    return min(1.0, (steps + 1) / WARM_UP) * min(1.0, max(0.0, 1 - share) / COOL_DOWN)


def train(learner: Learner, phase: str, seconds: float, step: Step, told: Callable[[float, str], None],
          saved: Callable[[], None], check: Callable[[], None], figure: str = "{:.1f} dB") -> None:
    """Runs a phase to the end of its seconds; `check` may raise between steps, after which everything is saved.

    `figure` says how the mean of what the steps returned beside their losses is told.
    """
    network = learner.network
    network.train()
    last, since, bad = time.monotonic(), time.monotonic(), 0
    cpu, gains, begun = time.process_time(), [], learner.step
    learner.spent.setdefault(phase, 0.0)
    try:
        while learner.spent[phase] < seconds:
            check()
            for group in learner.optimizer.param_groups:
                group["lr"] = learner.rate * rate_at(learner.step, learner.spent[phase] / seconds)
            loss, improvement = step()
            learner.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            if torch.isfinite(norm):
                learner.optimizer.step()
                learner.step, bad = learner.step + 1, 0
                follow(learner.mean, network, MEAN_DECAY, learner.step)
                if torch.isfinite(improvement).any():
                    gains.append(float(np.nanmean(improvement.numpy())))
            else:
                bad += 1
                if bad >= GIVE_UP:
                    raise Refusal("process/died", "The training went astray: its numbers are no longer finite. Nothing was changed.")
            now = time.monotonic()
            learner.spent[phase] += now - last
            last = now
            told(learner.spent[phase], f"step {learner.step}" + (f", {figure.format(np.mean(gains))}" if gains else ""))
            if now - since > SAVE_SECONDS:
                since, cpu = now, _account(learner, cpu, gains)
                learner.save()
                saved()
    finally:
        if learner.step > begun:
            _account(learner, cpu, gains)
            learner.save()
            saved()


def _account(learner: Learner, cpu: float, gains: list[float]) -> float:
    now = time.process_time()
    learner.cpu_s += now - cpu
    if gains:
        learner.curve.append((round(learner.minutes, 3), round(float(np.mean(gains)), 3)))
        gains.clear()
    return now


def between(start: dict[str, Tensor], end: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights on the straight line from one set to another (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""
    return {k: torch.lerp(v, end[k], share) if v.is_floating_point() else end[k].clone() for k, v in start.items()}
