"""Items and their augmented views: solo parts, imperfect stems, ensembles, and windows without any player.

A view is a scaled log-mel spectrogram of one window with its labels. Two views of one item share parts
and overlap in time; equalisation, room, noise, loss and tuning are drawn anew for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from scipy.fft import rfft

from ..common.classes import N_CLASSES, REST_CLASS
from ..common.stft import hann
from .labels import SOUNDING, label
from .library import Entry, Library
from .network import FFT_SIZE, HOP, N_BINS, WINDOW_FRAMES, Config, mel_matrix

BLOCKS = WINDOW_FRAMES + 1
"""A window of frames without padding covers this many hops of samples."""
STRETCHES = tuple(float(2 ** (s / 12)) for s in np.linspace(-2.5, 2.5, 11))


@dataclass(frozen=True)
class Shares:
    """How often each kind of item and damage is drawn."""

    solo: float = 0.33
    stem: float = 0.2
    mixture: float = 0.42
    """The rest: no player at all."""
    coherent: float = 0.5
    others: float = 0.15
    """Ensembles with a keyboard, voice or plucked instrument."""
    sizes: tuple[float, ...] = (0.36, 0.3, 0.24, 0.1)
    """Of 2, 3, 4, 5 players."""
    eq_db: float = 4.5
    gain_db: float = 6.0
    room: float = 0.35
    noise: float = 0.5
    low_pass: float = 0.25
    holes: float = 0.2
    cut: float = 0.1
    stripes: float = 0.25


@dataclass
class Item:
    """What sounds; the first entry is the target of a stem."""

    kind: str
    entries: list[Entry]
    gains: list[float]
    begin: list[int]
    labelled: bool
    seed: int = 0


@dataclass
class View:
    features: np.ndarray
    """float32 [mels, WINDOW_FRAMES]"""
    target: np.ndarray
    weight: np.ndarray


def spectrum(blocks: np.ndarray) -> np.ndarray:
    """float32 [n + 1, HOP] -> complex64 [n, N_BINS]: the manifest's front end on inner frames."""
    window = hann(FFT_SIZE)
    framed = np.concatenate([blocks[:-1], blocks[1:]], axis=1) * (window / window.sum())
    return rfft(framed, axis=1)


@dataclass
class Drawer:
    """Draws items of a library and views of items."""

    library: Library
    rng: Generator
    labels: float = 1.0
    """Share of scenes whose labels may be seen."""
    shares: Shares = field(default_factory=Shares)
    config: Config = field(default_factory=Config)

    def __post_init__(self) -> None:
        self.known = self.library.by_class((0.0, self.labels))
        self.unknown = self.library.by_class((self.labels, 1.0))
        scenes = [s for s in zip(self.library.scenes, self.library.ranks) if len(s[0]) >= 2]
        self.known_scenes = [players for players, r in scenes if r < self.labels]
        self.unknown_scenes = [players for players, r in scenes if r >= self.labels]
        self.mels = [mel_matrix(self.config, s) for s in STRETCHES]
        noise_rng = np.random.default_rng(5)
        self.hiss = spectrum(noise_rng.normal(0, 1, (1025, HOP)).astype(np.float32))
        self.octave = np.log2(np.maximum(np.arange(N_BINS), 1)) / np.log2(N_BINS) * 7

    def _some(self, pool: list[list[Entry]], cls: int | None = None, avoid: tuple[int, ...] = ()) -> Entry:
        """A part of a class, or of a class drawn evenly among those that are there."""
        if cls is None:
            there = [c for c in range(N_CLASSES) if pool[c] and c not in avoid]
            cls = int(self.rng.choice(there))
        return pool[cls][int(self.rng.integers(len(pool[cls])))]

    def item(self, labelled: bool) -> Item:
        """labelled: drawn from scenes whose labels may be seen, or from the others."""
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
        limit = min((self.library.blocks(e) for e in entries), default=BLOCKS) - BLOCKS
        first = int(rng.integers(limit + 1))
        begin = [first if together else int(rng.integers(limit + 1)) for _ in entries]
        return Item(kind, entries, gains, begin, labelled, int(rng.integers(2**31)))

    def pair(self, item: Item) -> tuple[View, View]:
        """Two views that overlap by half a window at least."""
        return self.view(item, 0), self.view(item, int(self.rng.integers(-32, 33)))

    def _eq(self, sigma: float) -> np.ndarray:
        """Linear gain [N_BINS]: a smooth random curve over log frequency."""
        return (10 ** (np.interp(self.octave, np.arange(8), self.rng.normal(0, sigma, 8)) / 20)).astype(np.float32)

    def view(self, item: Item, shift: int) -> View:
        """shift: blocks later than the item's begin, kept within the parts."""
        rng, s = self.rng, self.shares
        parts, sounding = [], []
        for entry, gain, begin in zip(item.entries, item.gains, item.begin):
            at = int(np.clip(begin + shift, 0, self.library.blocks(entry) - BLOCKS))
            parts.append(spectrum(self.library.cut(entry, at, BLOCKS)) * (self._eq(s.eq_db) * gain))
            sounding.append(entry.power[at : at + BLOCKS] > SOUNDING * entry.loud)
        if item.kind == "stem":
            parts = imperfect(parts, np.random.default_rng(item.seed))
        energy = [float((p.real**2 + p.imag**2).sum()) for p in parts]
        total = np.sum(parts, axis=0) if parts else np.zeros((WINDOW_FRAMES, N_BINS), np.complex64)
        if rng.random() < s.room:
            total = smear(total, rng)
        if rng.random() < s.cut:
            frames = int(rng.integers(WINDOW_FRAMES // 3, WINDOW_FRAMES - 4))
            quiet = slice(frames, None) if rng.random() < 0.6 else slice(0, WINDOW_FRAMES - frames)
            total[quiet] = 0
            for mask in sounding:
                mask[quiet] = False
        power = total.real**2 + total.imag**2
        power = self._damage(power, must=not item.entries)
        mel = self.mels[int(rng.integers(len(self.mels)))] @ power.T
        target, weight = label([e.cls for e in item.entries], [e.trusted for e in item.entries], sounding, energy)
        return View(self._features(mel), target, weight)

    def _damage(self, power: np.ndarray, must: bool) -> np.ndarray:
        """Hiss, missing treble and the holes of lossy codecs, on [frames, N_BINS] power."""
        rng, s = self.rng, self.shares
        level = float(power.mean())
        if rng.random() < s.holes:
            loud = power.max(axis=1, keepdims=True)
            power = power * (power > loud * 10 ** rng.uniform(-6.5, -4.0))
        if must or rng.random() < s.noise:
            at = int(rng.integers(len(self.hiss) - WINDOW_FRAMES))
            hiss = self.hiss[at : at + WINDOW_FRAMES] * (np.maximum(np.arange(N_BINS), 4) / 100.0) ** rng.uniform(-1.0, 0.4)
            hiss = hiss.real**2 + hiss.imag**2
            snr = rng.uniform(3, 55)
            power = power + hiss * np.float32(((level or 1e-6) * 10 ** (-snr / 10)) / hiss.mean())
        if rng.random() < s.low_pass:
            cutoff = float(np.exp(rng.uniform(np.log(2500), np.log(10000)))) * FFT_SIZE / 22050
            power = power / (1 + (np.arange(N_BINS, dtype=np.float32) / cutoff) ** rng.integers(4, 40))
        return power.astype(np.float32)

    def _features(self, mel: np.ndarray) -> np.ndarray:
        """As Ears.log_mel; sometimes a band or a moment is missing."""
        rng = self.rng
        x = np.log(mel / (mel.mean() + 1e-20) + self.config.floor) * 0.25 + 1.25
        if rng.random() < self.shares.stripes:
            width, at = int(rng.integers(2, 14)), int(rng.integers(self.config.mels - 14))
            x[at : at + width] = x.mean()
        return x.astype(np.float32)


def imperfect(parts: list[np.ndarray], rng: Generator) -> list[np.ndarray]:
    """What a separator leaves of the first part: a soft mask from a blurred guess, the others 6 to 20 dB down."""
    own = np.abs(parts[0])
    others = np.abs(np.sum(parts[1:], axis=0))
    sharp = rng.uniform(0.6, 2.0)
    ratio = own**sharp / (own**sharp + others**sharp + 1e-9)
    wrong = rng.uniform(0, 0.3)
    ratio = (1 - wrong) * ratio + wrong * np.roll(ratio, int(rng.integers(-3, 4)), axis=0)
    leak = 10 ** (-rng.uniform(6, 20) / 20)
    mask = (leak + (1 - leak) * ratio).astype(np.float32)
    return [p * mask for p in parts]


def smear(total: np.ndarray, rng: Generator) -> np.ndarray:
    """A diffuse tail over the frames: exponential decay, random phase a bin, treble decaying faster."""
    decay_s = float(np.exp(rng.uniform(np.log(0.2), np.log(2.5))))
    bins = np.arange(N_BINS)
    seconds = decay_s * (0.35 + 0.65 * np.exp(-bins / rng.uniform(150, 900)))
    keep = 10 ** (-3 * HOP / 22050 / seconds)
    pole = (keep * np.exp(1j * rng.uniform(-np.pi, np.pi, N_BINS))).astype(np.complex64)
    amount = np.float32(10 ** (rng.uniform(-14, 2) / 20) * np.sqrt(1 - keep.mean() ** 2))
    tail = np.zeros(N_BINS, np.complex64)
    out = np.empty_like(total)
    for t in range(len(total)):
        out[t] = total[t] + amount * tail
        tail = pole * (tail + total[t])
    return out
