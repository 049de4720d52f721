"""Training batches from shards: who sounds, who is declared, at what level, under what noise.

Everything is drawn from one generator whose state is saved with a checkpoint.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from .classes import (FFT_SIZE, HOP, N_BINS, N_CLASSES, PLAYERS_PER_CLASS, REST_CLASS, REST_SLOT,
                      SAMPLE_RATE)
from .scenes import SCENE_FRAMES
from .stft import stft

MAX_SLOTS = 6


@dataclass
class Options:
    """Shares of the kinds of examples."""

    coherent: float = 0.5
    players: tuple[float, ...] = (0.04, 0.32, 0.32, 0.26, 0.06)
    """Of 1, 2, 3, 4, 5 declared players."""
    undeclared: float = 0.2
    keyboard: float = 0.2
    hiss: float = 0.5
    hum: float = 0.08
    gain_db: float = 6.0
    eq_db: float = 4.0
    band_limit: float = 0.12
    stereo: float = 0.3
    """Share with two channels: every source at its own levels and phases."""
    cut: float = 0.12
    """Share that ends early, as the last piece of a recording does."""


@dataclass
class Batch:
    """What the loss needs of sources S and mixture X, summed over channels; float32.

    own = |S|^2 and cross = Re(S conj X) [B, MAX_SLOTS, F, T]; power = |X|^2 and the network's input,
    magnitude = sqrt(mean over channels of |X|^2), [B, F, T]; slots int64 [B, MAX_SLOTS] (-1: none);
    counts [B, N_CLASSES].
    """

    own: np.ndarray
    cross: np.ndarray
    power: np.ndarray
    slots: np.ndarray
    counts: np.ndarray
    magnitude: np.ndarray


class Mixer:
    """Draws batches; shards that appear in the folder while training are picked up."""

    def __init__(self, folder: Path, rng: Generator, options: Options = Options()) -> None:
        self.folder, self.rng, self.options = folder, rng, options
        self.shards: dict[str, tuple[np.ndarray, list[list[int]]]] = {}
        self.places: list[tuple[str, int]] = []
        self.refresh()

    def refresh(self) -> int:
        """Open shards that are new; returns their number."""
        known = len(self.shards)
        for path in sorted(self.folder.glob("shard-*")):
            if path.name not in self.shards:
                records = json.loads((path / "scenes.json").read_text(encoding="utf-8"))
                parts = np.load(path / "parts.npy", mmap_mode="r")
                self.shards[path.name] = (parts, [r["classes"] for r in records])
                self.places += [(path.name, i) for i in range(len(records))]
        return len(self.shards) - known

    def _part(self, wanted_rest: bool, frames: int, avoid: list[int]) -> tuple[np.ndarray, int] | None:
        """A random part of a random scene at a random time."""
        for _ in range(20):
            shard, number = self.places[int(self.rng.integers(len(self.places)))]
            parts, classes = self.shards[shard]
            options = [p for p, c in enumerate(classes[number])
                       if c >= 0 and (c == REST_CLASS) == wanted_rest and avoid.count(c) < 1 + (self.rng.random() < 0.08)]
            if not options:
                continue
            place = int(self.rng.choice(options))
            begin = int(self.rng.integers(0, SCENE_FRAMES - frames + 1)) * HOP
            return np.asarray(parts[number, place, begin : begin + (frames - 1) * HOP + 1], np.float32), classes[number][place]
        return None

    def _gather(self, frames: int, wanted: int) -> list[tuple[np.ndarray, int]]:
        """`wanted` sounding player parts, all of one scene or each of its own."""
        if self.rng.random() < self.options.coherent:
            shard, number = self.places[int(self.rng.integers(len(self.places)))]
            parts, classes = self.shards[shard]
            begin = int(self.rng.integers(0, SCENE_FRAMES - frames + 1)) * HOP
            order = [p for p in self.rng.permutation(len(classes[number])) if 0 <= classes[number][p] < REST_CLASS]
            cut = [(np.asarray(parts[number, p, begin : begin + (frames - 1) * HOP + 1], np.float32), classes[number][p])
                   for p in order[:wanted]]
        else:
            cut = []
        while len(cut) < wanted:
            found = self._part(False, frames, [c for _, c in cut])
            if found is None:
                break
            cut.append(found)
        limited: list[tuple[np.ndarray, int]] = []
        for audio, c in cut:
            if sum(k == c for _, k in limited) < PLAYERS_PER_CLASS:
                limited.append((audio, c))
        return limited

    def _eq(self) -> np.ndarray:
        """Linear gain [N_BINS]: a smooth random curve over log frequency."""
        knots = self.rng.normal(0, self.options.eq_db, 6)
        octave = np.log2(np.maximum(np.arange(N_BINS), 1)) / np.log2(N_BINS) * 5
        return (10 ** (np.interp(octave, np.arange(6), knots) / 20)).astype(np.float32)

    def _noise(self, samples: int, level: float) -> np.ndarray:
        """Complex spectrum [N_BINS, T] of hiss, hum or both; level: RMS of the players' sum."""
        o, rng = self.options, self.rng
        audio = np.zeros(samples, np.float32)
        if rng.random() < o.hum:
            base, time = rng.choice([50, 60]), np.arange(samples) / SAMPLE_RATE
            for h in range(1, int(rng.integers(2, 9))):
                audio += (rng.uniform(0, 1) / h * np.sin(2 * np.pi * base * h * time + rng.uniform(0, 6.28))).astype(np.float32)
            audio *= level * 10 ** (rng.uniform(-45, -18) / 20) / (audio.std() + 1e-9)
        spectrum = stft(audio)
        if rng.random() < o.hiss:
            tilt = (np.maximum(np.arange(N_BINS), 4) / 100.0) ** rng.uniform(-0.9, 0.3)
            noise = stft(rng.normal(0, 1, samples).astype(np.float32)) * tilt[:, None].astype(np.float32)
            scale = level / FFT_SIZE**0.5 * 10 ** (rng.uniform(-55, -15) / 20)
            spectrum = spectrum + noise * scale / (np.sqrt((np.abs(noise) ** 2).mean()) + 1e-12)
        return spectrum

    def _other_channel(self, sources: np.ndarray) -> np.ndarray:
        """The same sources at another microphone: a level and a smooth phase over frequency each."""
        bins = np.arange(N_BINS)
        out = np.empty_like(sources)
        for index, spectrum in enumerate(sources):
            delay = self.rng.uniform(-12, 12)
            wander = np.interp(bins, np.linspace(0, N_BINS, 40), np.cumsum(self.rng.normal(0, 0.5, 40)))
            turn = np.exp(1j * (2 * np.pi * bins * delay / FFT_SIZE + wander))
            gain = 10 ** (self.rng.uniform(-6, 6) / 20)
            out[index] = spectrum * (gain * turn)[:, None].astype(np.complex64)
        return out

    def example(self, frames: int) -> tuple[np.ndarray, ...]:
        """The fields of one example of a Batch, in its order."""
        o, rng = self.options, self.rng
        share = np.array(o.players) / sum(o.players)
        declared = 1 + int(rng.choice(len(share), p=share))
        extra = int(declared > 1 and declared < 5 and rng.random() < o.undeclared)
        cut = self._gather(frames, declared + extra)
        samples = (frames - 1) * HOP + 1
        spectra = []
        for audio, _ in cut:
            gain = 10 ** (rng.uniform(-o.gain_db, o.gain_db) / 20) / 32768
            spectra.append(stft(audio * gain) * self._eq()[:, None])
        hidden: set[int] = set()
        if extra and len(cut) > 1:
            lonely = [i for i, (_, c) in enumerate(cut) if sum(k == c for _, k in cut) == 1]
            hidden = {int(rng.choice(lonely))} if lonely else set()
        rest = np.zeros((N_BINS, frames), np.complex64)
        for i in hidden:
            rest += spectra[i] * 10 ** (rng.uniform(-8, 2) / 20)
        if rng.random() < o.keyboard:
            found = self._part(True, frames, [])
            if found is not None:
                rest += stft(found[0] * 10 ** (rng.uniform(-9, 4) / 20) / 32768) * self._eq()[:, None]
        rest = rest + self._noise(samples, 0.046)
        sources = np.zeros((MAX_SLOTS, frames, N_BINS), np.complex64).swapaxes(1, 2)  # as the STFT lies in memory
        slots, counts = np.full(MAX_SLOTS, -1, np.int64), np.zeros(N_CLASSES, np.float32)
        row = 0
        for i in sorted((j for j in range(len(cut)) if j not in hidden), key=lambda j: cut[j][1]):
            c = cut[i][1]
            slots[row] = PLAYERS_PER_CLASS * c + int(counts[c])
            counts[c] += 1
            sources[row] = spectra[i]
            row += 1
        slots[row], sources[row] = REST_SLOT, rest
        if rng.random() < o.band_limit:
            cutoff = rng.uniform(3000, 10000) * FFT_SIZE / SAMPLE_RATE
            sources /= np.sqrt(1 + (np.arange(N_BINS) / cutoff) ** 16)[None, :, None].astype(np.float32)
        if rng.random() < o.cut:
            sources[..., int(rng.integers(frames // 4, frames)) :] = 0
        channels = [sources, self._other_channel(sources)] if rng.random() < o.stereo else [sources]
        own, cross = np.zeros_like(sources, np.float32), np.zeros_like(sources, np.float32)
        power = np.zeros_like(sources[0], np.float32)
        for image in channels:
            mixture = image.sum(0)
            own += image.real**2 + image.imag**2
            cross += image.real * mixture.real + image.imag * mixture.imag
            power += mixture.real**2 + mixture.imag**2
        return own, cross, power, slots, counts, np.sqrt(power / len(channels))

    def batch(self, size: int, frames: int) -> Batch:
        examples = [self.example(frames) for _ in range(size)]
        return Batch(*(stack(x) for x in zip(*examples)))


def stack(arrays: tuple[np.ndarray, ...]) -> np.ndarray:
    """np.stack that keeps the last two axes' order in memory."""
    if arrays[0].ndim < 2:
        return np.stack(arrays)
    return np.stack([a.swapaxes(-1, -2) for a in arrays]).swapaxes(-1, -2)
