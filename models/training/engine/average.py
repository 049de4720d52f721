"""The mean of two checkpoints of one run: half of each one's running mean.

Weights along one run may be averaged (Izmailov et al., "Averaging weights leads to wider optima and better generalization",
UAI 2018). The facts are the second's, which counts all that was spent.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from training.engine.checkpoint import load_facts, load_weights, save


def average(first: Path, second: Path, path: Path, network: nn.Module, other: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Write the mean to `path`, for use, without the optimizer's moments. network, other: of the checkpoints' kind; their weights go."""
    load_weights(first, other)
    load_weights(second, network)
    with torch.no_grad():
        for key, value in network.state_dict().items():
            value.lerp_(other.state_dict()[key], 0.5)
    save(path, network, network.state_dict(), optimizer, load_facts(second))
