"""A few minutes of training from published weights: low learning rate, running mean, several phases, interruptible
between steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.adapt.plan import Refusal
from training.engine.means import Means
from training.engine.trainer import (
    Budget,
    Diverged,
    Result,
    Schedule,
    Settings,
    Trainer,
)
from training.signal.classes import HOP, SAMPLE_RATE

MEAN_DECAY = 0.99
WARM_UP = 20
COOL_DOWN = 0.35
"""Share of each phase's time, at its end, over which the learning rate decays to zero."""
SAVE_SECONDS = 30.0
BATCH, FRAMES = 2, 80
GIVE_UP = 30
"""Number of consecutive non-finite gradients after which training stops."""

Step = Callable[[], tuple[Tensor, Tensor]]
"""Draws a batch and computes its gradients. Returns the loss and the reported metric (SNR improvements in dB), NaN where
undefined.
"""


class Learner(Trainer):
    """A trainer with several phases, each with its own budget in wall-clock seconds, because the user chooses the time
    in these.
    """

    def __init__(self, network: nn.Module, optimizer: torch.optim.Optimizer, rate: float, rng: np.random.Generator, checkpoint: Path) -> None:
        settings = Settings(Schedule(rate, WARM_UP, COOL_DOWN), MEAN_DECAY, mean_early=10, give_up=GIVE_UP, save_every_s=SAVE_SECONDS)
        super().__init__(network, optimizer, settings, checkpoint, rng)
        self.phases: dict[str, float] = {}
        """Seconds of each phase."""
        self.curve: list[tuple[float, float]] = []
        """Minutes of training, and the mean improvement in dB of the steps since the last entry."""
        self.gains = Means()

    def restore(self, facts: Mapping[str, Any], own: bool) -> None:
        self.phases, self.step, self.cpu_s = dict(facts["spent"]), facts["step"], facts["cpu_s"]
        self.curve = [(a, b) for a, b in facts["curve"]]
        if self.rng is not None:
            self.rng.bit_generator.state = facts["generator"]

    def facts(self) -> dict[str, Any]:
        generator = {} if self.rng is None else {"generator": self.rng.bit_generator.state}
        return {"spent": self.phases, "step": self.step, "cpu_s": self.cpu_s, "curve": self.curve, **generator}

    def save(self) -> None:
        """Append to the curve with every checkpoint."""
        gained = self.gains.take().get("gain")
        if gained is not None:
            self.curve.append((round(self.minutes, 3), round(gained, 3)))
        super().save()

    def follow_on(self, earlier: Learner) -> None:
        """Take over the counts of an earlier phase with a separate learner, unless this phase has already started."""
        if not self.phases:
            self.phases, self.step, self.cpu_s = dict(earlier.phases), earlier.step, earlier.cpu_s

    @property
    def minutes(self) -> float:
        return sum(self.phases.values()) / 60

    @property
    def audio_s(self) -> float:
        return self.step * BATCH * FRAMES * HOP / SAMPLE_RATE


def train(learner: Learner, phase: str, seconds: float, step: Step, told: Callable[[str], None],
          saved: Callable[[], None], check: Callable[[], None], figure: str = "{:.1f} dB") -> None:
    """Run a phase until its seconds are used up. `check` may raise between steps, after everything is saved.

    told: called after every step with a short status text. figure: the format of the mean of the metrics returned
    beside the losses.

    @raises Refusal `process/died` if the gradients remain non-finite
    """
    learner.spent = learner.phases.setdefault(phase, 0.0)
    learner.fresh = 0

    def draw() -> Result:
        loss, improvement = step()
        return Result(loss, {"gain": improvement})

    def after_step(result: Result) -> None:
        learner.phases[phase] = learner.spent
        learner.gains.add(result.figures)
        gain = learner.gains.now().get("gain")
        told(f"step {learner.step}" + (f", {figure.format(gain)}" if gain is not None else ""))

    def stop() -> bool:
        check()
        return False

    try:
        learner.run(draw, Budget(seconds, "wall_s"), stop=stop, after_step=after_step, after_save=saved)
    except Diverged as error:
        raise Refusal("process/died", "The training diverged: its numbers are no longer finite. Nothing was changed.") from error


def between(start: dict[str, Tensor], end: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Linear interpolation between two sets of weights (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    return {k: torch.lerp(v, end[k], share) if v.is_floating_point() else end[k].clone() for k, v in start.items()}
