"""A procedural composer: chorales, melodies with accompaniment, canons, unisons and octaves.

All lines follow one chord progression in a key, so any subset of the parts is coherent.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.data.score import Event, Part
from training.signal.arrays import Array

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 11)
FOLLOW = {0: (1, 3, 4, 5), 1: (4, 6), 2: (5, 3), 3: (4, 1, 0), 4: (0, 5, 0), 5: (1, 3, 4), 6: (0,)}
VOICES = ((62, 79), (55, 72), (48, 67), (38, 60))
"""Ranges of the four voices, upper first, before a part is moved into its instrument's range."""


def progression(rng: Generator, count: int) -> list[int]:
    degrees = [0]
    while len(degrees) < count:
        degrees.append(int(rng.choice(FOLLOW[degrees[-1]])))
    return degrees


def scale_pitches(tonic: int, scale: tuple[int, ...], low: int, high: int) -> Array:
    return np.array([p for p in range(low, high + 1) if (p - tonic) % 12 in scale])


def chord_pitches(tonic: int, scale: tuple[int, ...], degree: int, low: int, high: int) -> Array:
    tones = {(tonic + scale[(degree + 2 * k) % 7]) % 12 for k in range(3 if degree != 4 else 4)}
    return np.array([p for p in range(low, high + 1) if p % 12 in tones])


def chorale(rng: Generator, length_s: float, tonic: int, scale: tuple[int, ...]) -> list[Part]:
    """Four voices, mostly note against note, with passing notes, suspensions and fermatas."""
    beat = 60 / rng.uniform(55, 120)
    parts = [Part() for _ in VOICES]
    degrees = progression(rng, int(length_s / beat) + 3)
    last = [float(np.mean(r)) + rng.normal(0, 2) for r in VOICES]
    time, velocity = -rng.uniform(0, beat), 0.6
    busy = rng.uniform(0.1, 0.6)
    for number, degree in enumerate(degrees):
        duration = beat * (rng.choice([2, 3]) if number % 8 == 7 else rng.choice([1, 2], p=[0.88, 0.12]))
        velocity = float(np.clip(velocity + rng.normal(0, 0.03), 0.4, 0.8))
        ceiling = 200.0
        for voice, (low, high) in enumerate(VOICES):
            tones = chord_pitches(tonic, scale, degree, low, high)
            tones = tones[tones <= ceiling] if (tones <= ceiling).any() else tones
            if voice == 3 and rng.random() < 0.7:
                root = tones[(tones - tonic) % 12 == scale[degree]]
                tones = root if len(root) else tones
            cost = np.abs(tones - last[voice]) + rng.gumbel(0, 1.0, len(tones))
            pitch = float(tones[np.argmin(cost)])
            ceiling = pitch
            start, end = time, time + duration
            if rng.random() < busy * 0.5 and abs(pitch - last[voice]) <= 2 and parts[voice].events and pitch != last[voice]:
                held = parts[voice].events[-1]  # suspension: the previous tone lasts for another half beat
                parts[voice].events[-1] = Event(held.start, start + duration / 2, held.pitch, held.velocity)
                start += duration / 2
            parts[voice].events.append(Event(start, end, pitch, velocity + rng.normal(0, 0.03)))
            last[voice] = pitch
        time += duration
        if time > length_s + 1:
            break
    for part in parts:
        _passing(part, tonic, scale, busy, rng)
    return parts


def _passing(part: Part, tonic: int, scale: tuple[int, ...], chance: float, rng: Generator) -> None:
    """Divide notes before a leap of a third by the step between, others by a neighbour."""
    events: list[Event] = []
    for event, following in zip(part.events, part.events[1:] + part.events[-1:]):
        gap = following.pitch - event.pitch
        if event.duration < 0.4 or rng.random() > chance:
            events.append(event)
            continue
        steps = scale_pitches(tonic, scale, int(event.pitch) - 4, int(event.pitch) + 4)
        wanted = event.pitch + np.sign(gap) * 2 if gap else event.pitch + rng.choice([-2, 2])
        near = float(steps[np.argmin(np.abs(steps - wanted))])
        middle = event.start + event.duration * (0.5 if rng.random() < 0.7 else 0.75)
        events.append(Event(event.start, middle, event.pitch, event.velocity))
        events.append(Event(middle, event.end, near, event.velocity - 0.03))
    part.events = events


def texture(rng: Generator, length_s: float, tonic: int, scale: tuple[int, ...]) -> list[Part]:
    """A melody over figures: repeated notes, arpeggios, long tones; four lines on one progression."""
    beat = 60 / rng.uniform(55, 140)
    bars = int(length_s / (4 * beat)) + 2
    degrees = progression(rng, bars * 2)
    parts = []
    figures = ["melody", *rng.choice(["arpeggio", "repeat", "long", "melody", "off"], 3)]
    rng.shuffle(figures[1:])
    for (low, high), figure in zip(VOICES, figures):
        part, time = Part(), -rng.uniform(0, beat)
        pitch = float(np.mean((low, high)))
        for degree in degrees:
            tones = chord_pitches(tonic, scale, degree, low, high)
            steps = scale_pitches(tonic, scale, low, high)
            spent, index = 0.0, int(rng.integers(len(tones)))
            direction = rng.choice([-1, 1])
            while spent < 2 - 1e-6:
                sounding, articulation = True, 1.0
                if figure == "melody":
                    value = min(float(rng.choice([0.25, 0.5, 1, 1.5, 2], p=[0.2, 0.35, 0.25, 0.1, 0.1])), 2 - spent)
                    pool = tones if spent == 0 else steps
                    cost = np.abs(pool - pitch) + 3 * (pool == pitch) + rng.gumbel(0, 1.5, len(pool))
                    pitch, sounding = float(pool[np.argmin(cost)]), rng.random() > 0.06
                elif figure == "arpeggio":
                    value = 0.5 if beat < 0.75 else 0.25
                    index = (index + direction) % len(tones)
                    pitch = float(tones[index])
                elif figure == "repeat":
                    value, articulation = 0.5, float(rng.uniform(0.5, 0.9))
                    pitch = float(tones[np.argmin(np.abs(tones - pitch))])
                elif figure == "off":
                    value, sounding = 0.5, (round(spent * 2) % 2) == 1
                    pitch = float(tones[np.argmin(np.abs(tones - pitch))])
                else:
                    value = 2.0
                    pitch = float(tones[np.argmin(np.abs(tones - pitch) + rng.gumbel(0, 1, len(tones)))])
                if sounding:
                    level = 0.62 if figure == "melody" else 0.54
                    part.events.append(Event(time, time + value * beat * articulation, pitch, level + rng.normal(0, 0.05)))
                time += value * beat
                spent += value
            if time > length_s + 1:
                break
        parts.append(part)
    return parts


def doubled(parts: list[Part], rng: Generator) -> list[Part]:
    """Make one line double another at the unison or the octave, or follow it in canon."""
    leader, follower = (int(i) for i in rng.permutation(len(parts))[:2])
    interval = float(rng.choice([0, 12, -12]))
    delay = float(rng.choice([0.0, 0.0, rng.uniform(1, 3)]))
    parts[follower] = Part([Event(e.start + delay, e.end + delay, e.pitch + interval, e.velocity)
                            for e in parts[leader].events])
    return parts


def compose(rng: Generator, length_s: float) -> tuple[list[Part], str]:
    """Four lines of `length_s` seconds and the name of their style."""
    tonic = int(rng.integers(0, 12))
    scale = MAJOR if rng.random() < 0.55 else MINOR
    kind = str(rng.choice(["chorale", "texture"], p=[0.7, 0.3]))
    parts = (chorale if kind == "chorale" else texture)(rng, length_s, tonic, scale)
    if rng.random() < 0.12:
        parts, kind = doubled(parts, rng), kind + "+doubled"
    return parts, kind
