"""Rooms: measured and simulated impulse responses, a position per player."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator
from scipy.signal import butter, oaconvolve, resample_poly, sosfilt

from training.data.splits import room_split
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE as RATE

MAX_SECONDS = 2.5


@lru_cache(maxsize=64)
def measured(path: Path, rate: int = RATE) -> Array:
    """float32 [channels, samples]; the direct sound is the first sample, and each channel has an energy of one."""
    audio, source_rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    audio = resample_poly(audio, rate // 50, source_rate // 50, axis=0).T
    direct = int(np.abs(audio).max(0).argmax())
    response = audio[:, max(0, direct - rate // 2000) :][:, : int(MAX_SECONDS * rate)]
    return (response / np.sqrt((response**2).sum(1, keepdims=True))).astype(np.float32)


def room_files(pack: Path, split: str) -> list[Path]:
    return sorted(p for p in (pack / "rir").glob("*.flac") if room_split(p.name) == split)


def place(response: Array, rng: Generator, rate: int = RATE) -> tuple[Array, dict[str, float]]:
    """Simulate another position in a measured room: nearer or farther, with a slightly stretched tail.

    response [samples] -> [samples']. The first 3 ms count as the direct sound.
    """
    stretch = float(rng.uniform(0.9, 1.1))
    points = np.arange(0, len(response) - 1, stretch)
    moved = np.interp(points, np.arange(len(response)), response).astype(np.float32)
    direct = int(0.003 * rate)
    nearness = float(rng.uniform(0, 20))
    moved[:direct] *= 10 ** (nearness / 20)
    scatter = int(rng.integers(0, 40))
    moved = np.concatenate([moved[:direct], np.zeros(scatter, np.float32), moved[direct:]])
    return moved / np.sqrt((moved**2).sum()), {"stretch": stretch, "nearness_db": nearness}


def simulated(decay_s: float, rng: Generator) -> tuple[Array, dict[str, float]]:
    """Direct sound, a few early reflections, a diffuse tail that decays faster at high frequencies."""
    length = int(min(MAX_SECONDS, 1.1 * decay_s + 0.05) * RATE)
    time = np.arange(length) / RATE
    ratio_db = float(rng.uniform(-3, 18))
    gap = rng.uniform(0.002, 0.025)
    tail = np.zeros(length)
    for low, high, factor in ((60, 500, rng.uniform(0.9, 1.4)), (500, 2500, 1.0), (2500, 9000, rng.uniform(0.35, 0.8))):
        sos = butter(2, (low, high), "bandpass", fs=RATE, output="sos")
        tail += sosfilt(sos, rng.normal(0, 1, length)) * np.exp(-6.9 * time / (decay_s * factor))
    tail[: int(gap * RATE)] = 0
    for _ in range(int(rng.integers(3, 16))):
        delay = gap + rng.exponential(0.018)
        index = int(delay * RATE)
        if index < length:
            tail[index] += rng.choice([-1, 1]) * rng.uniform(0.5, 3) * np.abs(tail).mean() * 20 * np.exp(-delay * 20)
    tail /= np.sqrt((tail**2).sum()) + 1e-9
    tail[0] += 10 ** (ratio_db / 20)
    return (tail / np.sqrt((tail**2).sum())).astype(np.float32), {"direct_to_reverb_db": ratio_db}


class Room:
    """The room of a scene; `position` returns a separate impulse response for each player."""

    def __init__(self, pack: Path, split: str, rng: Generator, measured_share: float = 0.3,
                 dry_share: float = 0.4) -> None:
        pick = rng.random()
        self.record: dict[str, object] = {"kind": "dry"}
        self._response: Array | None = None
        self._decay = 0.0
        if pick < measured_share:
            file = room_files(pack, split)[int(rng.integers(len(room_files(pack, split))))]
            channels = measured(file)
            self._response = channels[int(rng.integers(len(channels)))]
            self.record = {"kind": "measured", "file": file.name}
        elif pick < 1 - dry_share:
            self._decay = float(np.exp(rng.uniform(np.log(0.15), np.log(2.2))))
            self.record = {"kind": "simulated", "decay_s": self._decay}

    def position(self, rng: Generator) -> tuple[Array | None, dict[str, float]]:
        if self._response is not None:
            return place(self._response, rng)
        if self._decay > 0:
            return simulated(self._decay, rng)
        return None, {}


def reverberate(audio: Array, response: Array | None) -> Array:
    """The reverberant image of the same length."""
    if response is None:
        return audio
    return oaconvolve(audio, response)[: len(audio)].astype(np.float32)
