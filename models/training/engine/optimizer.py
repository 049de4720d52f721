"""Muon for the convolutions and AdamW for everything else, in one optimizer.

Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks") replaces the momentum of a matrix
with the nearest orthogonal matrix, computed by Newton-Schulz iterations. With the scaling of Liu et al. 2025 (arXiv
2502.16982), its steps are as large as AdamW's, so both share one learning rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
STEP_RMS = 0.2


def orthogonalise(matrix: Tensor, steps: int = 5) -> Tensor:
    """Approximate polar factor of a matrix [m, n]; its singular values lie between about 0.7 and 1.2."""
    a, b, c = COEFFICIENTS
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (x.norm() + 1e-12)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


class Muon(torch.optim.AdamW):
    """Parameter groups with `"muon": True` are orthogonalised; their momentum is stored where AdamW keeps `exp_avg`.
    """

    param_groups: list[dict[str, Any]]

    def __init__(self, groups: list[dict[str, Any]], lr: float, betas: tuple[float, float] = (0.9, 0.98),
                 momentum: float = 0.95) -> None:
        super().__init__(groups, lr=lr, betas=betas)
        self.momentum = momentum

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        orthogonal = [g for g in self.param_groups if g.get("muon")]
        kept = self.param_groups
        self.param_groups = [g for g in kept if not g.get("muon")]
        super().step(closure)
        self.param_groups = kept
        for group in orthogonal:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._turn(parameter, group)

    def _turn(self, parameter: Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not state:
            state["exp_avg"] = torch.zeros_like(parameter)
            state["exp_avg_sq"] = torch.zeros(())
            state["step"] = torch.zeros(())
        state["step"] += 1
        momentum = state["exp_avg"].lerp_(parameter.grad, 1 - self.momentum)
        ahead = parameter.grad.lerp(momentum, self.momentum)
        turned = orthogonalise(ahead.flatten(1)).view_as(parameter)
        rows, columns = parameter.flatten(1).shape
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(turned, alpha=-group["lr"] * STEP_RMS * max(rows, columns) ** 0.5)


def groups_of(network: nn.Module, orthogonal: bool) -> list[dict[str, Any]]:
    """Parameter groups: two-dimensional convolutions with at least 8 outputs, other matrices, and vectors (no weight
    decay).
    """
    turned = [m.weight for m in network.modules() if orthogonal and isinstance(m, nn.Conv2d) and m.out_channels >= 8]
    known = {id(p) for p in turned}

    def rest(flat: bool) -> Iterable[Tensor]:
        return [p for p in network.parameters() if id(p) not in known and (p.ndim <= 1) == flat]

    return [{"params": turned, "muon": True, "weight_decay": 0.01},
            {"params": rest(False), "weight_decay": 0.01}, {"params": rest(True), "weight_decay": 0.0}]


def muon(network: nn.Module, rate: float) -> Muon:
    """The optimizer of the U-Nets: Muon for the convolutions, AdamW for the rest."""
    return Muon(groups_of(network, True), lr=rate)
