"""Negative signal-to-noise ratio on the complex spectrum; two players of one class may be exchanged unless their notes
are given.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.measure.perceptual import spectral_loss
from training.signal.classes import PLAYERS_PER_CLASS, REST_SLOT

FLOOR = 1e-3
"""Error floor relative to the mixture's power: errors below -30 dB bring no further gain. It also keeps the gradient of
silent targets finite.
"""
REST_FLOOR = 2e-2
"""Error floor of the rest, -17 dB. With the players' floor, leakage into a mostly silent rest is penalised so heavily
that its mask collapses to zero everywhere and does not recover, as observed in training.
"""
REST_WEIGHT = 0.7


def squared_error(masks: Tensor, cross: Tensor, own: Tensor, power: Tensor) -> Tensor:
    """Sum over bins of |S - M X|^2 for real masks.

    masks, cross = Re(S conj X), own = |S|^2: [B, S, F, T]; power = |X|^2: [B, 1, F, T] -> [B, S].
    """
    return (masks * (masks * power - 2 * cross)).sum(dim=(2, 3)) + own.sum(dim=(2, 3))


def pair_swap(slots: Tensor) -> Tensor:
    """[B, S] row order with the two players of every doubled class exchanged."""
    order = torch.arange(slots.shape[1], device=slots.device).repeat(slots.shape[0], 1)
    first = (slots[:, :-1] >= 0) & (slots[:, :-1] < REST_SLOT) & (slots[:, :-1] % PLAYERS_PER_CLASS == 0)
    pair = first & (slots[:, 1:] == slots[:, :-1] + 1)
    rows, columns = torch.nonzero(pair, as_tuple=True)
    order[rows, columns], order[rows, columns + 1] = columns + 1, columns
    return order


def separation_loss(masks: Tensor, own: Tensor, cross: Tensor, power: Tensor, slots: Tensor,
                    named: Tensor | None = None, leak_weight: float = 0.0) -> tuple[Tensor, Tensor]:
    """Mean over examples of the negative SNR in dB of the players and, with a smaller weight, the rest.

    own = |S|^2, cross = Re(S conj X) [B, S, F, T], power = |X|^2 [B, F, T], each summed over channels. named, bool
    [B, S]: players whose notes were given and who must therefore have their own output. For each pair of players of
    one class, neither of them named, the better order over the whole example counts. Also returns the players' SNR
    improvement over the mixture, [B, S], NaN where no player sounds.
    """
    power = power.unsqueeze(1)
    error = squared_error(masks, cross, own, power)
    floors = torch.where(slots == REST_SLOT, REST_FLOOR, FLOOR)
    energy = power.sum(dim=(2, 3)) * floors + 1e-9
    reference = own.sum(dim=(2, 3))
    straight_in = power.sum(dim=(2, 3)) - 2 * cross.sum(dim=(2, 3)) + reference
    free = pair_swap(slots)
    places = torch.arange(slots.shape[1], device=slots.device)
    if named is not None:
        free = torch.where(named | named.gather(1, free), places, free)
    rows, first = torch.nonzero(free > places, as_tuple=True)
    if len(rows):
        second = free[rows, first]
        crossed = [squared_error(masks[rows, a][:, None], cross[rows, b][:, None], own[rows, b][:, None], power[rows])[:, 0]
                   for a, b in ((first, second), (second, first))]
        floor = energy[rows, first]
        straight = torch.log(error[rows, first] + floor) + torch.log(error[rows, second] + floor)
        better = torch.log(crossed[0] + floor) + torch.log(crossed[1] + floor) < straight
        rows, first, second = rows[better], first[better], second[better]
        both, turned = (torch.cat([rows, rows]), torch.cat([first, second])), (torch.cat([rows, rows]), torch.cat([second, first]))
        error = error.index_put(both, torch.cat([c[better] for c in crossed]))
        reference = reference.index_put(both, reference[turned])
        straight_in = straight_in.index_put(both, straight_in[turned])
    decibels = 10 * torch.log10((error + energy) / (reference + energy))
    missed = (error / (reference + energy)).clamp(max=1.0).detach() * (reference > energy)
    weight = (slots >= 0).float() * torch.where(slots == REST_SLOT, REST_WEIGHT + leak_weight * missed, torch.ones_like(missed))
    loss = (decibels * weight).sum() / weight.sum()
    with torch.no_grad():
        improvement = 10 * torch.log10((straight_in + 1e-9) / (error + 1e-9))
        heard = (slots >= 0) & (slots < REST_SLOT) & (reference > 1e-3 * power.sum(dim=(2, 3)))
        improvement = improvement.masked_fill(~heard, float("nan"))
    return loss, improvement


def perceptual_term(kind: str, masks: Tensor, own: Tensor, power: Tensor, slots: Tensor) -> Tensor:
    """Mean of a perceptual distance over the declared players; arguments as for `separation_loss`.

    Examples with two players of one instrument are excluded, because their outputs may be exchanged.
    """
    paired = (pair_swap(slots) != torch.arange(slots.shape[1], device=slots.device)).any(1, keepdim=True)
    rows, columns = torch.nonzero((slots >= 0) & (slots < REST_SLOT) & ~paired, as_tuple=True)
    return spectral_loss(kind, masks[rows, columns] ** 2 * power[rows], own[rows, columns])
