"""Items and their augmented views: solo parts, imperfect stems, ensembles, and windows without any player.

A view is a scaled log-mel spectrogram of one window with its labels. Two views of one item share parts
and overlap in time; equalisation, room, noise, loss and tuning are sampled separately for each. Parts are added as
powers on the mel axis, which ignores their interference and costs a tenth of adding waveforms.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from training.data.ears.labels import SOUNDING, label
from training.data.ears.library import SILENCE, Entry, Library, spectrum_of
from training.networks.ears import (
    HOP,
    WINDOW_FRAMES,
    Config,
    centres,
    mel_matrix,
    mel_of,
)
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES, REST_CLASS, SAMPLE_RATE

MOVE = WINDOW_FRAMES // 2
"""Two views of an item lie at most this many frames apart."""


@dataclass(frozen=True)
class Shares:
    """Probability of each kind of item and degradation."""

    solo: float = 0.33
    stem: float = 0.2
    mixture: float = 0.42
    """Share of mixtures; the remaining items have no player."""
    coherent: float = 0.5
    others: float = 0.15
    """Ensembles with a keyboard, voice or plucked instrument."""
    sizes: tuple[float, ...] = (0.36, 0.3, 0.24, 0.1)
    """Probabilities of 2, 3, 4 and 5 players."""
    eq_db: float = 4.5
    gain_db: float = 6.0
    room: float = 0.35
    noise: float = 0.5
    low_pass: float = 0.25
    holes: float = 0.2
    cut: float = 0.1
    stripes: float = 0.25
    tuning: float = 0.6
    semitones: float = 2.5


@dataclass
class Item:
    """The parts that sound; the first entry is the target of a stem."""

    kind: str
    entries: list[Entry]
    gains: list[float]
    begin: list[int]
    labelled: bool
    seed: int = 0


@dataclass
class View:
    features: Array
    """float32 [mels, WINDOW_FRAMES]"""
    target: Array
    weight: Array


@dataclass
class Drawer:
    """Samples items of a library and views of items."""

    library: Library
    rng: Generator
    labels: float = 1.0
    """Share of scenes whose labels may be used."""
    shares: Shares = field(default_factory=Shares)
    config: Config = field(default_factory=Config)

    def __post_init__(self) -> None:
        self.known = self.library.by_class((0.0, self.labels))
        self.unknown = self.library.by_class((self.labels, 1.0))
        scenes = [s for s in zip(self.library.scenes, self.library.ranks) if len(s[0]) >= 2]
        self.known_scenes = [players for players, r in scenes if r < self.labels]
        self.unknown_scenes = [players for players, r in scenes if r >= self.labels]
        self.hertz = centres(self.config)
        noise = spectrum_of(np.random.default_rng(5).normal(0, 1, (1025, HOP)).astype(np.float32))
        hiss = (noise.real**2 + noise.imag**2) @ mel_matrix(self.config).T
        self.hiss = (hiss / hiss.mean(0)).astype(np.float32)
        self.octave = np.linspace(0, 7, self.config.mels)

    def _some(self, pool: list[list[list[Entry]]], cls: int | None = None, avoid: tuple[int, ...] = ()) -> Entry:
        """A part of a class, or of a class sampled evenly among those available, preferring new ones; each of its sources is equally likely."""
        if cls is None:
            there = [c for c in range(N_CLASSES) if pool[c]]
            cls = int(self.rng.choice([c for c in there if c not in avoid] or there))
        source = pool[cls][int(self.rng.integers(len(pool[cls])))]
        return source[int(self.rng.integers(len(source)))]

    def item(self, labelled: bool) -> Item:
        """labelled: whether to sample from scenes whose labels may be used, or from the others."""
        rng, s = self.rng, self.shares
        pool, scenes = (self.known, self.known_scenes) if labelled else (self.unknown, self.unknown_scenes)
        kind = str(rng.choice(["solo", "stem", "mixture", "none"], p=[s.solo, s.stem, s.mixture, 1 - s.solo - s.stem - s.mixture]))
        if kind == "none":
            entries = [self._some(pool, REST_CLASS)] if pool[REST_CLASS] and rng.random() < 0.6 else []
        elif kind == "solo":
            entries = [self._some(pool)]
        else:
            size = 2 + int(rng.choice(len(s.sizes), p=s.sizes))
            if rng.random() < s.coherent:
                players = scenes[int(rng.integers(len(scenes)))]
                entries = [players[i] for i in rng.permutation(len(players))[:size]]
            else:
                entries = []
                for _ in range(size):
                    avoid = tuple(e.cls for e in entries) if rng.random() < 0.92 else ()
                    entries.append(self._some(pool, avoid=avoid))
            if kind == "mixture" and pool[REST_CLASS] and rng.random() < s.others:
                entries.append(self._some(pool, REST_CLASS))
        gains = [float(10 ** (rng.uniform(-s.gain_db, s.gain_db) / 20)) for _ in entries]
        together = len({(e.shard, e.scene) for e in entries}) == 1
        limit = min((len(e.frames) for e in entries), default=WINDOW_FRAMES) - WINDOW_FRAMES
        first = int(rng.integers(limit + 1))
        begin = [first if together else int(rng.integers(limit + 1)) for _ in entries]
        return Item(kind, entries, gains, begin, labelled, int(rng.integers(2**31)))

    def pair(self, item: Item) -> tuple[View, View]:
        """Two views that overlap by at least half a window."""
        return self.view(item, 0), self.view(item, int(self.rng.integers(-MOVE, MOVE + 1)))

    def _eq(self, sigma: float) -> Array:
        """Gain of power [mels]: a smooth random curve over the axis."""
        return (10 ** (np.interp(self.octave, np.arange(8), self.rng.normal(0, sigma, 8)) / 10)).astype(np.float32)

    def view(self, item: Item, shift: int) -> View:
        """shift: frames after the item's start, clamped to the parts."""
        rng, s = self.rng, self.shares
        tuning = float(rng.uniform(-s.semitones, s.semitones)) if rng.random() < s.tuning else 0.0
        parts, sounding = [], []
        for entry, gain, begin in zip(item.entries, item.gains, item.begin):
            at = int(np.clip(begin + shift, 0, len(entry.frames) - WINDOW_FRAMES))
            level = np.asarray(entry.frames[at : at + WINDOW_FRAMES], np.float32)
            power = np.exp2(self._retuned(level, tuning)) - np.float32(SILENCE)
            parts.append(np.maximum(power, 0) * (self._eq(s.eq_db) * np.float32(gain**2)))
            sounding.append(entry.power[at : at + WINDOW_FRAMES] > SOUNDING * entry.loud)
        if item.kind == "stem":
            parts = imperfect(parts, np.random.default_rng(item.seed))
        energy = [float(p.sum()) for p in parts]
        total = np.sum(parts, axis=0) if parts else np.zeros((WINDOW_FRAMES, self.config.mels), np.float32)
        if rng.random() < s.room:
            total = smear(total, self.hertz, rng)
        if rng.random() < s.cut:
            kept = int(rng.integers(WINDOW_FRAMES // 3, WINDOW_FRAMES - 4))
            quiet = slice(kept, None) if rng.random() < 0.6 else slice(0, WINDOW_FRAMES - kept)
            total[quiet] = 0
            for mask in sounding:
                mask[quiet] = False
        total = self._damage(total, must=not item.entries)
        target, weight = label([e.cls for e in item.entries], [e.trusted for e in item.entries], sounding, energy)
        return View(self._features(total), target, weight)

    def _retuned(self, level: Array, semitones: float) -> Array:
        """Log power [frames, mels] transposed down by `semitones`, including formants."""
        if semitones == 0:
            return level
        source = mel_of(self.hertz * 2 ** (semitones / 12))
        axis = mel_of(self.hertz)
        position = np.clip((source - axis[0]) / (axis[1] - axis[0]), 0, self.config.mels - 1.001)
        low = position.astype(int)
        part = (position - low).astype(np.float32)
        return level[:, low] * (1 - part) + level[:, low + 1] * part

    def _damage(self, power: Array, must: bool) -> Array:
        """Hiss, missing treble and the holes of lossy codecs, on [frames, mels]."""
        rng, s = self.rng, self.shares
        level = float(power.mean())
        if rng.random() < s.holes:
            loud = power.max(axis=1, keepdims=True)
            power = power * (power > loud * np.float32(10 ** rng.uniform(-6.5, -4.0)))
        if must or rng.random() < s.noise:
            at = int(rng.integers(len(self.hiss) - WINDOW_FRAMES))
            tilt = (self.hertz / 1000) ** rng.uniform(-2.0, 0.8)
            scale = (level or 1e-6) * 10 ** (-rng.uniform(3, 55) / 10) / tilt.mean()
            power = power + self.hiss[at : at + WINDOW_FRAMES] * (tilt * scale).astype(np.float32)
        if rng.random() < s.low_pass:
            cutoff = float(np.exp(rng.uniform(np.log(2500), np.log(10000))))
            power = power / (1 + (self.hertz / cutoff) ** rng.integers(4, 40)).astype(np.float32)
        return power

    def _features(self, power: Array) -> Array:
        """The features of Ears.log_mel, [mels, frames]; sometimes a band is removed."""
        rng = self.rng
        x = np.log(power.T / np.float32(power.mean() + 1e-20) + np.float32(self.config.floor)) * 0.25 + 1.25
        if rng.random() < self.shares.stripes:
            width, at = int(rng.integers(2, 14)), int(rng.integers(self.config.mels - 14))
            x[at : at + width] = x.mean()
        return x.astype(np.float32)


def imperfect(parts: list[Array], rng: Generator) -> list[Array]:
    """Simulate a separator's stem of the first part: a soft mask from an erroneous estimate, with the others 6 to 20 dB down."""
    own, others = parts[0], np.sum(parts[1:], axis=0)
    sharp = rng.uniform(0.5, 1.2)
    ratio = own**sharp / (own**sharp + others**sharp + 1e-12)
    wrong = rng.uniform(0, 0.3)
    ratio = (1 - wrong) * ratio + wrong * np.roll(ratio, int(rng.integers(-3, 4)), axis=0)
    leak = 10 ** (-rng.uniform(6, 20) / 20)
    mask = ((leak + (1 - leak) * ratio) ** 2).astype(np.float32)
    return [p * mask for p in parts]


def smear(power: Array, hertz: Array, rng: Generator) -> Array:
    """Add a diffuse tail over the frames: exponential decay, faster at high frequencies, with the variance of a diffuse field."""
    seconds = float(np.exp(rng.uniform(np.log(0.2), np.log(2.5)))) * (0.35 + 0.65 * np.exp(-hertz / rng.uniform(1500, 9000)))
    keep = (10 ** (-6 * HOP / SAMPLE_RATE / seconds)).astype(np.float32)
    amount = (10 ** (rng.uniform(-14, 2) / 10) * (1 - keep)).astype(np.float32)
    uneven = (0.5 + 0.5 * rng.standard_exponential(power.shape, np.float32)) * amount
    tail = np.zeros_like(power)
    for t in range(1, len(power)):
        tail[t] = keep * (tail[t - 1] + power[t - 1])
    return power + tail * uneven
