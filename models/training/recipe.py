"""The interface of a recipe: `recipes/NAME/recipe.py` defines one as `RECIPE`, with its configuration in `conf.toml`
beside it.

A recipe defines how batches become a loss, how a checkpoint is evaluated and how it becomes a model. The trainer,
checkpoints, sets, metrics, ONNX export and cards are shared. No recipe imports another.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from training.engine.conf import Model, Stage
from training.engine.trainer import Result, Step, nothing
from training.errors import InputError

FOLDER = Path(__file__).resolve().parent / "recipes"
CPU = torch.device("cpu")
NAMES = ("conv_tasnet", "harmonic_unet", "pa_hubert", "semisupcon")


@dataclass
class Job:
    """A stage about to run: its configuration, and the locations of its material and checkpoints."""

    stage: Stage
    work: Path
    shards: tuple[Path, ...]
    rng: np.random.Generator
    device: torch.device = CPU
    data: str | None = None
    """The data pack, where the stage needs it and DIVISI_DATA does not name it."""
    validation: Path | None = None
    """Folder of shards that do not train."""
    start: Path | None = None
    """Checkpoint of the stage that this one continues."""
    material: Path | None = None
    """Packed material, from which batches are drawn on the device in place of the shards."""
    light: bool = False
    """Also write the running mean in half precision with every checkpoint."""

    @property
    def checkpoint(self) -> Path:
        return self.work / self.stage.name

    @property
    def folder(self) -> Path:
        """Of the shards, where the recipe takes one."""
        if len(self.shards) != 1:
            raise InputError("this recipe takes one folder of shards")
        return self.shards[0]


@dataclass
class Session:
    """A network with its batches, ready for the trainer."""

    network: nn.Module
    optimizer: torch.optim.Optimizer
    step: Step
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Facts that are stored with the checkpoint."""
    begin: Callable[[Path | None], None] | None = None
    """How a new run takes over its start; where there is none, weights, running mean, optimizer and counts go on."""
    after_start: Callable[[], None] = nothing
    """Called once before a new run's first step."""
    after_load: Callable[[], None] = nothing
    """Called before the first step of every run, new or continued."""
    after_save: Callable[[Mapping[str, torch.Tensor]], None] = lambda mean: None
    """Called after every save, with the running mean of the weights."""


@dataclass
class Judgement:
    """A checkpoint about to be evaluated on some sets."""

    checkpoint: Path
    sets: tuple[str, ...]
    out: Path | None
    """JSON of all rows; sets already in it are kept."""
    rendered: Path | None = None
    """Folder with the rendered sets."""
    data: str | None = None
    thin: int = 1
    kind: str = "mean"
    device: torch.device = CPU
    options: dict[str, Any] = field(default_factory=dict)


@dataclass
class Publication:
    """A checkpoint about to become a model."""

    model: Model
    checkpoint: Path
    results: Path
    hardware: str
    data: list[str]
    models: Path
    """The folder `models`."""
    fixtures: Path
    """Where golden data goes."""
    recipe: str
    """The recipe's name."""

    @property
    def folder(self) -> Path:
        """Of the recipe."""
        return self.models / "training" / "recipes" / self.recipe

    @property
    def target(self) -> Path:
        """The model's folder."""
        return self.models / self.model.id

    @property
    def source(self) -> str:
        """How a manifest names the recipe."""
        return f"models/training/recipes/{self.recipe}"


class Recipe(Protocol):
    """What `RECIPE` of a recipe's module offers."""

    kinds: Mapping[str, Callable[[Job], None]]
    """Stages that do not train."""

    def session(self, job: Job) -> Session: ...

    def evaluate(self, judgement: Judgement) -> None: ...

    def export(self, publication: Publication) -> None:
        """Write everything in the model's folder except its card."""
        ...

    def page(self, folder: Path, name: str, results: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
        """The card's values that are not common to all. folder: of the recipe; name: of the model."""
        ...


def load(name: str) -> Recipe:
    """@raises InputError if there is no such recipe"""
    if name not in NAMES:
        raise InputError(f"there is no recipe {name}; there are {', '.join(NAMES)}")
    found: Recipe = importlib.import_module(f"training.recipes.{name}.recipe").RECIPE
    return found


__all__ = ["Job", "Judgement", "Publication", "Recipe", "Result", "Session", "load"]
