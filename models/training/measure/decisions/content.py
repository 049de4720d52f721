"""What a separated stem really contains: a multinomial logistic regression on its vector, the recording's vector and its name.

The masks colour a stem like the instrument that they were asked for. The stem's name is therefore an input, so that the regression learns what each name
adds, and the recording's vector says what there was to separate. `src-main/listening/stem-check.ts` computes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from training.measure.decisions.ensemble import rounded
from training.measure.decisions.stems import StemWindows
from training.networks.ears import Ears
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES

PENALTY = 1e-3
PURE, WRONG = 0.7, 0.3
"""A stem is right if its own instrument contributes more than PURE of its energy, wrong if less than WRONG."""


@dataclass
class Stems:
    """One row per stem under one name."""

    vector: Array
    """[n, d]"""
    recording: Array
    """[n, d]"""
    name: Array
    content: Array
    """[n, N_CLASSES + 1]"""
    kind: Array
    false: Array

    @property
    def purity(self) -> Array:
        found: Array = self.content[np.arange(len(self.name)), self.name]
        return found


def vectors(network: Ears, features: Array) -> Array:
    """The ears' scaled spectra [n, mels, frames] -> published vectors [n, d]."""
    found = []
    with torch.no_grad():
        for at in range(0, len(features), 128):
            found.append(network.alike(network.encode(torch.from_numpy(features[at : at + 128].astype(np.float32)))).numpy())
    return np.concatenate(found).astype(np.float64)


def whole(network: Ears, windows: StemWindows) -> Stems:
    """Vectors are means over a stem's windows, of unit length, as in the application; contents are weighted by power."""
    each = {field: vectors(network, getattr(windows, field)) for field in ("stem", "mixture")}
    spans = [np.flatnonzero(windows.number == n) for n in np.unique(windows.number)]
    def unit(x: Array) -> Array:
        found: Array = x / np.linalg.norm(x)
        return found
    return Stems(np.stack([unit(each["stem"][s].mean(0)) for s in spans]), np.stack([unit(each["mixture"][s].mean(0)) for s in spans]),
                 np.array([windows.name[s[0]] for s in spans]),
                 np.stack([np.average(windows.content[s], axis=0, weights=windows.power[s] + 1e-12) for s in spans]),
                 np.array([windows.kind[s[0]] for s in spans]), np.array([windows.false[s[0]] for s in spans]))


def fit_content(stems: Stems) -> dict[str, Any]:
    """The coefficients of `stems` in `decisions.json`; row c has those of instrument c, and the last those of what nobody plays."""
    size = stems.vector.shape[1]
    # Unit vectors of 128 values are scaled to unit variance, so that the penalty treats all inputs alike.
    x = torch.from_numpy(np.concatenate([stems.vector * size**0.5, stems.recording * size**0.5, np.eye(N_CLASSES)[stems.name] * 3], 1).astype(np.float32))
    target = torch.from_numpy(stems.content.astype(np.float32))
    weight = torch.zeros(x.shape[1], N_CLASSES + 1, requires_grad=True)
    bias = torch.zeros(N_CLASSES + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = -(target * F.log_softmax(x @ weight + bias, dim=1)).sum(1).mean() + PENALTY * (weight * weight).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    w = weight.detach().numpy()
    return {"intercept": rounded(bias.detach().numpy()), "stem": rounded(w[:size].T * size**0.5), "recording": rounded(w[size : 2 * size].T * size**0.5),
            "name": rounded(w[2 * size :].T * 3)}


def content_of(fitted: dict[str, Any], stems: Stems) -> Array:
    """The estimated shares, [n, N_CLASSES + 1]."""
    score = (np.array(fitted["intercept"]) + stems.vector @ np.array(fitted["stem"]).T + stems.recording @ np.array(fitted["recording"]).T
             + np.array(fitted["name"]).T[stems.name])
    shares = np.exp(score - score.max(1, keepdims=True))
    found: Array = shares / shares.sum(1, keepdims=True)
    return found


def verdicts(own: Array, agrees: float, differs: float) -> Array:
    return np.where(own >= agrees, "agrees", np.where(own <= differs, "differs", "unsure"))


def summary(stems: Stems, own: Array, agrees: float, differs: float) -> dict[str, dict[str, float]]:
    """Shares of the verdicts on stems that contain what they are named after (`right`), whose name nobody plays (`false`), that contain
    somebody else although somebody plays that instrument (`mistaken`), that hold something of both (`mixed`), and under an exchanged name.
    """
    said = verdicts(own, agrees, differs)
    declared = stems.kind != "exchanged"
    kinds = {"right": declared & (stems.purity > PURE), "false": declared & stems.false, "mistaken": declared & ~stems.false & (stems.purity < WRONG),
             "mixed": declared & ~stems.false & (stems.purity >= WRONG) & (stems.purity <= PURE), "exchanged": ~declared & (stems.purity < WRONG)}
    return {kind: {"stems": int(k.sum()), **{v: round(float((said[k] == v).mean()), 3) for v in ("agrees", "differs", "unsure")}}
            for kind, k in kinds.items() if k.any()}
