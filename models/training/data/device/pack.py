"""Packs the training material into a small folder that a machine with a GPU can be given: recorded notes and phrases as Ogg Vorbis, measured rooms,
and lines of music that are already assigned to instruments.

`sounds.ogg`: all sounds in a row, at the model's rate. `index.npz`: the arrays of `Index`. Nothing else is needed to train.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator, default_rng

from training.data.device.index import LINES, Index
from training.data.ensembles import assign
from training.data.notes import load_bank
from training.data.phrases import load_phrases
from training.data.rooms import measured, room_files
from training.data.scenes import clip, draw_music
from training.errors import InputError
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE

NOTE_SECONDS = 1.8
"""Longer recorded notes are cut; the sustain is looped in any case."""
ROOM_SECONDS = 1.5
LIMIT_MIB = 60.0
KINDS = ("mixed", "strings", "chorale", "doubled")
KIND_SHARES = (0.4, 0.25, 0.25, 0.1)
ENCODED_AT_ONCE = SAMPLE_RATE * 10
"""Samples per call of the encoder: libsndfile's Vorbis encoder overflows its stack with long blocks."""


def music(pack: Path, scenes: int, rng: Generator) -> tuple[Array, Array]:
    """`cast` and `events` of scenes of twelve seconds from training scores and the procedural composer."""
    cast, events = np.full((scenes, LINES), -1, np.int8), []
    for scene in range(scenes):
        lines, _ = draw_music(pack, "training", rng)
        for line, (name, part) in enumerate(assign(lines, rng, str(rng.choice(KINDS, p=KIND_SHARES)))):
            played = clip(part)
            if sum(e.duration for e in played.events) > 2:
                cast[scene, line] = CLASSES.index(name)
                events += [(scene, line, e.start, e.end, e.pitch, e.velocity) for e in played.events]
    return cast, np.array(events, np.float32).reshape(-1, 6)


def rooms_of(pack: Path) -> Array:
    """Every channel of the training rooms, float32 [n, samples]."""
    size = int(ROOM_SECONDS * SAMPLE_RATE)
    found = [channel[:size] for file in room_files(pack, "training") for channel in measured(file)]
    return np.stack([np.pad(r, (0, size - len(r))) / np.sqrt((r**2).sum()) for r in found]).astype(np.float32)


def sounds_of(pack: Path, cache: Path) -> tuple[list[Array], dict[str, list[float]], list[tuple[float, float, float, float]]]:
    """The sounds as int16, their columns of the index without `start`, and the phrases' notes."""
    sounds: list[Array] = []
    columns: dict[str, list[float]] = {name: [] for name in ("length", "attack", "steady", "pitch", "instrument", "source", "level", "known")}
    heard: list[tuple[float, float, float, float]] = []
    makes: list[str] = []

    def add(samples: Array, attack: int, steady: int, pitch: float, name: str, make: str, level: float, known: bool) -> None:
        if make not in makes:
            makes.append(make)
        sounds.append(samples)
        for key, value in zip(columns, (len(samples), attack, steady, pitch, CLASSES.index(name), makes.index(make), level, known)):
            columns[key].append(float(value))

    for name, notes in load_bank(pack, "training", cache).items():
        for note in notes:
            samples = note.samples[: int(NOTE_SECONDS * SAMPLE_RATE)]
            steady = min(note.steady, len(samples))
            attack = min(note.attack, max(0, steady - 1))
            add(samples, attack, steady, note.pitch, name, f"{name}/{note.source}", note.gain * 32768, True)
    for name, phrases in load_phrases(pack, cache).items():
        for phrase in phrases:
            if phrase.notes is not None:
                heard += [(len(sounds), float(onset), float(offset), float(height)) for onset, offset, height in phrase.notes]
            add(phrase.samples, 0, len(phrase.samples), float("nan"), name, f"{name}/phrases", 10.0, phrase.notes is not None)
    return sounds, columns, heard


def encode(sounds: list[Array], path: Path) -> None:
    with soundfile.SoundFile(str(path), "w", SAMPLE_RATE, 1, format="OGG", subtype="VORBIS") as file:
        for sound in sounds:
            for begin in range(0, len(sound), ENCODED_AT_ONCE):
                file.write(sound[begin : begin + ENCODED_AT_ONCE].astype(np.float32) / 32768)


def write(pack: Path, cache: Path, out: Path, scenes: int, seed: int = 1, limit_mib: float = LIMIT_MIB,
          say: Callable[[str], None] = print) -> None:
    """Pack the training material into the folder `out`. cache: folder of the decoded notes. @raises InputError if the result is larger than the limit"""
    sounds, columns, heard = sounds_of(pack, cache)
    cast, events = music(pack, scenes, default_rng(seed))
    lengths = np.array(columns["length"], np.int64)
    index = Index(start=np.cumsum(lengths) - lengths, heard=np.array(heard, np.float32).reshape(-1, 4), cast=cast, events=events, rooms=rooms_of(pack),
                  **{key: np.array(values, np.float32 if key in ("pitch", "level") else np.int64) for key, values in columns.items()})
    out.mkdir(parents=True, exist_ok=True)
    encode(sounds, out / "sounds.ogg")
    np.savez_compressed(out / "index.npz", **{f.name: getattr(index, f.name) for f in fields(Index)})
    size = sum(file.stat().st_size for file in (out / "sounds.ogg", out / "index.npz")) / 2**20
    say(f"{len(sounds)} sounds of {lengths.sum() / SAMPLE_RATE / 60:.0f} minutes, {scenes} scenes: {size:.1f} MiB")
    if size > limit_mib:
        raise InputError(f"the packed material has {size:.1f} MiB, more than {limit_mib:.0f}: pack fewer scenes")
