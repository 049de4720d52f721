"""Labelled three-second excerpts (instruments, articulations, composers), and unlabelled ones for the autoencoders.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.data.notes import analyse, read_mono
from training.measure.log_mel import MELS, log_mel, rms
from training.signal.arrays import Array
from training.signal.classes import CLASSES, N_CLASSES, SAMPLE_RATE

FRAMES, HOP = 64, 1024
SAMPLES = FRAMES * HOP
"""2.97 s: the images of the comparison are 128 mels by 64 frames."""
ARTICULATIONS = {"arco-normal": "sustained", "pizz-normal": "pizzicato", "molto-vibrato": "molto vibrato",
                 "non-vibrato": "non vibrato", "arco-tremolo": "tremolo"}
Splits = list[tuple[Array, Array]]


@dataclass
class Task:
    """audio: int16 [items, SAMPLES]. labels index `classes`. Items of one group are always on the same side of a split.

    splits: (training, test) item numbers; every test item is tested once.
    """

    name: str
    classes: list[str]
    audio: Array
    labels: Array
    groups: Array
    splits: Splits


def store_task(path: Path, task: Task) -> None:
    sides = {f"{side}-{n}": split[s] for n, split in enumerate(task.splits) for s, side in enumerate(("training", "test"))}
    np.savez(path, name=task.name, classes=task.classes, audio=task.audio, labels=task.labels, groups=task.groups, **sides)


def load_task(path: Path) -> Task:
    with np.load(path) as stored:
        count = sum(name.startswith("test-") for name in stored.files)
        splits = [(stored[f"training-{n}"], stored[f"test-{n}"]) for n in range(count)]
        return Task(str(stored["name"]), [str(c) for c in stored["classes"]], stored["audio"], stored["labels"], stored["groups"], splits)


def images_of(audio: Array) -> torch.Tensor:
    """int16 [items, SAMPLES] -> float32 [items, MELS, FRAMES], each excerpt normalised to its own level."""
    out = np.zeros((len(audio), MELS, FRAMES), np.float32)
    for number, samples in enumerate(audio):
        signal = samples.astype(np.float32) / 32768
        out[number] = log_mel(signal, SAMPLE_RATE, rms(signal), HOP)[:, :FRAMES]
    return torch.from_numpy(out)


class Scenes:
    """Rendered shards with their records; audio is read in place."""

    def __init__(self, folders: list[Path]) -> None:
        self.parts: list[Array] = []
        self.records: list[tuple[int, int, dict[str, Any]]] = []
        for folder in folders:
            for shard in sorted(folder.glob("shard-*")):
                self.parts.append(np.load(shard / "parts.npy", mmap_mode="r"))
                content = json.loads((shard / "scenes.json").read_text(encoding="utf-8"))
                self.records += [(len(self.parts) - 1, index, record) for index, record in enumerate(content)]

    def window(self, number: int, places: list[int], rng: np.random.Generator) -> Array | None:
        """int16 [SAMPLES] of the sum of some positions, where they sound for most of the time; None if there is no such
        passage.
        """
        shard, index, _ = self.records[number]
        whole = self.parts[shard][index][places].astype(np.float32).sum(0)
        level = np.sqrt((whole**2).mean())
        for _ in range(8):
            start = int(rng.integers(len(whole) - SAMPLES))
            piece = whole[start : start + SAMPLES]
            loud = np.sqrt((piece.reshape(16, -1) ** 2).mean(1)) > 0.2 * level
            if level > 0 and loud.mean() >= 0.6:
                return (piece * (24000 / np.abs(piece).max())).astype(np.int16)
        return None


def instruments(training: Scenes, shifted: Scenes, per_class: int, rng: np.random.Generator) -> Task:
    """Single parts rendered from recorded notes: training libraries, rooms and scores against shifted ones."""
    pieces, labels, groups, side = [], [], [], []
    for test, scenes in ((False, training), (True, shifted)):
        found: dict[int, int] = {}
        for number in rng.permutation(len(scenes.records)):
            record = scenes.records[number][2]
            places = [p for p, c in enumerate(record["classes"]) if 0 <= c < N_CLASSES and p < len(record["parts"])
                      and record["parts"][p].get("by") == "recorded"]
            for place in places:
                c = record["classes"][place]
                if found.get(c, 0) >= per_class:
                    continue
                piece = scenes.window(int(number), [place], rng)
                if piece is not None:
                    found[c] = found.get(c, 0) + 1
                    pieces.append(piece)
                    labels.append(c)
                    groups.append(int(number) + (1_000_000 if test else 0))
                    side.append(test)
    split = (np.flatnonzero(~np.array(side)), np.flatnonzero(side))
    return Task("instrument", list(CLASSES), np.stack(pieces), np.array(labels), np.array(groups), [split])


def articulations(pack: Path, most: int, rng: np.random.Generator) -> Task:
    """Single notes of the Philharmonia's strings; each pitch of an instrument is on one side of the split. Each
    instrument has only one player.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    with open(pack / "philharmonia" / "manifest.csv", newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            label = Path(row["orig"]).stem.rsplit("_", 1)[-1]
            if label in ARTICULATIONS and row["instrument"] in ("violin", "viola", "cello", "double_bass"):
                rows.setdefault(label, []).append(row)
    names = list(ARTICULATIONS)
    pieces, labels, groups = [], [], []
    for label, found in sorted(rows.items()):
        for index in rng.permutation(len(found))[:most]:
            row = found[index]
            note = analyse(read_mono(pack / "philharmonia" / row["file"]))
            if note is None:
                continue
            sound = np.zeros(SAMPLES, np.float32)
            cut = note[0][: SAMPLES - HOP]
            sound[HOP : HOP + len(cut)] = cut
            pieces.append((sound * 24000).astype(np.int16))
            labels.append(names.index(label))
            groups.append(f"{row['instrument']} {row['midi_pitch']}")
    work = np.unique(groups, return_inverse=True)[1]
    return Task("articulation", [ARTICULATIONS[n] for n in names], np.stack(pieces), np.array(labels), work,
                grouped_folds(np.array(labels), work, 5, rng))


def work_of(score: str) -> str:
    """A file is one movement; all movements of a work are on the same side."""
    return re.sub(r"_m\d+\.mid$", "", score)


def composers(pack: Path, training: Scenes, works: int, per_class: int, rng: np.random.Generator) -> tuple[Task, set[int]]:
    """Ensembles in scenes from scores, for composers with at least this many works; also returns the scenes used."""
    with open(pack / "scores" / "manifest.csv", newline="", encoding="utf-8") as stream:
        composer_of = {row["file"]: row["composer"].split(",")[0] for row in csv.DictReader(stream)}
    scenes: dict[str, list[int]] = {}
    for number, (_, _, record) in enumerate(training.records):
        if "score" in record:
            scenes.setdefault(composer_of[record["score"]], []).append(number)
    chosen = sorted(c for c, found in scenes.items()
                    if len({work_of(training.records[n][2]["score"]) for n in found}) >= works)
    pieces, labels, groups, used = [], [], [], set()
    for label, composer in enumerate(chosen):
        order = [int(scenes[composer][i]) for i in rng.permutation(len(scenes[composer]))]
        taken = 0
        for number in [n for n in order for _ in range(2)]:
            record = training.records[number][2]
            piece = training.window(number, [p for p, c in enumerate(record["classes"]) if 0 <= c < N_CLASSES], rng)
            if piece is not None and taken < per_class:
                taken += 1
                used.add(number)
                pieces.append(piece)
                labels.append(label)
                groups.append(work_of(record["score"]))
    work = np.unique(groups, return_inverse=True)[1]
    return Task("composer", chosen, np.stack(pieces), np.array(labels), work,
                grouped_folds(np.array(labels), work, works, rng)), used


def grouped_folds(labels: Array, groups: Array, folds: int, rng: np.random.Generator) -> Splits:
    """Assign whole groups, largest first, each to the fold that most lacks its classes."""
    counts = np.zeros((folds, labels.max() + 1))
    fold_of = np.zeros(len(labels), int)
    names = rng.permutation(np.unique(groups))
    for group in sorted(names, key=lambda g: -np.sum(groups == g)):
        members = groups == group
        mix = np.bincount(labels[members], minlength=counts.shape[1])
        fold = int(np.argmin((counts * mix / np.bincount(labels, minlength=counts.shape[1])).sum(1)))
        counts[fold] += mix
        fold_of[members] = fold
    return [(np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)) for f in range(folds)]


def unlabelled(training: Scenes, count: int, without: set[int], rng: np.random.Generator) -> Array:
    """int16 [count, SAMPLES]: single parts and whole scenes alternately, from scenes that no test uses."""
    allowed = [n for n in range(len(training.records)) if n not in without]
    pieces: list[Array] = []
    while len(pieces) < count:
        number = allowed[int(rng.integers(len(allowed)))]
        places = [p for p, c in enumerate(training.records[number][2]["classes"]) if c >= 0]
        chosen = places if len(pieces) % 2 else [places[int(rng.integers(len(places)))]]
        piece = training.window(number, chosen, rng)
        if piece is not None:
            pieces.append(piece)
    return np.stack(pieces)
