"""Negative signal-to-noise ratio of waveforms; interchangeable players are matched by the best permutation."""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

import torch
from torch import Tensor

from training.losses.separation import FLOOR, REST_FLOOR, REST_WEIGHT
from training.signal.classes import PLAYERS_PER_CLASS, REST_SLOT


@lru_cache(maxsize=256)
def orders(slots: tuple[int, ...], blind: bool) -> Tensor:
    """The permutations that may match outputs to sources, int64 [orders, S]. slots: those of one example, the rest last.

    In blind separation these are all permutations of the players. Otherwise, each pair of players of one instrument
    may be exchanged independently.
    """
    if blind:
        return torch.tensor([[*p, len(slots) - 1] for p in permutations(range(len(slots) - 1))])
    found = [list(range(len(slots)))]
    for i in range(len(slots) - 1):
        if slots[i] % PLAYERS_PER_CLASS == 0 and slots[i] != REST_SLOT and slots[i + 1] == slots[i] + 1:
            found += [[*o[:i], o[i + 1], o[i], *o[i + 2 :]] for o in found]
    return torch.tensor(found)


def decibels(stems: Tensor, sources: Tensor, floor: Tensor) -> Tensor:
    """[S, N], [S, N], energies [S] -> [sources, stems]: the error of every stem as an estimate of every source, in dB
    relative to the source.
    """
    own = sources.square().sum(1)
    error = own[:, None] - 2 * sources @ stems.T + stems.square().sum(1)[None]
    return 10 * torch.log10((error.clamp(min=0) + floor[:, None]) / (own + floor)[:, None])


def waveform_loss(stems: Tensor, sources: Tensor, mixture: Tensor, slots: Tensor, blind: bool) -> tuple[Tensor, Tensor]:
    """Mean over examples of the error in dB of the players and, with a smaller weight, the rest; error floors as in the
    harmonic U-Net's loss.

    stems, sources [B, S, N]; mixture [B, N]; slots int64 [B, S], -1 where unused. Also returns the players' SNR
    improvement over the mixture, [B, S], NaN where no player sounds.
    """
    losses, gains = [], torch.full(slots.shape, float("nan"))
    for k, row in enumerate(slots):
        wanted = int((row >= 0).sum())
        power = mixture[k].square().sum()
        floor = torch.where(row[:wanted] == REST_SLOT, REST_FLOOR, FLOOR) * power + 1e-9
        table = decibels(stems[k, :wanted], sources[k, :wanted], floor)
        ways = orders(tuple(row[:wanted].tolist()), blind)
        weight = torch.where(row[:wanted] == REST_SLOT, REST_WEIGHT, 1.0)
        matched = table[torch.arange(wanted)[None], ways] * weight
        best = matched[matched.detach().sum(1).argmin()]
        losses.append(best.sum() / weight.sum())
        with torch.no_grad():
            own = sources[k, :wanted].square().sum(1)
            unprocessed = 10 * torch.log10(((sources[k, :wanted] - mixture[k]).square().sum(1) + floor) / (own + floor))
            heard = (row[:wanted] != REST_SLOT) & (own > 1e-3 * power)
            gains[k, :wanted] = (unprocessed - best / weight).masked_fill(~heard, float("nan"))
    return torch.stack(losses).mean(), gains
