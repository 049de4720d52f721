"""Batches of views and their losses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from training.data.ears.views import Drawer, View
from training.losses.contrastive import contrastive_loss, head_loss, pair_weights
from training.networks.ears import Ears
from training.networks.precision import bfloat16_is_faster

MODES = ("self", "supervised", "semi")
"""Which pairs are positives of the contrastive loss: views of one item, items that share instruments, or both."""


@dataclass
class Batch:
    features: torch.Tensor
    items: torch.Tensor
    target: torch.Tensor
    weight: torch.Tensor
    labelled: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(*(x.to(device) for x in (self.features, self.items, self.target, self.weight, self.labelled)))


def draw_batch(drawer: Drawer, mode: str, size: int) -> Batch:
    """2 * size views: two of each item, or, in the supervised mode, one of each of twice as many items.

    If some scenes have no labels, at least half of the items come from labelled scenes.
    """
    views: list[View] = []
    items: list[int] = []
    labelled: list[bool] = []
    share = max(drawer.labels, 0.5)
    for number in range(2 * size if mode == "supervised" else size):
        known = mode == "supervised" or share >= 1 or bool(drawer.rng.random() < share)
        item = drawer.item(known)
        found = [drawer.view(item, 0)] if mode == "supervised" else list(drawer.pair(item))
        views += found
        items += [number] * len(found)
        labelled += [known and mode != "self"] * len(found)
    return Batch(torch.from_numpy(np.stack([v.features for v in views])), torch.tensor(items),
                 torch.from_numpy(np.stack([v.target for v in views])), torch.from_numpy(np.stack([v.weight for v in views])),
                 torch.tensor(labelled))


def losses(network: Ears, batch: Batch, mode: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Contrastive and head loss of a batch; convolutions in bfloat16 where that is faster."""
    features = batch.features.bfloat16() if bfloat16_is_faster() else batch.features
    embedding = network.encode(features)
    pairs = pair_weights(batch.items, batch.target, batch.weight, batch.labelled, mode != "supervised", mode != "self")
    return (contrastive_loss(network.projected(embedding), pairs),
            head_loss(network.logits(embedding), batch.target, batch.weight, batch.labelled))
