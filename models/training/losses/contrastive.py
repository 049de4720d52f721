"""A contrastive loss for pairs that share content or labels, and the loss of the classification head.

It is the weighted form of the supervised contrastive loss (Khosla et al. 2020) used by SemiSupCon (Guinot et al.,
arXiv 2407.13840). Two views of one item are a positive pair of weight 1; two labelled views are a positive pair of
weight |A and B| / |A or B|, where A and B are their sets of instruments. All other pairs are negatives.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

TEMPERATURE = 0.1


def pair_weights(items: Tensor, target: Tensor, weight: Tensor, labelled: Tensor, own: bool, shared: bool) -> Tensor:
    """[N, N], zero on the diagonal.

    items: int64 [N], equal for views of one item; target, weight: [N, C]; labelled: bool [N].
    own, shared: whether views of one item, and views that share labels, attract each other.
    """
    same = (items[:, None] == items[None, :]).to(target.dtype)
    heard = target * weight * labelled[:, None].to(target.dtype)
    both = heard @ heard.T
    count = heard.sum(1)
    overlap = both / (count[:, None] + count[None, :] - both).clamp(min=1.0)
    pairs = overlap if shared else torch.zeros_like(overlap)
    pairs = torch.where(same > 0, torch.ones_like(pairs) if own else torch.zeros_like(pairs), pairs)
    return pairs * (1 - torch.eye(len(items), dtype=pairs.dtype))


def contrastive_loss(projected: Tensor, pairs: Tensor, temperature: float = TEMPERATURE) -> Tensor:
    """projected: [N, D], of any norm. pairs: [N, N] from pair_weights. Views without a positive are ignored."""
    z = F.normalize(projected, dim=1)
    similarity = z @ z.T / temperature
    alone = torch.eye(len(z), dtype=torch.bool)
    chance = torch.log_softmax(similarity.masked_fill(alone, -1e9), dim=1)
    total = pairs.sum(1)
    each = -(pairs * chance.masked_fill(alone, 0.0)).sum(1) / total.clamp(min=1e-6)
    has = total > 0
    return each[has].mean() if bool(has.any()) else projected.sum() * 0


def head_loss(logits: Tensor, target: Tensor, weight: Tensor, labelled: Tensor) -> Tensor:
    """Binary cross-entropy over the decided instruments of labelled views."""
    kept = weight * labelled[:, None].to(weight.dtype)
    each = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * kept).sum() / kept.sum().clamp(min=1.0)
