"""The average of two checkpoints of one run, computed from their running means with equal weights.

Averaging weights along one run follows Izmailov et al., "Averaging weights leads to wider optima and better
generalization" (UAI 2018). The facts come from the second checkpoint, which counts the whole budget spent.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from training.engine.checkpoint import load_facts, load_weights, save


def average(first: Path, second: Path, path: Path, network: nn.Module, other: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Write the average to `path` for inference, without the optimizer's moments. `network` and `other` must match the
    checkpoints' architecture; their weights are overwritten.
    """
    load_weights(first, other)
    load_weights(second, network)
    with torch.no_grad():
        for key, value in network.state_dict().items():
            value.lerp_(other.state_dict()[key], 0.5)
    save(path, network, network.state_dict(), optimizer, load_facts(second))
