"""Negative signal-to-noise ratio on the complex spectrum; of two equal players the higher comes first, or either."""

from __future__ import annotations

import torch
from torch import Tensor

from ..common.classes import PLAYERS_PER_CLASS, REST_SLOT
from ..common.perceptual import spectral_loss
from .register import higher_first

FLOOR = 1e-3
"""Errors below -30 dB of the mixture gain nothing; it also gives silent targets a gradient."""
REST_FLOOR = 2e-2
"""The same for the rest, -17 dB. With the players' floor, a rest that is mostly silent costs so much when it
leaks that its mask collapses to zero everywhere and never recovers; this was seen."""
REST_WEIGHT = 0.7


def squared_error(masks: Tensor, cross: Tensor, own: Tensor, power: Tensor) -> Tensor:
    """Sum over bins of |S - M X|^2 for real masks.

    masks, cross = Re(S conj X), own = |S|^2: [B, S, F, T]; power = |X|^2: [B, 1, F, T] -> [B, S].
    """
    return (masks * (masks * power - 2 * cross)).sum(dim=(2, 3)) + own.sum(dim=(2, 3))


def pair_swap(slots: Tensor) -> Tensor:
    """[B, S] row order with the two players of every doubled class exchanged."""
    order = torch.arange(slots.shape[1]).repeat(slots.shape[0], 1)
    first = (slots[:, :-1] >= 0) & (slots[:, :-1] < REST_SLOT) & (slots[:, :-1] % PLAYERS_PER_CLASS == 0)
    pair = first & (slots[:, 1:] == slots[:, :-1] + 1)
    rows, columns = torch.nonzero(pair, as_tuple=True)
    order[rows, columns], order[rows, columns + 1] = columns + 1, columns
    return order


def separation_loss(masks: Tensor, own: Tensor, cross: Tensor, power: Tensor, slots: Tensor,
                    salience: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Mean over examples of the players' (and, less, the rest's) negative SNR in dB.

    own = |S|^2, cross = Re(S conj X) [B, S, F, T], power = |X|^2 [B, F, T], each summed over channels.
    salience [F, CANDIDATES]: the clearly higher of two equal players is asked of the first output; without it, and where
    they lie together, the better order counts. Also returns the players' SNR improvement over the mixture, [B, S], NaN where none sounds.
    """
    power = power.unsqueeze(1)
    order = pair_swap(slots)
    paired = (order != torch.arange(order.shape[1])).any(1)
    if salience is not None and paired.any():
        own, cross, ordered = higher_first(own, cross, order, salience)
        paired = paired & ~ordered
    error = squared_error(masks, cross, own, power)
    floors = torch.where(slots == REST_SLOT, REST_FLOOR, FLOOR)
    energy = power.sum(dim=(2, 3)) * floors + 1e-9
    reference = own.sum(dim=(2, 3))
    if paired.any():
        chosen = order[paired]
        index = chosen[:, :, None, None].expand(-1, -1, *own.shape[2:])
        swapped = squared_error(masks[paired], cross[paired].gather(1, index),
                                own[paired].gather(1, index), power[paired])
        floor, straight = energy[paired], error[paired]
        swapped_reference = reference[paired].gather(1, chosen)
        better = (torch.log((swapped + floor) / (swapped_reference + floor)).sum(1)
                  < torch.log((straight + floor) / (reference[paired] + floor)).sum(1))
        rows = torch.nonzero(paired)[:, 0][better]
        error = error.index_put((rows,), swapped[better])
        reference = reference.index_put((rows,), swapped_reference[better])
    decibels = 10 * torch.log10((error + energy) / (reference + energy))
    weight = (slots >= 0).float() * torch.where(slots == REST_SLOT, REST_WEIGHT, 1.0)
    loss = (decibels * weight).sum() / weight.sum()
    with torch.no_grad():
        total = power.sum(dim=(2, 3))
        straight_in = total - 2 * cross.sum(dim=(2, 3)) + own.sum(dim=(2, 3))
        improvement = 10 * torch.log10((straight_in + 1e-9) / (error + 1e-9))
        heard = (slots >= 0) & (slots < REST_SLOT) & (own.sum(dim=(2, 3)) > 1e-3 * total)
        improvement = improvement.masked_fill(~heard, float("nan"))
    return loss, improvement


def perceptual_term(kind: str, masks: Tensor, own: Tensor, power: Tensor, slots: Tensor) -> Tensor:
    """Mean of a perceptual distance over the declared players; arguments as for `separation_loss`.

    Examples with two players of one instrument are left out: their outputs may be exchanged.
    """
    paired = (pair_swap(slots) != torch.arange(slots.shape[1])).any(1, keepdim=True)
    rows, columns = torch.nonzero((slots >= 0) & (slots < REST_SLOT) & ~paired, as_tuple=True)
    return spectral_loss(kind, masks[rows, columns] ** 2 * power[rows], own[rows, columns])
