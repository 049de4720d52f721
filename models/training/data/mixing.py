"""Training batches from shards: samples the players, which of them are declared, their levels, noise, microphones and codec.

All random choices come from one generator, whose state is saved with a checkpoint.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from training.data import microphones
from training.data.colour import formant_warp, noise, smooth_curve
from training.data.tell import Notes, tell
from training.signal.arrays import Array
from training.signal.classes import (
    HOP,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
    SCENE_FRAMES,
)
from training.signal.stft import Frontend, stft

MAX_SLOTS = 6


@dataclass
class Options:
    """Probabilities of the kinds of examples, each 0..1."""

    coherent: float = 0.5
    players: tuple[float, ...] = (0.04, 0.32, 0.32, 0.26, 0.06)
    """Probabilities of 1, 2, 3, 4 and 5 declared players."""
    undeclared: float = 0.2
    undeclared_db: tuple[float, float] = (-8.0, 2.0)
    """Range of an undeclared player's level, relative to the others'."""
    keyboard: float = 0.2
    hiss: float = 0.5
    hum: float = 0.08
    gain_db: float = 6.0
    eq_db: float = 4.0
    warped: float = 0.0
    """Share of the players whose formants move by -40 to +40 % while their pitch stays."""
    band_limit: float = 0.12
    stereo: float = 0.3
    """Share with two channels, in which every source has its own levels and phases."""
    pairs: tuple[float, ...] = (0.3, 0.25, 0.25, 0.2)
    """Probabilities of the entries of microphones.PAIRS among examples with two channels."""
    spots: float = 0.12
    """Share mixed from spot microphones, which also pick up the other players."""
    codec: float = 0.12
    """Share processed by a lossy codec."""
    cut: float = 0.12
    """Share that ends early, as the last piece of a recording does."""
    doubled: float = 0.08
    """Probability that a part from another scene may be of an instrument that the example already has."""
    resampled: float = 0.0
    """Share resampled, with the same factor for all players: pitch, formants and tempo change by -40 to +40 %."""
    told: float = 0.0
    """Share in which the network receives the notes (`tell`)."""


class Cut(NamedTuple):
    """A player's part in an example: float32 [samples] in the int16 range, class, and notes if known."""

    audio: Array
    instrument: int
    notes: Notes | None = None


@dataclass
class Batch:
    """The loss's inputs for sources S and mixture X, summed over channels; float32.

    own = |S|^2 and cross = Re(S conj X) [B, MAX_SLOTS, F, T]; power = |X|^2 and the network's input,
    magnitude = sqrt(mean over channels of |X|^2), [B, F, T]; slots int64 [B, MAX_SLOTS] (-1: none);
    counts [B, N_CLASSES]. told: the given notes of each declared player of each example, None for a player without notes.
    """

    own: Array
    cross: Array
    power: Array
    slots: Array
    counts: Array
    magnitude: Array
    told: list[list[Notes | None]] = field(default_factory=list)


def played_notes(record: dict[str, Any]) -> list[Notes | None]:
    """The notes of each part in a scene's record, None where the record has none."""
    parts = record.get("parts", [])
    return [np.array(parts[i]["notes"], np.float32).reshape(-1, 3) if i < len(parts) and parts[i].get("notes") is not None else None
            for i in range(len(record["classes"]))]


class Mixer:
    """Samples batches; `refresh` picks up shards that appear in the folder during training."""

    def __init__(self, folder: Path, rng: Generator, options: Options = Options(), frontend: Frontend = Frontend()) -> None:
        if frontend.hop != HOP:
            raise ValueError(f"scenes are cut in steps of {HOP} samples, not {frontend.hop}")
        self.folder, self.rng, self.options, self.frontend = folder, rng, options, frontend
        self.shards: dict[str, tuple[Array, list[list[int]]]] = {}
        self.notes: dict[tuple[str, int], list[Notes | None]] = {}
        """The notes of each part of a scene, where its record has them."""
        self.speed = 20
        """Playback speed of the current example in twentieths of the original."""
        self.told: list[Notes | None] = []
        self.dry: set[tuple[str, int]] = set()
        """Scenes rendered without a room."""
        self.places: list[tuple[str, int]] = []
        self.drawn: Counter[str] = Counter()
        """Number of examples with each property, for tests and reports."""
        self.refresh()

    def refresh(self) -> int:
        """Open new shards; returns their number."""
        known = len(self.shards)
        for path in sorted(self.folder.glob("shard-*")):
            if path.name not in self.shards:
                records = json.loads((path / "scenes.json").read_text(encoding="utf-8"))
                parts = np.load(path / "parts.npy", mmap_mode="r")
                self.shards[path.name] = (parts, [r["classes"] for r in records])
                self.places += [(path.name, i) for i in range(len(records))]
                self.notes |= {(path.name, i): played_notes(r) for i, r in enumerate(records)}
                self.dry |= {(path.name, i) for i, r in enumerate(records) if r.get("room", {}).get("kind") == "dry"}
        return len(self.shards) - known

    def _part(self, wanted_rest: bool, frames: int, avoid: list[int]) -> Cut | None:
        """A random part of a random scene at a random time."""
        for _ in range(20):
            shard, number = self.places[int(self.rng.integers(len(self.places)))]
            classes = self.shards[shard][1]
            options = [p for p, c in enumerate(classes[number])
                       if c >= 0 and (c == REST_CLASS) == wanted_rest and avoid.count(c) < 1 + (self.rng.random() < self.options.doubled)]
            if not options:
                continue
            place = int(self.rng.choice(options))
            return self._piece((shard, number), place, self._begin(frames), frames)
        return None

    def _begin(self, frames: int) -> int:
        """A random sample of a scene at which an example may start."""
        return int(self.rng.integers(0, SCENE_FRAMES - -(-frames * self.speed // 20) + 1)) * HOP

    def _piece(self, scene: tuple[str, int], place: int, begin: int, frames: int) -> Cut:
        """A part from sample `begin`, at the example's speed."""
        samples = (frames - 1) * HOP + 1
        audio = self._cut(scene, place, begin, -(-samples * self.speed // 20))
        if self.speed != 20:
            from scipy.signal import (
                resample_poly,  # programs that resample nothing do without SciPy
            )

            audio = resample_poly(audio, 20, self.speed)[:samples].astype(np.float32)
        notes = self.notes[scene][place]
        if notes is not None:
            start, end = ((notes[:, i] - begin / SAMPLE_RATE) * 20 / self.speed for i in (0, 1))
            kept = (end > 0) & (start < samples / SAMPLE_RATE)
            notes = np.stack([start, end, notes[:, 2] + 12 * np.log2(self.speed / 20)], 1)[kept].astype(np.float32)
        return Cut(audio, self.shards[scene[0]][1][scene[1]][place], notes)

    def _cut(self, scene: tuple[str, int], place: int, begin: int, samples: int) -> Array:
        """float32 [samples] of a part, in the int16 range."""
        return np.asarray(self.shards[scene[0]][0][scene[1], place, begin : begin + samples], np.float32)

    def _gather(self, frames: int, wanted: int) -> list[Cut]:
        """`wanted` sounding player parts, all from one scene or each from a scene of its own."""
        if self.rng.random() < self.options.coherent:
            shard, number = self.places[int(self.rng.integers(len(self.places)))]
            classes = self.shards[shard][1]
            begin = self._begin(frames)
            order = [p for p in self.rng.permutation(len(classes[number])) if 0 <= classes[number][p] < REST_CLASS]
            cut = [self._piece((shard, number), p, begin, frames) for p in order[:wanted]]
        else:
            cut = []
        while len(cut) < wanted:
            found = self._part(False, frames, [c.instrument for c in cut])
            if found is None:
                break
            cut.append(found)
        limited: list[Cut] = []
        for part in cut:
            if sum(k.instrument == part.instrument for k in limited) < PLAYERS_PER_CLASS:
                limited.append(part)
        return limited

    def _stft(self, audio: Array) -> Array:
        return stft(audio, self.frontend.size, self.frontend.hop)

    def _eq(self) -> Array:
        """Linear gain [bins]: a smooth random curve over log frequency."""
        return (10 ** (smooth_curve(self.options.eq_db, self.frontend.bins, self.rng) / 20)).astype(np.float32)

    def _transfer(self, players: int) -> Array | None:
        """Transfer functions to the channels, complex64 [channels, players + 1, bins], the rest's sources last; None: one unchanged channel."""
        o, rng, hertz = self.options, self.rng, self.frontend.hertz
        stereo, spotted = rng.random() < o.stereo, rng.random() < o.spots
        if not stereo and not spotted:
            return None
        kind = "spots"
        if spotted:
            seats = microphones.spots(players, 1 + int(stereo), hertz, rng)
        else:
            kind = str(rng.choice(microphones.PAIRS, p=np.array(o.pairs) / sum(o.pairs)))
            seats = microphones.pair(kind, players, hertz, rng)
        self.drawn["stereo"] += int(stereo)
        self.drawn[kind] += 1
        return np.concatenate([seats, microphones.anywhere(1, hertz, rng)[: len(seats)]], 1)

    def images(self, frames: int) -> tuple[list[Array], Array, Array]:
        """One sampled example: for every channel complex64 [MAX_SLOTS, bins, frames] that sum to its mixture; slots; counts."""
        o, rng = self.options, self.rng
        share = np.array(o.players) / sum(o.players)
        declared = 1 + int(rng.choice(len(share), p=share))
        extra = int(declared > 1 and declared < 5 and rng.random() < o.undeclared)
        self.speed = int(rng.integers(12, 29)) if o.resampled and rng.random() < o.resampled else 20
        cut = self._gather(frames, declared + extra)
        samples = (frames - 1) * HOP + 1
        spectra = []
        for audio, _, _ in cut:
            gain = 10 ** (rng.uniform(-o.gain_db, o.gain_db) / 20) / 32768
            spectrum = self._stft(audio * gain)
            curve = self._eq()
            if o.warped and rng.random() < o.warped:
                curve = curve * formant_warp(spectrum, 1.4 ** rng.uniform(-1, 1))
            spectra.append(spectrum * curve[:, None])
        hidden: set[int] = set()
        if extra and len(cut) > 1:
            lonely = [i for i, part in enumerate(cut) if sum(k.instrument == part.instrument for k in cut) == 1]
            hidden = {int(rng.choice(lonely))} if lonely else set()
        self.drawn.update(examples=1, undeclared=len(hidden))
        faint = 10 ** (rng.uniform(*o.undeclared_db) / 20)
        for i in hidden:
            spectra[i] = spectra[i] * np.float32(faint)
        room = noise(samples, 0.046, o.hiss, o.hum, self.frontend, rng)
        if rng.random() < o.keyboard:
            found = self._part(True, frames, [])
            if found is not None:
                room = room + self._stft(found.audio * 10 ** (rng.uniform(-9, 4) / 20) / 32768) * self._eq()[:, None]
        spectra.append(room)
        slots, counts = np.full(MAX_SLOTS, -1, np.int64), np.zeros(N_CLASSES, np.float32)
        order = sorted((j for j in range(len(cut)) if j not in hidden), key=lambda j: cut[j].instrument)
        for row, i in enumerate(order):
            c = cut[i].instrument
            slots[row] = PLAYERS_PER_CLASS * c + int(counts[c])
            counts[c] += 1
        slots[len(order)] = REST_SLOT
        self.told = tell([cut[i].notes for i in order], o.told, rng) if o.told else [None] * len(order)
        rows = {i: row for row, i in enumerate(order)}
        transfer = self._transfer(len(cut))
        channels = []
        for channel in range(1 if transfer is None else len(transfer)):
            # frames before bins, as in the STFT's memory layout
            sources = np.zeros((MAX_SLOTS, frames, self.frontend.bins), np.complex64).swapaxes(1, 2)
            for i, spectrum in enumerate(spectra):
                sources[rows.get(i, len(order))] += spectrum if transfer is None else spectrum * transfer[channel, i][:, None]
            channels.append(sources)
        if rng.random() < o.band_limit:
            cutoff = rng.uniform(3000, 10000)
            for sources in channels:
                sources /= np.sqrt(1 + (self.frontend.hertz / cutoff) ** 16)[None, :, None].astype(np.float32)
        if rng.random() < o.codec:
            from training.data import codec

            self.drawn["codec"] += 1
            quality = codec.draw_quality(rng)
            for sources in channels:
                codec.through(sources, len(order), samples, quality, self.frontend)
        if rng.random() < o.cut:
            end = int(rng.integers(frames // 4, frames))
            for sources in channels:
                sources[..., end:] = 0
        return channels, slots, counts

    def example(self, frames: int) -> tuple[Array, ...]:
        """The fields of one example of a Batch, in its order."""
        channels, slots, counts = self.images(frames)
        own, cross = np.zeros_like(channels[0], np.float32), np.zeros_like(channels[0], np.float32)
        power = np.zeros_like(channels[0][0], np.float32)
        for image in channels:
            mixture = image.sum(0)
            own += image.real**2 + image.imag**2
            cross += image.real * mixture.real + image.imag * mixture.imag
            power += mixture.real**2 + mixture.imag**2
        return own, cross, power, slots, counts, np.sqrt(power / len(channels))

    def batch(self, size: int, frames: int) -> Batch:
        examples, told = [], []
        for _ in range(size):
            examples.append(self.example(frames))
            told.append(self.told)
        own, cross, power, slots, counts, magnitude = (stack(x) for x in zip(*examples))
        return Batch(own, cross, power, slots, counts, magnitude, told)


def stack(arrays: tuple[Array, ...]) -> Array:
    """np.stack that preserves the memory order of the last two axes."""
    if arrays[0].ndim < 2:
        return np.stack(arrays)
    return np.stack([a.swapaxes(-1, -2) for a in arrays]).swapaxes(-1, -2)
