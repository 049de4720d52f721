"""Renders parts from recorded notes, with legato, loops, vibrato, glides and dynamics."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.random import Generator
from scipy.signal import lfilter

from training.data.notes import Note
from training.data.score import Event, Part
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE as RATE

VIBRATO: dict[str, tuple[float, float]] = {
    "violin": (0.5, 30.0), "viola": (0.5, 28.0), "cello": (0.5, 28.0), "double-bass": (0.4, 15.0),
    "flute": (0.5, 25.0), "oboe": (0.4, 20.0), "clarinet": (0.15, 6.0), "bassoon": (0.35, 15.0),
    "horn": (0.1, 6.0), "trumpet": (0.3, 12.0), "saxophone": (0.35, 15.0),
}
"""(share of players with vibrato in addition to that of the recorded notes, its maximum depth in cents)."""


@dataclass
class Manner:
    """How one player plays in one scene: all random parameters of a part, sampled once and recorded."""

    source: str
    tuning_cents: float
    drift_cents: float
    timing_s: float
    lateness_s: float
    legato: float
    vibrato_cents: float
    vibrato_hz: float
    glide: float
    release_s: float
    attack_skip: float
    short_notes: float
    reach: float
    dynamic_bias: float
    separation_db: float
    """Level drop in dB between tongued or re-bowed notes."""
    bend_cents: float
    """Standard deviation, in cents, of the slow pitch bend within a note."""
    scoop_cents: float
    """Standard deviation, in cents, of the interval from which a note is approached."""
    swell_db: float
    brightness: float
    """Additional gain of the upper partials in dB per decibel of a swell."""

    @classmethod
    def draw(cls, rng: Generator, sources: list[str], instrument: str = "") -> Manner:
        share, depth = VIBRATO.get(instrument, (0.4, 15.0))
        recorded = [s for s in sources if s in ("philharmonia", "mtg-solosax")]
        mixed = recorded and rng.random() < 0.7
        return cls(
            source=str(rng.choice(recorded if mixed else sources)),
            tuning_cents=float(rng.normal(0, 6)),
            drift_cents=float(rng.uniform(1, 6)),
            timing_s=float(rng.uniform(0.002, 0.025)),
            lateness_s=float(rng.normal(0, 0.012)),
            legato=float(rng.choice([0.0, 0.3, 0.8], p=[0.35, 0.35, 0.3])),
            vibrato_cents=float(rng.uniform(2, depth)) * float(rng.random() < share),
            vibrato_hz=float(rng.uniform(4.3, 6.8)),
            glide=float(rng.uniform(0, 0.3)),
            release_s=float(rng.uniform(0.03, 0.18)),
            attack_skip=float(rng.uniform(0.2, 1.0)),
            short_notes=float(rng.uniform(0, 1)),
            reach=float(rng.choice([0.6, 2.0, 5.0], p=[0.4, 0.35, 0.25])),
            dynamic_bias=float(rng.normal(0, 1.3)),
            separation_db=float(rng.uniform(2, 11)),
            bend_cents=float(rng.uniform(4, 24)),
            scoop_cents=float(rng.uniform(0, 18)),
            swell_db=float(rng.uniform(0.3, 3)),
            brightness=float(rng.uniform(0, 1)),
        )

    def record(self) -> dict[str, float | str]:
        return asdict(self)


def choose(notes: list[Note], event: Event, manner: Manner, rng: Generator) -> Note:
    """A random note among those that match the event well in pitch, dynamic and length."""
    pitches = np.array([n.pitch for n in notes])
    distance = np.abs(pitches - event.pitch)
    wanted = manner.dynamic_bias + 4 * (event.velocity - 0.6)
    dynamics = np.array([n.dynamic for n in notes])
    lengths = np.array([len(n.samples) for n in notes]) / RATE
    cost = np.maximum(distance - manner.reach, 0) * 3 + 0.15 * distance
    cost = cost + 0.35 * np.abs(dynamics - wanted)
    missing = np.maximum(event.duration - lengths, 0)
    cost = cost + 0.8 * np.minimum(missing, 1.5)
    if event.duration < 0.6 and manner.short_notes > 0.5:
        cost = cost + 0.5 * np.minimum(np.maximum(lengths - event.duration - 0.5, 0), 1)
    return notes[int(np.argmin(cost + rng.gumbel(0, 0.25, len(notes)) * -1))]


def lengthen(note: Note, wanted: int, rng: Generator) -> Array:
    """float32, at least `wanted` samples: the sustain is looped with aligned crossfades."""
    body = note.samples.astype(np.float32) * note.gain
    if len(body) >= wanted or note.steady - note.attack < RATE // 8:
        return body
    fade = min(RATE // 16, (note.steady - note.attack) // 3)
    pieces = [body[: note.steady]]
    total = note.steady
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    while total < wanted:
        low = note.attack + int(0.1 * (note.steady - note.attack))
        high = max(low + 1, note.steady - 2 * fade - 800)
        begin = int(rng.integers(low, high))
        tail = pieces[-1][-fade:]
        search = body[begin : begin + fade + 700]
        if len(search) <= fade:
            break
        match = np.correlate(search[: len(search)], tail, "valid")
        begin += int(np.argmax(match))
        join = pieces[-1][-fade:] * (1 - ramp) + body[begin : begin + fade] * ramp
        pieces[-1] = np.concatenate([pieces[-1][:-fade], join])
        fresh = body[begin + fade : note.steady]
        if len(fresh) < fade + 8:
            fresh = body[begin + fade : min(begin + 3 * fade, len(body))]
            if len(fresh) < fade + 8:
                break
        pieces.append(fresh)
        total += len(fresh)
    return np.concatenate([*pieces, body[note.steady :]])


def interpolate(samples: Array, position: Array) -> Array:
    """Four-point Hermite interpolation (Catmull-Rom) at fractional positions; zero outside."""
    index = np.floor(position).astype(np.int64)
    t = (position - index).astype(np.float32)
    padded = np.concatenate([np.zeros(2, np.float32), samples, np.zeros(4, np.float32)])
    index = np.clip(index, -1, len(samples)) + 2
    a, b, c, d = padded[index - 1], padded[index], padded[index + 1], padded[np.minimum(index + 2, len(padded) - 1)]
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def joins(events: list[Event], legato: float, rng: Generator) -> list[str]:
    """How each event follows the previous one: after a `rest`, with a `slur`, or with a `tongue` (also a new bow)."""
    found = []
    for before, event in zip([None, *events], events):
        near = before is not None and event.start - before.end < 0.06
        found.append(("slur" if rng.random() < legato else "tongue") if near else "rest")
    return found


def brighten(sound: Array, pitch: float, decibels: Array) -> Array:
    """Apply a shelf of 6 dB per octave above the third partial, whose gain follows `decibels` [samples]."""
    corner = min(3 * 440 * 2 ** ((pitch - 69) / 12), RATE / 4)
    pole = np.exp(-2 * np.pi * corner / RATE)
    low = lfilter([1 - pole], [1, -pole], sound).astype(np.float32)
    return low + (sound - low) * 10 ** (decibels / 20)


def lean(x: Array, strength: Array) -> Array:
    """Pitch deviation in cents at 0 <= x <= 1 of a note's length; strength: slope and curvature in cents."""
    return strength[0] * (x - 0.5) + strength[1] * 2 * x * (1 - x)


def bend(time: Array, duration: float, manner: Manner, rng: Generator) -> Array:
    """Pitch deviation in cents [samples]: the note slides in from above or below and then drifts slowly."""
    x = np.clip(time / max(duration, 0.1), 0, 1)
    cents = lean(x, rng.normal(0, manner.bend_cents, 2))
    return cents + rng.normal(0, manner.scoop_cents) * np.exp(-time / rng.uniform(0.02, 0.08))


def play(part: Part, notes: list[Note], manner: Manner, length: int, rng: Generator) -> tuple[Array, Part]:
    """The part as this player plays it, dry float32 [length] at 22.05 kHz, and the notes with the times and pitches played."""
    out = np.zeros(length + RATE, np.float32)
    played: list[Event] = []
    pool = [n for n in notes if n.source == manner.source] or notes
    drift = manner.tuning_cents
    follows = joins(part.events, manner.legato, rng)
    for number, (event, entry, leave) in enumerate(zip(part.events, follows, [*follows[1:], "rest"])):
        drift = 0.7 * drift + 0.3 * manner.tuning_cents + rng.normal(0, manner.drift_cents)
        note = choose(pool, event, manner, rng)
        start = event.start + manner.lateness_s + rng.normal(0, manner.timing_s)
        hold, release = event.duration, manner.release_s * rng.uniform(0.7, 1.3)
        if leave == "tongue":
            hold -= min(rng.uniform(0, 0.025), 0.2 * hold)
            release = min(release, rng.uniform(0.03, 0.09))
        elif leave == "slur":
            release = min(release, rng.uniform(0.02, 0.1))
        elif rng.random() < 0.5:
            hold *= rng.uniform(0.75, 1.0)
        played.append(Event(start, start + hold, event.pitch + drift / 100, event.velocity))
        count = int((hold + release) * RATE)
        time = np.arange(count, dtype=np.float32) / RATE
        cents = bend(time, event.duration, manner, rng)
        if manner.vibrato_cents > 0 and event.duration > 0.25 and note.articulation != "sustain-moltovib":
            onset = np.clip((time - 0.12) / 0.25, 0, 1)
            cents += onset * manner.vibrato_cents * np.sin(
                2 * np.pi * manner.vibrato_hz * rng.uniform(0.93, 1.07) * time + rng.uniform(0, 6.28))
        if entry == "slur" and rng.random() < manner.glide:
            span = np.clip(100 * (part.events[number - 1].pitch - event.pitch), -300, 300)
            cents += span * np.exp(-time / rng.uniform(0.015, 0.05))
        step = 2 ** ((event.pitch + drift / 100 - note.pitch) / 12 + cents / 1200)
        position = np.cumsum(step) - step[0]
        skip = note.attack * manner.attack_skip * (0.8 if entry == "slur" else 0.25 * rng.random())
        position = position + skip
        body = lengthen(note, int(position[-1]) + 8, rng)
        swell = rng.normal(0, manner.swell_db) * np.sin(np.pi * np.clip(time / event.duration, 0, 1))
        swell = (swell + rng.normal(0, manner.swell_db) * (time / event.duration - 0.5)).astype(np.float32)
        sound = brighten(interpolate(body, position), event.pitch, manner.brightness * swell)
        shape = 10 ** (swell / 20)
        rise = int(RATE * (rng.uniform(0.02, 0.05) if entry == "slur" else 0.004))
        rise, fall = min(rise, count // 2), min(int(release * RATE), count - 1)
        shape[:rise] *= np.linspace(0, 1, rise)
        shape[count - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
        if leave != "rest":
            depth = manner.separation_db * rng.uniform(0.4, 1.2) * (1.0 if leave == "tongue" else 0.4)
            span = int(min(rng.uniform(0.03, 0.09), 0.4 * event.duration) * RATE)
            edge = max(0, count - fall - span)
            shape[edge : count - fall] *= 10 ** (np.linspace(0, -depth, count - fall - edge) / 20)
            shape[count - fall :] *= 10 ** (-depth / 20)
        if entry == "slur":
            dip = min(int(rng.uniform(0.02, 0.06) * RATE), count // 3)
            shape[:dip] *= 10 ** (np.linspace(-0.4 * manner.separation_db, 0, dip) / 20)
        level = 10 ** ((event.velocity - 0.6) * 26 / 20 + note.dynamic * 0.12 + rng.normal(0, 0.05))
        begin = int(start * RATE)
        offset = max(0, -begin)
        end = min(begin + count, len(out))
        if end > begin + offset:
            out[begin + offset : end] += level * (sound * shape)[offset : end - begin]
    return out[:length], Part(played)
