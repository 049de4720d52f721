"""The limits of the stem check, against stems counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from training.measure.decisions.content import Stems
from training.measure.decisions.fit import FALSE_AGREE, MISTAKEN_AGREE, RIGHT_DIFFER, thresholds
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES


def stems(right: int, false: int, mistaken: int) -> Stems:
    count = right + false + mistaken
    content = np.zeros((count, N_CLASSES + 1))
    content[:right, 0] = 1
    content[right:, 1] = 1
    return Stems(np.zeros((count, 2)), np.zeros((count, 2)), np.zeros(count, int), content, np.full(count, "right"),
                 (np.arange(count) >= right) & (np.arange(count) < right + false))


def shares(own: Array, found: Stems, agrees: float, differs: float) -> tuple[float, float, float]:
    right, false = found.purity > 0.7, found.false
    return float((own[false] >= agrees).mean()), float((own[~right & ~false] >= agrees).mean()), float((own[right] <= differs).mean())


@pytest.mark.parametrize("seed", range(5))
def test_limits_keep_every_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = stems(right=459, false=152, mistaken=148)
    own = np.concatenate([rng.beta(3, 1, 459), rng.beta(1, 3, 152), rng.beta(2, 2, 148)])
    agrees, differs = thresholds(own, found)
    confirmed_false, confirmed_mistaken, doubted = shares(own, found, agrees, differs)
    assert confirmed_false <= FALSE_AGREE and confirmed_mistaken <= MISTAKEN_AGREE and doubted <= RIGHT_DIFFER
    # One of the shares of confirmed stems is what it may be, to a few stems that share a thousandth.
    assert confirmed_false > FALSE_AGREE - 0.03 or confirmed_mistaken > MISTAKEN_AGREE - 0.03
    assert doubted > RIGHT_DIFFER - 0.01


def test_doubts_end_below_confirmations() -> None:
    found = stems(right=100, false=20, mistaken=20)
    agrees, differs = thresholds(np.concatenate([np.full(100, 0.9), np.full(40, 0.2)]), found)
    assert (agrees, differs) == (0.201, 0.201)
