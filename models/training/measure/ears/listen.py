"""Runs an encoder over the windows of a set and collects its outputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch

from training.measure.ears.sets import Window
from training.networks.ears import Ears
from training.signal.arrays import Array


@dataclass
class Heard:
    """Arrays over windows: logits, target, weight [n, classes]; embedding [n, D]; names of recording and group, players."""

    logits: Array
    embedding: Array
    target: Array
    weight: Array
    recording: Array
    group: Array
    players: Array

    def where(self, kept: Array) -> Heard:
        return Heard(*(getattr(self, f)[kept] for f in self.__dataclass_fields__))


def log_mels(network: Ears, windows: Iterable[Window]) -> tuple[Array, list[Window]]:
    """float32 [n, mels, frames], and the windows without their magnitudes; any encoder with this front end can use them.
    """
    features, kept = [], []
    with torch.no_grad():
        for window in windows:
            features.append(network.log_mel(torch.from_numpy(np.ascontiguousarray(window.magnitude))[None])[0].numpy())
            window.magnitude = np.zeros((0, 0), np.float32)
            kept.append(window)
    return np.stack(features), kept


def listen(network: Ears, features: Array, windows: list[Window], batch: int = 64) -> Heard:
    """features: the result of log_mels. Evaluates in float32, like inference."""
    network.eval()
    logits, embedding = [], []
    with torch.no_grad():
        for at in range(0, len(features), batch):
            e = network.encode(torch.from_numpy(features[at : at + batch]))
            embedding.append(network.alike(e).numpy())
            logits.append(network.logits(e).numpy())
    return Heard(np.concatenate(logits), np.concatenate(embedding), np.stack([w.target for w in windows]),
                 np.stack([w.weight for w in windows]), np.array([w.recording for w in windows]),
                 np.array([w.group for w in windows]), np.array([w.players for w in windows]))


def join(*parts: Heard) -> Heard:
    return Heard(*(np.concatenate([getattr(p, f) for p in parts]) for f in Heard.__dataclass_fields__))
