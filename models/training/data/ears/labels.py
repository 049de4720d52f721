"""The rule, for training and evaluation, that decides which instruments a window contains.

A part counts as present if it sounds for at least a third of a second and is at most 14 dB below the
loudest part of the window; as absent if it sounds for less than a tenth of a second or is at least 22 dB
below. In between the label is ambiguous, so the window is neither used to train nor to test that instrument.
"""

from __future__ import annotations

import numpy as np

from training.signal.arrays import Array
from training.signal.classes import N_CLASSES

SOUNDING = 10**-3.0
"""A block sounds if it is at most 30 dB below the part's loud blocks (power ratio)."""
HEARD_BLOCKS, UNHEARD_BLOCKS = 7, 2
HEARD_DB, UNHEARD_DB = -14.0, -22.0


def label(classes: list[int], trusted: list[bool], sounding: list[Array], energy: list[float]) -> tuple[Array, Array]:
    """Targets 0 or 1 and weights 0 or 1, float32 [N_CLASSES] each.

    sounding: a part's blocks within the window, bool; energy: of the part within the window, linear.
    Classes outside 0..N_CLASSES-1 only set the level. An untrusted part gives its class a weight of 0.
    """
    target, weight = np.zeros(N_CLASSES, np.float32), np.ones(N_CLASSES, np.float32)
    loudest = max(energy, default=0.0)
    for c in {c for c in classes if 0 <= c < N_CLASSES}:
        own = [i for i, k in enumerate(classes) if k == c]
        blocks = int(np.any([sounding[i] for i in own], axis=0).sum())
        total = sum(energy[i] for i in own)
        level = 10 * np.log10(total / loudest + 1e-12) if loudest > 0 else -120.0
        if blocks >= HEARD_BLOCKS and level >= HEARD_DB:
            sure = [i for i in own if trusted[i] and energy[i] >= 0.25 * total]
            target[c], weight[c] = 1.0, float(bool(sure))
        elif blocks > UNHEARD_BLOCKS and level > UNHEARD_DB:
            weight[c] = 0.0
    return target, weight
