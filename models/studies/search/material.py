"""Selects the scenes and parts that a training may use, from the records written with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.random import Generator

from training.data.mixing import Mixer, Options
from training.data.scenes import PARTS
from training.signal.classes import REST_CLASS
from training.signal.stft import Frontend

Record = dict[str, Any]
Keep = Callable[[Record], bool]


def everything(_: Record) -> bool:
    return True


def made_by(*kinds: str) -> Keep:
    """Of parts: rendered from recorded notes (`recorded`), by additive synthesis (`additive`) or a sound font (`soundfont`)."""
    return lambda part: part["by"] in kinds


def in_rooms(*kinds: str) -> Keep:
    """Of scenes: in a `measured` or `simulated` room, or `dry`."""
    return lambda scene: scene["room"]["kind"] in kinds


def composed(scene: Record) -> bool:
    """Music of the procedural composer, not an excerpt of a score."""
    return "composed" in scene


def from_score(scene: Record) -> bool:
    return "score" in scene


def one_in(count: int) -> Keep:
    """Of scenes: every `count`th, counted through all shards of 24."""
    return lambda scene: (24 * scene["seed"][-2] + scene["seed"][-1]) % count == 0


class ChosenMixer(Mixer):
    """A Mixer restricted to some scenes and, within these, to the permitted players.

    Parts of the rest (keyboards, voices) stay wherever their scene does. A coherent example that is short of players is filled up
    with players of other scenes, as in every Mixer.
    """

    def __init__(self, folder: Path, rng: Generator, scenes: Keep, parts: Keep, options: Options, frontend: Frontend) -> None:
        self._scene_kept, self._part_kept = scenes, parts
        super().__init__(folder, rng, options, frontend)

    def refresh(self) -> int:
        known = set(self.shards)
        found = super().refresh()
        dropped: set[tuple[str, int]] = set()
        for name in self.shards.keys() - known:
            records = json.loads((self.folder / name / "scenes.json").read_text(encoding="utf-8"))
            for number, (record, classes) in enumerate(zip(records, self.shards[name][1])):
                for place, part in enumerate(record["parts"][:PARTS]):
                    if classes[place] != REST_CLASS and not self._part_kept(part):
                        classes[place] = -1
                if not self._scene_kept(record) or not any(0 <= c < REST_CLASS for c in classes):
                    dropped.add((name, number))
        self.places = [p for p in self.places if p not in dropped]
        return found

    def counts(self) -> dict[str, int]:
        """The remaining scenes and players."""
        players = sum(0 <= c < REST_CLASS for shard, number in self.places for c in self.shards[shard][1][number])
        return {"scenes": len(self.places), "players": players}
