"""The weights that an adaptation starts from: the recipe's published ones, or those of an earlier adaptation."""

from __future__ import annotations

import zipfile
from pathlib import Path

from torch import nn

from training.adapt.plan import Plan, Refusal
from training.engine.checkpoint import load_weights, publish

SUFFIX = ".weights.npz"
FILE = f"checkpoint{SUFFIX}"
"""In an adapted model's folder: plain arrays in half precision, no pickles."""
MOST_BYTES = 64 << 20
"""Limit on the unpacked size of all arrays, so that a small archive cannot exhaust the memory."""


def load_start(plan: Plan, recipe_file: Path, network: nn.Module) -> None:
    """@raises Refusal `model/invalid` if the weights of an earlier adaptation do not fit this network"""
    if plan.weights is None:
        load_weights(recipe_file.with_name("checkpoint"), network)
        return
    try:
        with zipfile.ZipFile(plan.weights) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise ValueError("too large")
        load_weights(plan.weights.with_name(plan.weights.name[: -len(SUFFIX)]), network)
    except (ValueError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
        raise Refusal("model/invalid", f"The training weights of {plan.start_id} do not fit its network: it can't be adapted again") from error


def keep(plan: Plan, network: nn.Module, steps: int) -> Path:
    """Write the weights into the new model's folder, so that it can be adapted further. Returns the file."""
    path = plan.out / FILE
    publish(path.with_name(FILE[: -len(SUFFIX)]), network.state_dict(), {"step": steps})
    return path
