"""The library of rendered parts: their locations, instruments, levels over time, and which of them are labelled."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.fft import rfft

from training.errors import InputError
from training.networks.ears import FFT_SIZE, HOP, Config, mel_matrix
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES, REST_CLASS
from training.signal.stft import hann

LOUD_PERCENTILE = 95
LABEL_SEED = 77
SILENCE = 1e-14
"""Mel power that counts as silence: -140 dB."""


@dataclass
class Entry:
    """One part of one scene."""

    shard: int
    scene: int
    place: int
    cls: int
    source: str
    """The sample library or sound font that played it, or `additive`."""
    trusted: bool
    """False for additive synthesis: its timbres are random, so its instrument is nominal."""
    frames: Array
    """Mel power of every inner frame, log2, float16 [frames, mels]; on disk."""
    power: Array
    """Mean square of every frame, float32 [frames]; full scale is 1."""
    loud: float
    """The power of its loud frames."""


@dataclass
class Library:
    """Shards of one or more folders, opened once. The features that training needs are cached beside the audio."""

    folders: list[Path]
    audio: list[Array] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    scenes: list[list[Entry]] = field(default_factory=list)
    """Players of a scene, in the order of its parts."""
    ranks: list[float] = field(default_factory=list)
    """A fixed uniform random number per scene: the scene is labelled if the share of labels exceeds it."""
    config: Config = field(default_factory=Config)

    def __post_init__(self) -> None:
        for folder in self.folders:
            paths = sorted(folder.glob("shard-*"))
            if not paths:
                raise InputError(f"{folder} has no shards: render some first")
            for path in paths:
                self._open(path)

    def _open(self, path: Path) -> None:
        records = json.loads((path / "scenes.json").read_text(encoding="utf-8"))
        self.audio.append(np.load(path / "parts.npy", mmap_mode="r"))
        mel, levels = _bank(path, self.config)
        shard = len(self.audio) - 1
        for scene, record in enumerate(records):
            players = []
            for place, cls in enumerate(record["classes"]):
                if cls < 0:
                    continue
                power = levels[scene, place]
                loud = float(np.percentile(power, LOUD_PERCENTILE))
                if loud <= 0:
                    continue
                part = record["parts"][place]
                source = str(part.get("source") or part.get("font") or part["by"])
                entry = Entry(shard, scene, place, cls, source, part["by"] != "additive", mel[scene, place], power, loud)
                self.entries.append(entry)
                if cls < REST_CLASS:
                    players.append(entry)
            rank = float(np.random.default_rng([LABEL_SEED, *record["seed"]]).random())
            self.scenes.append(players)
            self.ranks.append(rank)

    def by_class(self, share: tuple[float, float] = (0.0, 1.0)) -> list[list[list[Entry]]]:
        """Entries of every class and, last, of REST_CLASS, one list per source, from scenes whose rank lies in [from, to)."""
        found: list[dict[str, list[Entry]]] = [{} for _ in range(N_CLASSES + 1)]
        rank = {(p.shard, p.scene): r for players, r in zip(self.scenes, self.ranks) for p in players}
        for entry in self.entries:
            if share[0] <= rank.get((entry.shard, entry.scene), 0.0) < share[1]:
                found[entry.cls].setdefault(entry.source, []).append(entry)
        return [list(sources.values()) for sources in found]

    def sound(self, entry: Entry) -> Array:
        """A whole part, float32 [samples]; full scale is 1."""
        return self.audio[entry.shard][entry.scene, entry.place].astype(np.float32) / 32768


def _bank(path: Path, config: Config) -> tuple[Array, Array]:
    """Mel power, log2, float16 [scenes, parts, frames, mels], and mean squares, float32 [scenes, parts, frames].

    Frame k covers samples [k*HOP, k*HOP + FFT_SIZE). Computed once and cached beside the shard.
    """
    files = path / "mel.npy", path / "frames.npy"
    if not all(f.exists() for f in files):
        parts = np.load(path / "parts.npy", mmap_mode="r")
        frames = parts.shape[2] // HOP - 1
        mel = np.zeros((*parts.shape[:2], frames, config.mels), np.float16)
        power = np.zeros((*parts.shape[:2], frames), np.float32)
        matrix = mel_matrix(config).T.copy()
        for scene in range(parts.shape[0]):
            for place in range(parts.shape[1]):
                blocks = parts[scene, place, : (frames + 1) * HOP].reshape(-1, HOP).astype(np.float32) / 32768
                square = (blocks * blocks).mean(1)
                power[scene, place] = (square[:-1] + square[1:]) / 2
                spectrum = spectrum_of(blocks)
                mel[scene, place] = np.log2((spectrum.real**2 + spectrum.imag**2) @ matrix + SILENCE)
        arrays: tuple[Array, Array] = (mel, power)
        for file, array in zip(files, arrays):
            partial = file.with_name(f".{os.getpid()}-{file.name}")
            np.save(partial, array)
            partial.rename(file)
    return np.load(files[0], mmap_mode="r"), np.load(files[1])


def spectrum_of(blocks: Array) -> Array:
    """float32 [n + 1, HOP] -> complex64 [n, N_BINS]: the manifest's front end on frames that need no padding."""
    window = hann(FFT_SIZE)
    framed = np.concatenate([blocks[:-1], blocks[1:]], axis=1) * (window / window.sum())
    return rfft(framed, axis=1)
