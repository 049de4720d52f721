"""Who plays in a whole recording: one logistic regression per instrument on what all instruments reach in its windows.

A window's false alarms are mostly relatives of an instrument that plays (a viola beside violins, a horn beside clarinets), so the
probability that one instrument plays is fitted to the windows' probabilities of all of them. `src-main/listening/ensemble.ts` computes the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from training.measure.ears.listen import Heard
from training.measure.ears.probe import fit
from training.signal.arrays import Array

LEAST = 1e-3
"""Probabilities are clamped to LEAST .. 1 - LEAST before their logits are taken."""
BEST_SHARE = 0.25
PRESENT_SHARE = 0.2
"""An instrument plays in a recording if it sounds in this share of the windows."""
PENALTY = 1e-3
THRESHOLD = 0.55
"""The probability from which an instrument is proposed; chosen on real-select."""


def slots(probability: Array) -> Array:
    """Probabilities of windows that overlap by half, [windows, classes] -> of half windows, each the mean over the windows that cover it."""
    if len(probability) == 1:
        return np.repeat(probability, 2, axis=0)
    return np.concatenate([probability[:1], (probability[1:] + probability[:-1]) / 2, probability[-1:]])


def logit(probability: Array) -> Array:
    clamped = np.clip(probability, LEAST, 1 - LEAST)
    return np.log(clamped / (1 - clamped))


def features(probability: Array, of_slots: bool = False) -> Array:
    """[windows, classes] -> [2 * classes]: logits of the mean over all slots, and of the mean over the quarter of the slots that is highest.

    of_slots: the probabilities are those of slots already.
    """
    each = probability if of_slots else slots(probability)
    best = np.sort(each, axis=0)[::-1][: int(np.ceil(len(each) * BEST_SHARE))]
    return np.concatenate([logit(each.mean(0)), logit(best.mean(0))])


def recordings(heard: Heard, probability: Array) -> tuple[Array, Array, Array]:
    """Features [recordings, 2 * classes], whether each instrument plays [recordings, classes], and the group."""
    spans = [heard.recording == r for r in dict.fromkeys(heard.recording)]
    return (np.stack([features(probability[s]) for s in spans]), np.stack([heard.target[s].mean(0) >= PRESENT_SHARE for s in spans]),
            np.array([heard.group[s][0] for s in spans]))


def fit_ensemble(heard: Heard, probability: Array) -> dict[str, Any]:
    """The `ensemble` of `decisions.json`: row c of `mean` and `best` has the coefficients of instrument c's probability."""
    x, plays, _ = recordings(heard, probability)
    weights, bias = fit(x, plays.astype(np.float64), np.ones_like(plays, np.float64), PENALTY)
    count = plays.shape[1]
    return {"threshold": THRESHOLD, "intercept": rounded(bias), "mean": rounded(weights[:count].T), "best": rounded(weights[count:].T)}


def playing(ensemble: dict[str, Any], x: Array) -> Array:
    """features [recordings, 2 * classes] -> the probability that each instrument plays, [recordings, classes]."""
    weights = np.concatenate([np.array(ensemble["mean"]), np.array(ensemble["best"])], axis=1)
    return 1 / (1 + np.exp(-(x @ weights.T + np.array(ensemble["intercept"]))))


def rounded(values: Array) -> Any:
    return np.round(values, 4).tolist()
