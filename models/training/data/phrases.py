"""Recorded phrases with real legato, bow changes and tonguing; a pitch tracker finds their notes.

The tracker is YIN without its last two steps (de Cheveigné and Kawahara 2002, "YIN, a fundamental frequency estimator for speech
and music"): the cumulative mean normalised difference function and an absolute threshold, with parabolic interpolation.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from scipy.signal import resample_poly

from training.data.notes import read_mono
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE, folder_name

FRAME = 2048
HOP = 256
WINDOW = 1200
"""Number of samples compared at each lag; FRAME - WINDOW is the longest lag, which corresponds to 26 Hz."""
SHORTEST = 10
"""Shortest lag in samples: the highest pitch is 2.2 kHz."""
THRESHOLD = 0.15
SAME_NOTE = 0.7
"""Semitones from a note's median within which a frame belongs to it."""
SHORTEST_NOTE_S = 0.06
POLYPHONIC = ("bach-solo",)
"""Sources with double stops, whose notes are left unknown."""


@dataclass(frozen=True)
class Phrase:
    """samples int16 at the model's rate, RMS-normalised where it sounds; notes float32 [n, 3] (s, s, MIDI), None where unknown."""

    samples: Array
    notes: Array | None


def track(audio: Array) -> tuple[Array, Array]:
    """MIDI pitch (NaN where there is none) and RMS of every HOP samples of a monophonic recording."""
    padded = np.pad(audio.astype(np.float64), (FRAME // 2, FRAME))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[: len(audio) : HOP]
    lags = FRAME - WINDOW
    pitch, level = np.full(len(frames), np.nan), np.sqrt((frames**2).mean(1))
    for begin in range(0, len(frames), 256):
        block = frames[begin : begin + 256]
        size = 2 * FRAME
        product = np.fft.irfft(np.fft.rfft(block, size) * np.conj(np.fft.rfft(block[:, :WINDOW], size)), size)[:, :lags]
        energy = np.concatenate([np.zeros((len(block), 1)), np.cumsum(block**2, 1)], 1)
        difference = energy[:, WINDOW : WINDOW + 1] + (energy[:, WINDOW : WINDOW + lags] - energy[:, :lags]) - 2 * product
        mean = np.cumsum(difference[:, 1:], 1) / np.arange(1, lags)
        normal = np.concatenate([np.ones((len(block), 1)), difference[:, 1:] / np.maximum(mean, 1e-12)], 1)
        for row, curve in enumerate(normal):
            low = np.flatnonzero(curve[SHORTEST:] < THRESHOLD)
            if len(low) == 0:
                continue
            lag = SHORTEST + int(low[0])
            while lag + 1 < lags and curve[lag + 1] < curve[lag]:
                lag += 1
            if lag + 1 >= lags:
                continue
            before, here, after = curve[lag - 1 : lag + 2]
            bow = before - 2 * here + after
            exact = lag + (0.5 * (before - after) / bow if bow > 1e-12 else 0.0)
            pitch[begin + row] = 69 + 12 * np.log2(SAMPLE_RATE / exact / 440)
    pitch[level < 0.02 * np.percentile(level, 95)] = np.nan
    return pitch, level


def segment(pitch: Array) -> Array:
    """float32 [notes, 3] from a pitch track: runs of frames near their own median."""
    notes: list[tuple[float, float, float]] = []
    run: list[float] = []
    for index, value in enumerate([*pitch, np.nan]):
        if run and (np.isnan(value) or abs(value - np.median(run[-12:])) > SAME_NOTE):
            if len(run) * HOP >= SHORTEST_NOTE_S * SAMPLE_RATE:
                notes.append(((index - len(run)) * HOP / SAMPLE_RATE, index * HOP / SAMPLE_RATE, float(np.median(run))))
            run = []
        if not np.isnan(value):
            run.append(float(value))
    return np.array(notes, np.float32).reshape(-1, 3)


def load_phrases(pack: Path, cache: Path) -> dict[str, list[Phrase]]:
    """All phrases by class; decoded and tracked once into `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(pack / "phrases" / "manifest.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {name: _load_class(pack, [r for r in rows if r["instrument"].replace(" ", "_") == folder_name(name)], cache / f"phrases-{name}.npz")
            for name in CLASSES}


def _load_class(pack: Path, rows: list[dict[str, str]], path: Path) -> list[Phrase]:
    if not path.exists():
        arrays: dict[str, Array] = {}
        for number, row in enumerate(rows):
            audio = read_mono(pack / "phrases" / row["file"])
            sounding = np.abs(audio) > 0.02 * np.abs(audio).max()
            if sounding.sum() < SAMPLE_RATE // 4:
                continue
            audio = audio / (np.sqrt((audio[sounding] ** 2).mean()) + 1e-9) * 0.1
            arrays[f"{number}/samples"] = np.round(np.clip(audio, -1, 1) * 32000).astype(np.int16)
            if row["source"] not in POLYPHONIC:
                arrays[f"{number}/notes"] = segment(track(audio)[0])
        np.savez(path, **arrays)
    with np.load(path, allow_pickle=False) as stored:
        numbers = sorted({int(k.split("/")[0]) for k in stored.files})
        return [Phrase(stored[f"{n}/samples"], stored[f"{n}/notes"] if f"{n}/notes" in stored.files else None) for n in numbers]


def line(phrases: list[Phrase], length: int, rng: Generator) -> tuple[Array, list[list[float]] | None]:
    """float32 [length]: consecutive phrases with rests between them, all transposed by the same amount of up to 3 semitones; and their notes."""
    speed = int(rng.integers(17, 24))
    out, notes, at = np.zeros(length, np.float32), [], int(rng.integers(0, SAMPLE_RATE))
    known = True
    while at < length:
        weights = np.array([min(len(p.samples), length) for p in phrases], float)
        phrase = phrases[int(rng.choice(len(phrases), p=weights / weights.sum()))]
        longest = length * speed // 20
        begin = int(rng.integers(0, max(1, len(phrase.samples) - longest)))
        audio = resample_poly(phrase.samples[begin : begin + longest].astype(np.float32), 20, speed)
        audio = audio[: length - at] * 10 ** (rng.normal(0, 2) / 20)
        out[at : at + len(audio)] += audio
        if phrase.notes is None:
            known = False
        else:
            shift = at / SAMPLE_RATE
            for start, end, pitch in phrase.notes:
                start, end = ((t - begin / SAMPLE_RATE) * 20 / speed + shift for t in (start, end))
                if end > shift and start * SAMPLE_RATE < length:
                    notes.append([round(float(start), 3), round(float(end), 3), round(float(pitch) + 12 * float(np.log2(speed / 20)), 2)])
        at += len(audio) + int(rng.exponential(0.5) * SAMPLE_RATE)
    return out, notes if known else None
