"""How the comb uses given notes: as a prior over each player's fundamentals.

The prior P [S, CANDIDATES, T] lies in (0, 1] and states how strongly the notes allow each fundamental. One for all fundamentals means that
nothing is known about that player in that frame. A frame in which some fundamental is forbidden is known: the player
sounds there if another is allowed, and is silent if all are forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

ALLOWED = 0.5
"""A frame in which a fundamental's prior exceeds this has a note."""
PITCHED = 3.0
"""Subtracted from the logit of "no pitch" while a note sounds."""
FIRST_FLOOR = 0.3
"""Share of its first estimate that a bin off the note's partials keeps."""
FIRST_SILENT = 0.6
"""Share of its first estimate that a player keeps where the notes say it is silent, because notes may be missing."""
SHARPEN = 2.0
"""Exponent of P in the first comb; it keeps the prior's floor from accumulating over all candidates."""


@dataclass(frozen=True)
class Told:
    """The prior in the form that the comb uses. Where nothing is known every field is neutral: adding it or multiplying by it changes no bit."""

    log: Tensor
    """[S, CANDIDATES, T]: ln P, added to the logits of the fundamentals."""
    unpitched: Tensor
    """[S, 1, T]: added to the logit of "no pitch"."""
    silent: Tensor
    """bool [T, S, 1]: the notes say that the player is silent."""
    known: Tensor
    """bool [T, S, 1]."""
    weights: Tensor
    """[T, S, CANDIDATES]: the note's fundamentals; they sum to one where a note sounds and are zero where none does."""

    @staticmethod
    def of(prior: Tensor) -> Told:
        """prior [S, CANDIDATES, T]."""
        known = prior.amin(1, keepdim=True) < 1
        has_note = prior.amax(1, keepdim=True) > ALLOWED
        sounding = (known & has_note).to(prior.dtype)
        sharp = prior**SHARPEN
        weights = sounding * sharp / sharp.sum(1, keepdim=True).clamp(min=1e-6)
        return Told(torch.log(prior.clamp(min=1e-6)), -PITCHED * sounding, (known & ~has_note).permute(2, 0, 1),
                    known.permute(2, 0, 1), weights.permute(2, 0, 1))

    def first(self, shares: Tensor, combs: Tensor) -> Tensor:
        """shares [T, S, bins] that sum to one over S, combs [CANDIDATES, bins] -> shares weighted towards the notes' partials."""
        comb = torch.matmul(self.weights.to(combs.dtype), combs).float()
        allowed = torch.where(self.silent, torch.full_like(comb, FIRST_SILENT), comb + FIRST_FLOOR)
        allowed = torch.where(self.known, allowed, torch.ones_like(comb))
        leaning = shares * allowed
        return torch.where(self.known.any(1, keepdim=True), leaning / leaning.sum(1, keepdim=True).clamp(min=1e-8), shares)
