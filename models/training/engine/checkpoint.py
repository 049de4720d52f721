"""Checkpoints as plain arrays, without pickles.

`NAME.weights.npz` holds the weights and their running mean. `NAME.state.npz` holds the optimizer's moments (AdamW's,
or Muon's in their place) and the facts of the run: steps, seeds, hours and the random generator.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from training.signal.arrays import Array

OWN_FACTS = ("generator", "torch_generator", "spent", "bfloat16")
"""Facts that matter only to the run itself and are not published."""


def state_file(path: Path) -> Path:
    """The file that training resumes from; published weights have none."""
    return path.with_name(f"{path.name}.state.npz")


def weights_file(path: Path) -> Path:
    """The file that holds a checkpoint's weights."""
    return path.with_name(f"{path.name}.weights.npz")


def save(path: Path, network: nn.Module, mean: dict[str, torch.Tensor], optimizer: torch.optim.Optimizer,
         facts: dict[str, Any]) -> None:
    """Write both files, replacing each atomically."""
    weights = {f"weight/{k}": v.cpu().numpy() for k, v in network.state_dict().items()}
    weights |= {f"mean/{k}": v.cpu().numpy() for k, v in mean.items()}
    state: dict[str, Array] = {"facts": np.frombuffer(json.dumps(facts).encode(), np.uint8)}
    for index, entry in optimizer.state_dict()["state"].items():
        for key in ("exp_avg", "exp_avg_sq", "step"):
            state[f"{index}/{key}"] = np.asarray(torch.as_tensor(entry[key]).cpu())
    for name, content in (("weights", weights), ("state", state)):
        target = path.with_name(f"{path.name}.{name}.npz")
        partial = path.with_name(f".{path.name}.{name}.npz")
        np.savez(partial, **content)
        os.replace(partial, target)


def follow(mean: dict[str, torch.Tensor], network: nn.Module, decay: float, step: int, early: int = 10) -> None:
    """Update the running mean of the weights; during the first steps the decay is smaller, step / (step + early)."""
    share = 1 - min(decay, step / (step + early))
    with torch.no_grad():
        for key, value in network.state_dict().items():
            mean[key].lerp_(value, share)


def load_weights(path: Path, network: nn.Module, kind: str = "mean") -> None:
    """kind: `mean` (running mean, for inference) or `weight` (for further training)."""
    with np.load(weights_file(path), allow_pickle=False) as stored:
        network.load_state_dict({k.split("/", 1)[1]: torch.from_numpy(stored[k]).float()
                                 for k in stored.files if k.startswith(kind + "/")})


def load_facts(path: Path) -> dict[str, Any]:
    """Steps, hours and seeds, read from the state or from published weights, which contain them too."""
    state = state_file(path)
    with np.load(state if state.exists() else weights_file(path), allow_pickle=False) as stored:
        found: dict[str, Any] = json.loads(stored["facts"].tobytes().decode())
    return found


def publish(path: Path, weights: Mapping[str, torch.Tensor], facts: Mapping[str, Any]) -> None:
    """Write only the weights used for inference, in half precision, with their facts; `--start` continues from them with
    a fresh optimizer.
    """
    kept = {k: v for k, v in facts.items() if k not in OWN_FACTS}
    arrays = {f"mean/{k}": v.half().cpu().numpy() for k, v in weights.items()}
    np.savez_compressed(weights_file(path), **arrays,
                        facts=np.frombuffer(json.dumps(kept).encode(), np.uint8))


def resume(path: Path, network: nn.Module, mean: dict[str, torch.Tensor], optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Load the network, running mean and optimizer from a checkpoint, or from published weights, which have no
    optimizer. Returns the facts.
    """
    load_weights(path, network, "mean")
    mean.update({k: v.clone() for k, v in network.state_dict().items()})
    if not state_file(path).exists():
        return load_facts(path)
    load_weights(path, network, "weight")
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    with np.load(state_file(path), allow_pickle=False) as stored:
        described = optimizer.state_dict()
        described["state"] = {
            i: {key: _laid_out(np.array(stored[f"{i}/{key}"]), parameter) for key in ("exp_avg", "exp_avg_sq", "step")}
            for i, parameter in enumerate(parameters) if f"{i}/step" in stored.files}
        optimizer.load_state_dict(described)
    return load_facts(path)


def _laid_out(moment: Array, parameter: torch.Tensor) -> torch.Tensor:
    """Create a tensor with the parameter's strides: another memory format would change the rounding of the optimizer's
    sums.
    """
    found = torch.from_numpy(moment)
    return torch.empty_like(parameter, dtype=found.dtype, device="cpu").copy_(found) if found.shape == parameter.shape else found
