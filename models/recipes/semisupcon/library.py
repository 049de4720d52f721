"""Rendered parts to draw from: where they lie, what they are, when they sound, which of them are labelled."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..common.classes import N_CLASSES, REST_CLASS
from .network import HOP

LOUD_PERCENTILE = 95
LABEL_SEED = 77


@dataclass
class Entry:
    """One part of one scene."""

    shard: int
    scene: int
    place: int
    cls: int
    trusted: bool
    """False for additive synthesis: its timbres are random, so its instrument is only a manner of speaking."""
    power: np.ndarray
    """Mean square of every HOP samples, float32 [blocks]; full scale is 1."""
    loud: float
    """The power of its loud blocks."""


@dataclass
class Library:
    """Shards of one or several folders, opened once; audio stays on disk."""

    folders: list[Path]
    audio: list[np.ndarray] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    scenes: list[list[Entry]] = field(default_factory=list)
    """Players of a scene, in the order of its parts."""
    ranks: list[float] = field(default_factory=list)
    """A fixed uniform number a scene: it is labelled where the share of labels exceeds it."""

    def __post_init__(self) -> None:
        for folder in self.folders:
            paths = sorted(folder.glob("shard-*"))
            if not paths:
                raise FileNotFoundError(f"no shards in {folder}")
            for path in paths:
                self._open(path)

    def _open(self, path: Path) -> None:
        records = json.loads((path / "scenes.json").read_text(encoding="utf-8"))
        parts = np.load(path / "parts.npy", mmap_mode="r")
        levels = _levels(path, parts)
        shard = len(self.audio)
        self.audio.append(parts)
        for scene, record in enumerate(records):
            players = []
            for place, cls in enumerate(record["classes"]):
                if cls < 0:
                    continue
                power = levels[scene, place]
                by = record["parts"][place]["by"]
                entry = Entry(shard, scene, place, cls, by != "additive", power, float(np.percentile(power, LOUD_PERCENTILE)))
                self.entries.append(entry)
                if cls < REST_CLASS:
                    players.append(entry)
            self.scenes.append(players)
            self.ranks.append(float(np.random.default_rng([LABEL_SEED, *record["seed"]]).random()))

    def by_class(self, share: tuple[float, float] = (0.0, 1.0)) -> list[list[Entry]]:
        """Entries of every class and, last, of REST_CLASS, of scenes whose rank lies in [from, to)."""
        found: list[list[Entry]] = [[] for _ in range(N_CLASSES + 1)]
        rank = {(p.shard, p.scene): r for players, r in zip(self.scenes, self.ranks) for p in players}
        for entry in self.entries:
            r = rank.get((entry.shard, entry.scene), 0.0)
            if share[0] <= r < share[1] and entry.loud > 0:
                found[entry.cls].append(entry)
        return found

    def blocks(self, entry: Entry) -> int:
        return len(entry.power)

    def cut(self, entry: Entry, begin: int, blocks: int) -> np.ndarray:
        """float32 [blocks, HOP] from block `begin`; full scale is 1."""
        audio = self.audio[entry.shard][entry.scene, entry.place, begin * HOP : (begin + blocks) * HOP]
        return audio.reshape(blocks, HOP).astype(np.float32) / 32768


def _levels(path: Path, parts: np.ndarray) -> np.ndarray:
    """float32 [scenes, parts, blocks], kept beside the shard."""
    file = path / "levels.npy"
    blocks = parts.shape[2] // HOP
    if file.exists():
        return np.load(file)
    out = np.empty((*parts.shape[:2], blocks), np.float32)
    for scene in range(parts.shape[0]):
        x = parts[scene, :, : blocks * HOP].reshape(parts.shape[1], blocks, HOP).astype(np.float32) / 32768
        out[scene] = (x * x).mean(2)
    partial = path / ".levels.npy"
    np.save(partial, out)
    partial.rename(file)
    return out
