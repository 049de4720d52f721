"""Logistic regressions: a linear probe on embeddings, and Platt calibration of the head."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from training.signal.arrays import Array


def fit(x: Array, target: Array, weight: Array, penalty: float = 1e-4) -> tuple[Array, Array]:
    """One logistic regression per class on [n, d]; returns weights [d, classes] and bias [classes] for unscaled x."""
    mean, scale = x.mean(0), x.std(0) + 1e-6
    inputs = torch.from_numpy(((x - mean) / scale).astype(np.float32))
    t, k = torch.from_numpy(target.astype(np.float32)), torch.from_numpy(weight.astype(np.float32))
    w = torch.zeros(x.shape[1], target.shape[1], requires_grad=True)
    b = torch.zeros(target.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        each = F.binary_cross_entropy_with_logits(inputs @ w + b, t, reduction="none")
        loss = (each * k).sum() / k.sum() + penalty * (w * w).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    weights = w.detach().numpy() / scale[:, None]
    return weights, b.detach().numpy() - mean @ weights


def platt(logits: Array, target: Array, weight: Array, share: Array, pull: float = 20.0) -> tuple[Array, Array]:
    """Slope and offset per class, so that sigmoid(slope * logit + offset) is calibrated (Platt 1999).

    share: the weight of each window. A prior worth `pull` windows draws every class towards the slope and offset
    shared by all classes.
    """
    x, t = torch.from_numpy(logits.astype(np.float32)), torch.from_numpy(target.astype(np.float32))
    k = torch.from_numpy((weight * share[:, None]).astype(np.float32))
    common = torch.tensor([1.0, 0.0], requires_grad=True)
    own = torch.zeros(2, logits.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([common, own], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        each = F.binary_cross_entropy_with_logits(x * (common[0] + own[0]) + common[1] + own[1], t, reduction="none")
        loss = (each * k).sum() + pull * (own * own).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return (common[0] + own[0]).detach().numpy(), (common[1] + own[1]).detach().numpy()


def hear(logits: Array, slope: Array, offset: Array) -> Array:
    """Calibrated probabilities."""
    return 1 / (1 + np.exp(-(logits * slope + offset)))
