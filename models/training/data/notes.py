"""The bank of recorded notes: decoded once, trimmed and stored as int16 at the model's rate."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.data.splits import samples_of
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE, folder_name

MAX_PITCH_ERROR = 0.75
MAX_SECONDS = 5.0
LOUDNESS = {"pp": -2, "p": -1, "mp": 0, "mf": 0, "f": 1, "ff": 2}


@dataclass
class Note:
    """One recorded note.

    pitch: actual MIDI pitch (fractional). samples: int16, peak-normalised. gain: scales the samples to a
    sustain RMS of one. attack, steady, end: sample indices; the sustain is [attack, steady).
    """

    source: str
    pitch: float
    dynamic: int
    articulation: str
    samples: Array
    gain: float
    attack: int
    steady: int


def read_mono(path: Path, rate: int = SAMPLE_RATE) -> Array:
    """float32 mono at `rate`, resampled by a polyphase filter."""
    audio, source_rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    mono = audio.mean(1)
    if source_rate != rate:
        divisor = gcd(source_rate, rate)
        mono = resample_poly(mono, rate // divisor, source_rate // divisor).astype(np.float32)
    return mono


def analyse(audio: Array, rate: int = SAMPLE_RATE) -> tuple[Array, float, int, int] | None:
    """Trim silence; find the sustain from the RMS envelope. Returns (audio, gain, attack, steady)."""
    hop = rate // 200
    frames = len(audio) // hop
    if frames < 20:
        return None
    envelope = np.sqrt((audio[: frames * hop].reshape(frames, hop) ** 2).mean(1) + 1e-12)
    smooth = np.convolve(envelope, np.ones(5) / 5, "same")
    top = np.percentile(smooth, 95)
    loud = np.flatnonzero(smooth > 0.02 * top)
    first, last = loud[0], loud[-1] + 1
    smooth = smooth[first:last]
    audio = audio[first * hop : last * hop][: int(MAX_SECONDS * rate)]
    if len(audio) < rate // 8:
        return None
    above = np.flatnonzero(smooth > 0.6 * top)
    attack = int(above[0]) * hop
    steady = min(int(above[-1]) * hop, len(audio))
    if steady - attack < rate // 20:
        attack, steady = len(audio) // 4, 3 * len(audio) // 4
    rms = float(np.sqrt((audio[attack:steady] ** 2).mean()))
    peak = float(np.abs(audio).max())
    if rms < 1e-5:
        return None
    return audio / peak, peak / rms, attack, steady


def load_bank(pack: Path, split: str, cache: Path) -> dict[str, list[Note]]:
    """All notes that a split allows, by class; decoded once into `cache` (one .npz per class)."""
    cache.mkdir(parents=True, exist_ok=True)
    return {name: _load_class(pack, split, name, cache) for name in CLASSES}


def _rows(pack: Path, split: str, instrument: str) -> list[tuple[Path, dict[str, str]]]:
    allowed = samples_of(split, instrument)
    rows: list[tuple[Path, dict[str, str]]] = []
    for folder in ("samples", "philharmonia"):
        with open(pack / folder / "manifest.csv", newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row["instrument"] != folder_name(instrument) or row["source"] not in allowed:
                    continue
                if row["articulation"] in ("tremolo", "pizzicato") or not row["est_pitch"]:
                    continue
                if abs(float(row["est_pitch"]) - float(row["midi_pitch"])) <= MAX_PITCH_ERROR:
                    rows.append((pack / folder / row["file"], row))
    return rows


def _load_class(pack: Path, split: str, instrument: str, cache: Path) -> list[Note]:
    path = cache / f"{split}-{instrument}.npz"
    if not path.exists():
        pieces, table = [], []
        for file, row in _rows(pack, split, instrument):
            found = analyse(read_mono(file))
            if found is None:
                continue
            audio, gain, attack, steady = found
            pieces.append((audio * 32000).astype(np.int16))
            table.append((row["source"], float(row["est_pitch"]), LOUDNESS.get(row["dynamic"], 0),
                          row["articulation"], gain / 32000, attack, steady, len(audio)))
        columns = list(zip(*table))
        np.savez(path, samples=np.concatenate(pieces), source=np.array(columns[0]),
                 pitch=np.array(columns[1]), dynamic=np.array(columns[2]),
                 articulation=np.array(columns[3]), gain=np.array(columns[4]),
                 attack=np.array(columns[5]), steady=np.array(columns[6]),
                 length=np.array(columns[7]))
    stored = np.load(path)
    samples, ends = stored["samples"], np.cumsum(stored["length"])
    return [
        Note(str(stored["source"][i]), float(stored["pitch"][i]), int(stored["dynamic"][i]),
             str(stored["articulation"][i]), samples[end - stored["length"][i] : end],
             float(stored["gain"][i]), int(stored["attack"][i]), int(stored["steady"][i]))
        for i, end in enumerate(ends)
    ]
