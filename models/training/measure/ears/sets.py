"""Evaluation sets of recordings with known players, prepared as the host processes them: whole files, then windows.

Synthetic and shifted sets are rendered scenes; real-select and real-report are recorded players. None of them is used
for training. A recording's parts are summed in floating point and windowed on its own frames.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from training.data.ears.labels import SOUNDING, label
from training.data.ears.library import LOUD_PERCENTILE, Library
from training.errors import InputError
from training.measure import sets as separation_sets
from training.networks.ears import FFT_SIZE, HOP, WINDOW_FRAMES
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE
from training.signal.stft import stft

REAL = ("real-select", "real-report")
RENDERED = {"synthetic": "validation", "shifted": "shifted",
            "synthetic-calibration": "validation-calibration", "shifted-calibration": "shifted-calibration"}


@dataclass
class Recording:
    """Parts float32 [players, samples] at SAMPLE_RATE; classes: indices into CLASSES."""

    name: str
    group: str
    classes: list[int]
    parts: Array

    def audio(self) -> Array:
        return self.parts.sum(0)


@dataclass
class Window:
    """One window of a recording with its labels; magnitude float32 [N_BINS, WINDOW_FRAMES]."""

    recording: str
    group: str
    players: int
    magnitude: Array
    target: Array
    weight: Array


def frames_of(audio: Array) -> Array:
    """Magnitudes [N_BINS, frames]; shorter input is zero-padded to WINDOW_FRAMES."""
    magnitude = np.abs(stft(audio, FFT_SIZE, HOP))
    missing = WINDOW_FRAMES - magnitude.shape[1]
    return np.pad(magnitude, ((0, 0), (0, missing))) if missing > 0 else magnitude


def blocks_of(part: Array, frames: int) -> Array:
    """Mean square around the centre of every frame, [frames]."""
    padded = np.zeros((frames + 1) * HOP, np.float32)
    length = min(len(part), len(padded) - HOP // 2)
    padded[HOP // 2 : HOP // 2 + length] = part[:length]
    return (padded.reshape(-1, HOP)[:frames] ** 2).mean(1)


def windows(recording: Recording, step: int, heard: Array | None = None) -> Iterator[Window]:
    """One whole window every `step` frames. heard: a degraded copy of the sum to use instead, of the same length."""
    magnitude = frames_of(recording.audio() if heard is None else heard)
    frames = magnitude.shape[1]
    power = [blocks_of(p, frames) for p in recording.parts]
    sounding = [p > SOUNDING * np.percentile(p, LOUD_PERCENTILE) for p in power]
    for at in range(0, frames - WINDOW_FRAMES + 1, step):
        span = slice(at, at + WINDOW_FRAMES)
        energy = [float(p[span].sum()) for p in power]
        if sum(energy) / WINDOW_FRAMES < 1e-5 * max(float(sum(p.max() for p in power)), 1e-12):
            continue  # 50 dB below the recording's peak, which the host treats as silence
        target, weight = label(recording.classes, [True] * len(power), [s[span] for s in sounding], energy)
        yield Window(recording.name, recording.group, len(power), magnitude[:, span], target, weight)


def rendered(folder: Path, seed: int = 5) -> Iterator[Recording]:
    """Every player of every scene alone, and mixtures of 2, 3 and 4 of its players at levels drawn once (±4 dB)."""
    library = Library([folder])
    for number, players in enumerate(library.scenes):
        rng = np.random.default_rng([seed, number])
        whole = [library.sound(e) for e in players]
        for place, entry in enumerate(players):
            yield Recording(f"scene-{number}/{place}", "solo", [entry.cls], whole[place][None])
        for count in (2, 3, 4):
            if len(players) >= count:
                chosen = [int(i) for i in rng.choice(len(players), count, replace=False)]
                gains = 10 ** (rng.uniform(-4, 4, count) / 20)
                yield Recording(f"scene-{number}/mix-{count}", "ensemble", [players[i].cls for i in chosen],
                                np.stack([whole[i] * g for i, g in zip(chosen, gains)]).astype(np.float32))


def _down(parts: Array, rate: int) -> Array:
    if rate == SAMPLE_RATE:
        return parts
    if rate != 2 * SAMPLE_RATE:
        raise ValueError(f"{rate} Hz is not twice {SAMPLE_RATE} Hz")
    return resample_poly(parts, 1, 2, axis=-1).astype(np.float32)


def _ensembles(mixtures: list[separation_sets.Mixture]) -> Iterator[Recording]:
    for mixture in mixtures:
        group = "ensemble" if mixture.group == "bach10" else mixture.group
        yield Recording(mixture.name, group, list(mixture.players), _down(mixture.references, mixture.rate))


def _stems(mixtures: list[separation_sets.Mixture]) -> Iterator[Recording]:
    """Every part of the recordings once, alone."""
    seen: set[tuple[str, int]] = set()
    for mixture in mixtures:
        piece = mixture.name.split("/")[0]
        for index, cls in enumerate(mixture.players):
            key = (piece, cls if mixture.group != "urmp-doubled" else 100 + index)
            if key not in seen:
                seen.add(key)
                yield Recording(f"{piece}/{CLASSES[cls]}-{index}", "solo", [cls], _down(mixture.references[index : index + 1], mixture.rate))


def clips(pack: Path) -> Iterator[Recording]:
    """Medley-solos clips: real solo playing, 3 s each."""
    with open(pack / "real" / "manifest.csv", newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "solo":
                audio, rate = separation_sets._stem(pack / "real" / row["file"])
                yield Recording(Path(row["file"]).stem, "clips", [CLASSES.index(row["instrument"])], _down(audio[None], rate))


def build(name: str, pack: Path | None, rendered_at: Path | None) -> Iterator[Recording]:
    """A set by name. Rendered sets need the folder of validation shards, real ones the data pack."""
    if name in RENDERED:
        if rendered_at is None:
            raise InputError(f"{name} needs --rendered DIR with validation shards")
        yield from rendered(rendered_at / RENDERED[name])
        return
    if pack is None:
        raise InputError(f"{name} needs the data pack")
    if name == "real-select":
        chorales = separation_sets.bach10(pack, separation_sets.SELECT)
        yield from clips(pack)
        yield from _stems(chorales)
        yield from _ensembles(chorales)
        yield from _ensembles(separation_sets.unaligned(pack))
    elif name == "real-report":
        chorales = separation_sets.bach10(pack, separation_sets.REPORT)
        excerpts = separation_sets.urmp(pack)
        yield from _stems(chorales + excerpts)
        yield from _ensembles(chorales + excerpts)
    else:
        raise ValueError(f"no set {name}")


def step_of(name: str) -> int:
    """Frames between windows: half a window on recordings, a whole one on rendered scenes, which are many."""
    return WINDOW_FRAMES // 2 if name in REAL else WINDOW_FRAMES
