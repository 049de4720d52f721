"""Which of two equal players lies higher: the first of their two outputs is asked for that one.

Two players of one instrument have no names. Trained by the better of both orders alone, their outputs were seen to change places within a
piece. Parts are mostly written with the first above the second, and which of two lines is the higher one can be heard at any moment.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .comb import STEPS_PER_OCTAVE

CLEAR = STEPS_PER_OCTAVE // 6
"""Two semitones: players whose mean pitches lie nearer than that may be exchanged."""


def register(power: Tensor, salience: Tensor) -> Tensor:
    """Mean pitch of each source, in steps of an octave's 48th: power [N, bins, T], salience [bins, CANDIDATES] -> [N].

    The strongest candidate of every frame, weighted by the frame's amplitude.
    """
    root = power.clamp(min=0).pow(0.25)
    pitch = torch.matmul(root.transpose(1, 2), salience.to(root.dtype)).argmax(2).to(root.dtype)
    weight = power.sum(1).sqrt()
    return (pitch * weight).sum(1) / (weight.sum(1) + 1e-9)


def higher_first(own: Tensor, cross: Tensor, swap: Tensor, salience: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Targets with the clearly higher of two equal players first.

    own = |S|^2, cross = Re(S conj X) [B, S, F, T]; swap int64 [B, S]: the row that each row's equal player has, else its own.
    Returns own, cross and, [B], whether any pair of the example has such an order.
    """
    places = torch.arange(swap.shape[1])
    rows, first = torch.nonzero(swap > places, as_tuple=True)
    clear = torch.zeros(len(swap), dtype=torch.bool)
    if len(rows) == 0:
        return own, cross, clear
    second = swap[rows, first]
    above = register(own[rows, first], salience) - register(own[rows, second], salience)
    clear[rows[above.abs() > CLEAR]] = True
    turned = above < -CLEAR
    if turned.any():
        order = places.repeat(len(swap), 1)
        order[rows[turned], first[turned]], order[rows[turned], second[turned]] = second[turned], first[turned]
        index = order[:, :, None, None].expand_as(own)
        own, cross = own.gather(1, index), cross.gather(1, index)
    return own, cross, clear
