"""Which instruments play that nobody declared, and how strongly their classes claim a bin.

Every undeclared class has a share of each bin, which belongs to the rest. If all players are declared, each of these classes collects a few
thousandths of a piece's energy by chance; an instrument that does play collects a multiple of that, but its share is spread too thinly to keep it
out of the players' stems. A class's share of the whole piece therefore weighs its share of every bin, as a step of expectation-maximisation
estimates a mixture model's priors from its posteriors (Dempster, Laird and Rubin 1977). Nothing is trained.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

SMOOTHING = 1e-4
"""Added to a share, so that its logarithm is finite."""

NOTABLE_SHARE = 0.015
"""The share of a recording's energy from which the application says that an undeclared class plays, beside one declared instrument
(`training.measure.undeclared`).
"""


@dataclass(frozen=True)
class Presence:
    """The weight of an undeclared class is (share / typical)^gain, with its natural logarithm between least and most."""

    gain: float = 2.0
    """Zero changes nothing, one is a step of expectation-maximisation."""
    typical: float = 0.004
    """A class's share of a piece's energy that leaves its shares of the bins unchanged."""
    least: float = -1.0
    most: float = 2.0

    def weights(self, heard: Tensor, counts: Tensor) -> Tensor:
        """heard: the classes' shares of the piece's energy [classes], counts: the declared players [classes] -> weights [classes].

        They are one where two players of one class are declared: of two alike, the network takes one for another instrument too often.
        """
        weights = torch.exp((self.gain * torch.log((heard + SMOOTHING) / self.typical)).clamp(self.least, self.most))
        return torch.where(counts.max() > 1, torch.ones_like(weights), weights)


def heard_shares(undeclared: Tensor, level: Tensor) -> Tensor:
    """The share of a piece's energy that each class claims. undeclared [T, classes, bins], level [T, bins] -> [classes], zero in silence."""
    power = level * level
    return torch.matmul(undeclared, power.unsqueeze(2)).sum(dim=(0, 2)) / power.sum().clamp(min=1e-9)


def with_rest(shares: Tensor, undeclared: Tensor, weights: Tensor | None, is_rest: Tensor) -> Tensor:
    """Add the undeclared classes' shares to the rest, weighted by class or as they are; the sum over S remains one.

    shares [T, S, bins] and undeclared [T, classes, bins] sum to one together; weights [classes], is_rest [S] -> [T, S, bins].
    """
    if weights is None:
        return shares + undeclared.sum(dim=1, keepdim=True) * is_rest[:, None]
    weighted = (undeclared * weights[:, None]).sum(dim=1, keepdim=True)
    return (shares + weighted * is_rest[:, None]) / (shares.sum(dim=1, keepdim=True) + weighted)
