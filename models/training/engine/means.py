"""Means of metrics over several steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from torch import Tensor


def mean_of(figure: Tensor | float) -> float:
    """The mean of a metric, ignoring NaN entries; NaN if there are no others."""
    values = np.atleast_1d(figure.detach().cpu().double().numpy() if isinstance(figure, Tensor) else np.float64(figure))
    values = values[np.isfinite(values)]
    return float(values.mean()) if values.size else float("nan")


class Means:
    """Accumulates metrics over the steps since the last `take`."""

    def __init__(self) -> None:
        self.seen: dict[str, list[float]] = {}

    def add(self, figures: Mapping[str, Tensor | float]) -> None:
        """Add one step. Each metric has the same weight per step, however many entries it has."""
        for name, figure in figures.items():
            value = mean_of(figure)
            if np.isfinite(value):
                self.seen.setdefault(name, []).append(value)

    def take(self) -> dict[str, float]:
        """Return the means in the order in which the metrics first appeared, and reset."""
        found = self.now()
        self.seen = {}
        return found

    def now(self) -> dict[str, float]:
        """The means so far, without resetting."""
        return {name: float(np.mean(values)) for name, values in self.seen.items()}
