"""Few labels: selects the scenes whose stems may be used and those of which only the mixtures may be used.

The pool is the first 480 training scenes, small enough that labels matter in minutes of training. 100 % of the labels is the
pool; 25 %, 5 % and 1 % are 120, 24 and 5 scenes of it, sampled with the run's seed and nested: a smaller share is part of every
larger one. All other training scenes are unlabelled: `Recordings` returns only their mixtures and the instruments, which
a recording's title would state. It never returns a stem.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from training.data.mixing import Mixer, Options
from training.errors import InputError
from training.signal.arrays import Array
from training.signal.classes import HOP, N_CLASSES, SCENE_FRAMES

Place = tuple[str, int]
"""A shard's folder name and the number of the scene in it."""

POOL_SHARDS = tuple(f"shard-{n:04d}" for n in range(20))
SHARES = {0.01: 5, 0.05: 24, 0.25: 120, 1.0: 480}
"""Share of the labels -> number of scenes."""
LEVEL_DB = 4.0
"""A player's level in an unlabelled recording is sampled once, within plus or minus this."""


def places_of(folder: Path) -> list[Place]:
    """All scenes of a folder of shards, in order."""
    found: list[Place] = []
    for path in sorted(folder.glob("shard-*")):
        count = len(json.loads((path / "scenes.json").read_text(encoding="utf-8")))
        found += [(path.name, number) for number in range(count)]
    return found


def labelled(folder: Path, share: float, seed: int) -> list[Place]:
    """The scenes whose stems a run may use; smaller shares are subsets of larger ones. @raises InputError if the pool is incomplete"""
    pool = [p for p in places_of(folder) if p[0] in POOL_SHARDS]
    if len(pool) != SHARES[1.0]:
        raise InputError(f"the labelled pool has {len(pool)} scenes instead of {SHARES[1.0]}: render shards 0 to 19 of seed 1")
    order = np.random.default_rng([480, seed]).permutation(len(pool))
    return [pool[i] for i in order[: SHARES[share]]]


def unlabelled(folder: Path) -> list[Place]:
    """The scenes of which only the mixtures are used: those outside the pool, whatever share of it is used."""
    return [p for p in places_of(folder) if p[0] not in POOL_SHARDS]


class FewLabels(Mixer):
    """Ordinary training batches, sampled only from a share of the pool."""

    def __init__(self, folder: Path, share: float, seed: int, rng: Generator, options: Options = Options()) -> None:
        self.allowed = frozenset(labelled(folder, share, seed))
        super().__init__(folder, rng, options)

    def refresh(self) -> int:
        found = super().refresh()
        self.places = [p for p in self.places if p in self.allowed]
        return found


@dataclass(frozen=True)
class Recording:
    """audio float32 [samples] at 22,050 Hz in -1..1; classes: sorted classes of the players; scene: the scene that it is an excerpt of."""

    audio: Array
    classes: tuple[int, ...]
    scene: Place


class Recordings:
    """Unlabelled recordings: mixtures of fixed players at fixed levels, two duos of a scene of four, or `whole` scenes."""

    def __init__(self, folder: Path, whole: bool = False, places: Sequence[Place] | None = None) -> None:
        self._stems: dict[str, Array] = {}
        self.recordings: list[tuple[Place, tuple[int, ...]]] = []
        """Scene and classes of every recording; the two duos of one scene are neighbours."""
        self._parts: list[tuple[tuple[int, ...], Array]] = []
        classes: dict[str, list[list[int]]] = {}
        for shard, number in unlabelled(folder) if places is None else places:
            if shard not in self._stems:
                self._stems[shard] = np.load(folder / shard / "parts.npy", mmap_mode="r")
                records = json.loads((folder / shard / "scenes.json").read_text(encoding="utf-8"))
                classes[shard] = [r["classes"] for r in records]
            held = classes[shard][number]
            rng = np.random.default_rng([20, int(shard.rsplit("-", 1)[1]), number])
            players = [int(p) for p in rng.permutation(len(held)) if 0 <= held[p] < N_CLASSES]
            for group in (players,) if whole or len(players) < 4 else (players[:2], players[2:4]):
                if len(group) < 2:
                    continue  # a recording of one player would be a label
                chosen = sorted(group, key=lambda p: held[p])
                self.recordings.append(((shard, number), tuple(held[p] for p in chosen)))
                self._parts.append((tuple(chosen), (10 ** (rng.uniform(-LEVEL_DB, LEVEL_DB, len(group)) / 20)).astype(np.float32)))

    def __len__(self) -> int:
        return len(self.recordings)

    def cut(self, index: int, begin: int, frames: int) -> Recording:
        """`frames` frames of recording `index` from frame `begin`; [(frames - 1) * HOP + 1] samples."""
        (shard, number), classes = self.recordings[index]
        parts, gains = self._parts[index]
        stop = begin * HOP + (frames - 1) * HOP + 1
        audio = sum(np.asarray(self._stems[shard][number, p, begin * HOP : stop], np.float32) * g for p, g in zip(parts, gains))
        return Recording(np.asarray(audio, np.float32) / 32768, classes, (shard, number))

    def draw(self, frames: int, rng: Generator) -> Recording:
        """A random excerpt of a random recording."""
        return self.cut(int(rng.integers(len(self))), int(rng.integers(0, SCENE_FRAMES - frames + 1)), frames)
