"""Separated stems under right and false declarations, as windows with what they really contain.

A mixture is separated with one declaration of its players. Every stem is then judged by the name that it was separated as and, where
names were exchanged, by the name of another declared player. Its *content* is the share of its energy that each instrument
contributes: the mask applied to each player alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from training.networks.ears import HOP, WINDOW_FRAMES, Ears
from training.networks.separate import Separator, frontend_of, masks_of
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES, PLAYERS_PER_CLASS
from training.signal.stft import istft, stft

KINDS = ("right", "replaced", "added", "undeclared")
SHARES = (0.4, 0.35, 0.15, 0.1)
"""Of the declarations of rendered mixtures."""
EXCHANGED = 0.5
"""Share of the rendered mixtures with a right declaration whose stems are also judged under exchanged names."""


@dataclass
class StemWindows:
    """One row per window of a stem under one name. The log-mel spectra are those of `Ears.log_mel`, before its scaling to the window's mean."""

    stem: Array
    """float16 [n, mels, WINDOW_FRAMES]"""
    mixture: Array
    """float16 [n, mels, WINDOW_FRAMES]"""
    level: Array
    """[n] dB, of the stem's power relative to the mixture's in the window."""
    power: Array
    """[n] mean power of the stem in the window"""
    name: Array
    """[n] class the stem is named after"""
    content: Array
    """[n, N_CLASSES + 1] shares of the stem's energy in the window, by the instrument that plays it; the last is what nobody plays"""
    number: Array
    """[n] of the stem under this name, in the whole set"""
    kind: Array
    """[n] of the declaration; `exchanged` for stems under another player's name"""
    false: Array
    """[n] whether no player of the named instrument plays in the mixture"""

    def where(self, kept: Array) -> StemWindows:
        return StemWindows(*(getattr(self, f)[kept] for f in self.__dataclass_fields__))


def write(path: Path, windows: StemWindows) -> None:
    partial = path.with_name(f".{path.name}")
    np.savez(partial, **{field: getattr(windows, field) for field in StemWindows.__dataclass_fields__})
    partial.rename(path)


def read(path: Path) -> StemWindows:
    with np.load(path) as stored:
        return StemWindows(**{field: stored[field] for field in StemWindows.__dataclass_fields__})


def joined(parts: list[StemWindows]) -> StemWindows:
    """One set; stems are numbered anew."""
    offset, numbers = 0, []
    for part in parts:
        numbers.append(part.number + offset)
        offset += int(part.number.max(initial=-1)) + 1
    fields = {f: np.concatenate([getattr(p, f) for p in parts]) for f in StemWindows.__dataclass_fields__}
    return StemWindows(**{**fields, "number": np.concatenate(numbers)})


def declare(players: list[int], kind: str, rng: Generator) -> list[int]:
    """A sorted declaration of a mixture whose players are given, with at most two players of a class."""
    absent = [c for c in range(N_CLASSES) if c not in players]
    declared = list(players)
    if kind == "replaced":
        declared[int(rng.integers(len(declared)))] = int(rng.choice(absent))
    elif kind == "added":
        declared.append(int(rng.choice(absent)))
    elif kind == "undeclared":
        declared.pop(int(rng.integers(len(declared))))
    return sorted(declared)


def exchanged_names(declared: list[int], rng: Generator) -> dict[int, int]:
    """The stem's index and the class of another declared player, for two stems of different instruments; empty where all are the same."""
    pairs = [(i, j) for i in range(len(declared)) for j in range(len(declared)) if declared[i] != declared[j]]
    if not pairs:
        return {}
    i, j = pairs[int(rng.integers(len(pairs)))]
    return {i: declared[j], j: declared[i]}


def windows_of(network: Separator, ears: Ears, images: Array, players: list[int], declared: list[int], kind: str, starts: list[int],
               exchange: dict[int, int] | None = None) -> StemWindows:
    """images: complex64 [players + 1, bins, frames] on the separator's grid, whatever nobody plays last; starts: first frames of the windows."""
    grid = frontend_of(network)
    mixture = images.sum(0)
    masks = masks_of(network, np.abs(mixture), declared)[:-1]
    samples = (mixture.shape[1] - 1) * HOP
    sounds = istft(np.concatenate([masks * mixture, mixture[None]]), samples, grid.size, grid.hop)
    heard = np.abs(stft(sounds)).astype(np.float32)
    mels = [mel_power(ears, magnitude) for magnitude in heard]
    energy = (heard**2).sum(1)
    own = np.abs(images) ** 2
    names = [(i, declared[i], kind) for i in range(len(declared))] + [(i, c, "exchanged") for i, c in (exchange or {}).items()]
    rows: dict[str, list[Any]] = {f: [] for f in StemWindows.__dataclass_fields__}
    for number, (i, name, shown) in enumerate(names):
        parts = (masks[i] ** 2 * own).sum(1)  # [players + 1, frames]
        of_class = np.zeros((N_CLASSES + 1, parts.shape[1]))
        np.add.at(of_class, [*players, N_CLASSES], parts)
        for at in starts:
            span = slice(at, at + WINDOW_FRAMES)
            everything, mixed, power = (float(x.sum()) for x in (parts[:, span], energy[-1, span], energy[i, span]))
            if everything <= 0 or power < 1e-5 * mixed or mixed <= 0:
                continue
            for field, value in (("stem", scaled(mels[i][:, span])), ("mixture", scaled(mels[-1][:, span])),
                                 ("level", 10 * np.log10(power / mixed)), ("power", power), ("name", name),
                                 ("content", of_class[:, span].sum(1) / everything), ("number", number), ("kind", shown),
                                 ("false", name not in players)):
                rows[field].append(value)
    return StemWindows(**{f: np.array(v) for f, v in rows.items()})


def mel_power(ears: Ears, magnitude: Array) -> Array:
    return np.matmul(ears.mel.numpy(), magnitude * magnitude)


def scaled(power: Array) -> Array:
    """The ears' input for one window, float16."""
    return (np.log(power / (power.mean() + 1e-20) + 1e-5) * 0.25 + 1.25).astype(np.float16)


def players_of(slots: Array) -> list[int]:
    """The classes of a mixer's slots, without the rest."""
    return [int(s) // PLAYERS_PER_CLASS for s in slots if 0 <= s < PLAYERS_PER_CLASS * N_CLASSES]
