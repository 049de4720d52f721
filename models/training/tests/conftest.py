"""A recipe that the tests of adapting start from."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from training.engine.checkpoint import publish
from training.networks.harmonic_unet.network import HarmonicUNet
from training.recipes.harmonic_unet import adaptable
from training.tests.adapting import TINY


@pytest.fixture
def tiny_recipe(tmp_path: Path) -> Iterator[str]:
    """A recipe whose published weights are those of a tiny network."""
    torch.manual_seed(0)
    publish(tmp_path / "checkpoint", HarmonicUNet(TINY).state_dict(), {"step": 0})
    module = types.ModuleType("training.recipes.tiny.adaptable")
    module.__file__ = str(tmp_path / "adaptable.py")
    for name in ("optimizer", "losses", "unmixing_losses", "log_spectrum", "represent", "RATE"):
        setattr(module, name, getattr(adaptable, name))
    module.network = lambda: HarmonicUNet(TINY)  # type: ignore[attr-defined]
    sys.modules["training.recipes.tiny"] = types.ModuleType("training.recipes.tiny")
    sys.modules["training.recipes.tiny.adaptable"] = module
    yield "tiny"
    del sys.modules["training.recipes.tiny"], sys.modules["training.recipes.tiny.adaptable"]
