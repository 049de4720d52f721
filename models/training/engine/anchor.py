"""Keeps a network near the weights that it started from: L2-SP (Li, Grandvalet and Davoine 2018, "Explicit inductive bias for transfer
learning with convolutional networks"), decoupled from the gradient as AdamW decouples weight decay, because Muon ignores a gradient's size.
"""

from __future__ import annotations

import torch
from torch import nn


class Anchor:
    """Moves a network's parameters back by a share of their distance from the start."""

    def __init__(self, start: nn.Module) -> None:
        self.start = {name: parameter.detach().clone() for name, parameter in start.named_parameters()}

    def pull(self, network: nn.Module, share: float) -> None:
        """share: of the distance, 0 to 1."""
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                if parameter.requires_grad:
                    parameter.lerp_(self.start[name].to(parameter.device), share)
