"""Runs the stages of a recipe in order. Finished stages are skipped; interrupted ones resume."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

import torch

from training.engine.checkpoint import load_facts, publish, state_file
from training.engine.log import RunLog
from training.engine.trainer import Trainer
from training.networks import precision
from training.recipe import Job, Recipe


def is_finished(job: Job) -> bool:
    """Whether the stage's checkpoint has used up its budget."""
    if not state_file(job.checkpoint).exists():
        return False
    spent = load_facts(job.checkpoint).get("spent", 0.0)
    return job.stage.kind != "train" or (isinstance(spent, (int, float)) and spent >= job.stage.budget.amount)


def run_stage(recipe: Recipe, job: Job, stop: Callable[[], bool]) -> bool:
    """Train a stage or resume it. Returns whether its budget is used up."""
    stage = job.stage
    torch.manual_seed(stage.seed)
    # Measuring again on a busy machine could give another result, and the run would resume in a different precision.
    stored = load_facts(job.checkpoint).get("bfloat16") if state_file(job.checkpoint).exists() else None
    precision.decide(torch.cuda.is_bf16_supported() if stored is None and job.device.type == "cuda" else stored)
    if stage.kind != "train":
        recipe.kinds[stage.kind](job)
        return True
    session = recipe.session(job)
    trainer = Trainer(session.network, session.optimizer, stage.settings, job.checkpoint, job.rng, [stage.seed], session.extra)
    trainer.log = RunLog(job.checkpoint)
    if not trainer.load(None if session.begin else job.start):
        if session.begin:
            session.begin(job.start)
            trainer.adopt()
        session.after_start()
    session.after_load()

    def after_save() -> None:
        if job.light:
            publish(job.checkpoint.with_name(f"{stage.name}-light"), trainer.mean, trainer.facts())
        session.after_save(trainer.mean)

    return trainer.run(session.step, stage.budget, stop=stop, after_save=after_save)


class Stop:
    """Decides when to stop: on SIGINT or SIGTERM, and after `cpu_s` CPU seconds of this process."""

    def __init__(self, cpu_s: float | None = None) -> None:
        self.until = None if cpu_s is None else time.process_time() + cpu_s
        self.asked = False

    def listen(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        """A second signal ends the process immediately."""
        self.asked = True
        signal.signal(number, signal.SIG_DFL)

    def __call__(self) -> bool:
        return self.asked or (self.until is not None and time.process_time() >= self.until)
