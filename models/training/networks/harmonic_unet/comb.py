"""Pitch-based refinement: estimates the fundamental of every stem of a first estimate and attenuates bins off its partials.

Players of an ensemble play one line each, so a stem's energy lies on one harmonic series at a time. Each stem's salience is a harmonic
sum minus the energy between partials (after Klapuri 2006, "Multiple fundamental frequency estimation by
summing harmonic amplitudes"). A small network, shared by all instruments, compares it with the
other stems' saliences and with its neighbourhood in time. Its softmax over fundamentals, times a dictionary of combs, is the probability that
each bin belongs to the stem. The posterior stays soft, so double stops and unpitched sounds are preserved.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.harmonic_unet.layers import Conv
from training.networks.harmonic_unet.told import Told
from training.signal.arrays import Array
from training.signal.classes import N_SLOTS, REST_SLOT, SAMPLE_RATE
from training.signal.notes_prior import CANDIDATES, LOWEST_HZ, STEPS_PER_OCTAVE
from training.signal.stft import Frontend

PARTIALS = 40
TOLERANCE = 0.4
"""Tolerance of a partial's frequency in semitones."""
DECAY = 0.85
BETWEEN = 0.6
"""Weight with which energy halfway between partials is subtracted."""
PASSES = 2
"""Number of passes: the second estimates the pitches of the refined stems and refines them again."""
QUICK = 20.0
"""Parameters with a wide useful range are stored divided by this, so that the common learning rate changes them fast enough."""
RELATED = (-76, -48, 48, 76)
"""Offsets, in candidates, of fundamentals an octave and a twelfth away, the most common pitch errors."""


def dictionary(frontend: Frontend) -> tuple[Array, Array]:
    """Salience weights [CANDIDATES, bins] with rows of unit norm, and combs [CANDIDATES, bins] in 0..1."""
    hertz = frontend.hertz
    spacing = hertz[1]
    salience, combs = np.zeros((2, CANDIDATES, frontend.bins), np.float32)
    for index in range(CANDIDATES):
        fundamental = LOWEST_HZ * 2 ** (index / STEPS_PER_OCTAVE)
        partials = np.arange(1, PARTIALS + 1) * fundamental
        partials = partials[partials < SAMPLE_RATE / 2]
        distance = np.abs(hertz[None] - partials[:, None])
        wide = np.maximum(1.6 * spacing, partials * (2 ** (TOLERANCE / 12) - 1))[:, None]
        narrow = np.maximum(spacing, partials * (2 ** (TOLERANCE / 24) - 1))[:, None]
        weight = (DECAY ** np.arange(len(partials)))[:, None]
        combs[index] = np.exp(-((distance / wide) ** 2)).max(0)
        between = np.abs(hertz[None] - (partials[:20, None] - fundamental / 2))
        row = (np.exp(-((distance / narrow) ** 2)) * weight).sum(0)
        row -= BETWEEN * (np.exp(-((between / spacing) ** 2)) * weight[:20]).sum(0)
        salience[index] = row / np.linalg.norm(row)
    return salience, combs


class Comb(nn.Module):
    """Sharpens the stems' shares of each bin; all passes use one pitch network."""

    def __init__(self, frontend: Frontend, width: int = 16) -> None:
        super().__init__()
        salience, combs = dictionary(frontend)
        self.register_buffer("salience", torch.from_numpy(salience.T.copy()).half(), persistent=False)
        self.register_buffer("combs", torch.from_numpy(combs).half(), persistent=False)
        self.sharpness = nn.Parameter(torch.full((PASSES,), 20.0 / QUICK))
        self.unpitched = nn.Parameter(torch.full((PASSES,), 3.0 / QUICK))
        self.unpitched_comb = nn.Parameter(torch.full((PASSES,), 0.4))
        self.strength = nn.Parameter(torch.ones(PASSES, N_SLOTS))
        self.floor = nn.Parameter(torch.full((PASSES, N_SLOTS), 0.1))
        self.ranges = nn.Parameter(torch.zeros(N_SLOTS, CANDIDATES))
        self.enter = Conv(3 + len(RELATED), width, 5, padding=2)
        self.middle = Conv(width, width, 5, padding=(2, 6), dilation=(1, 3))
        self.leave = Conv(width, 1, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        with torch.no_grad():
            self.floor[:, REST_SLOT] = 0.6

    def pitch(self, saliences: Tensor, mixture: Tensor, slots: Tensor, sharpness: Tensor, fast: bool) -> Tensor:
        """saliences [S, CANDIDATES, T], mixture [CANDIDATES, T] -> logits [S, CANDIDATES, T]."""
        others = saliences.sum(0, keepdim=True) - saliences
        reach = max(RELATED)
        padded = F.pad(saliences, (0, 0, reach, reach))
        related = [padded[:, reach + r : reach + r + CANDIDATES] for r in RELATED]
        x = torch.stack([saliences, mixture.expand_as(saliences), others, *related], dim=3) * 5.0
        x = x.permute(0, 3, 1, 2)
        x = x.bfloat16() if fast else x
        x = F.relu(self.middle(F.relu(self.enter(x))))
        seen = self.leave(x)[:, 0].float()
        return QUICK * (sharpness * saliences + self.ranges[slots][:, :, None]) + seen

    def forward(self, shares: Tensor, level: Tensor, slots: Tensor, fast: bool, notes: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """shares [T, S, bins] that sum to one over S, level [T, bins], slots [S], notes [S, CANDIDATES, T] (see `told`)

        -> refined shares, and the last pass's posterior of each fundamental [T, S, CANDIDATES]; its complement to one is "no pitch".
        """
        working = torch.bfloat16 if fast else shares.dtype
        salience, combs = self.salience.to(working), self.combs.to(working)
        told = None if notes is None else Told.of(notes)
        if told is not None:
            shares = told.first(shares, combs)
        for index in range(PASSES):
            shares, posterior = self.once(shares, level, slots, index, salience, combs, told)
        return shares, posterior

    def once(self, shares: Tensor, level: Tensor, slots: Tensor, index: int, salience: Tensor, combs: Tensor,
             told: Told | None) -> tuple[Tensor, Tensor]:
        magnitudes = torch.cat([shares * level[:, None], level[:, None]], dim=1)
        root = torch.sqrt(magnitudes + 1e-7)
        root = root / torch.sqrt((root * root).sum(2, keepdim=True) + 1e-3)
        working = salience.dtype
        saliences = torch.matmul(root.to(working), salience).float().permute(1, 2, 0)
        logits = self.pitch(saliences[:-1], saliences[-1], slots, self.sharpness[index], working == torch.bfloat16)
        none = (QUICK * self.unpitched[index]).expand(logits.shape[0], 1, logits.shape[2])
        if told is not None:
            logits, none = logits + told.log, none + told.unpitched
        posterior = torch.softmax(torch.cat([logits, none], dim=1), dim=1).permute(2, 0, 1)
        comb = torch.matmul(posterior[..., :-1].to(working), combs).float() + posterior[..., -1:] * self.unpitched_comb[index]
        factor = torch.log(F.relu(comb + self.floor[index][slots][:, None]) + 1e-3)
        refined = torch.softmax(torch.log(shares + 1e-8) + self.strength[index][slots][:, None] * factor, dim=1)
        return refined, posterior[..., :-1]
