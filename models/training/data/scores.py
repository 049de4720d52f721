"""Quartet movements as parts; the training and validation sets have no composer in common."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import mido
from numpy.random import Generator

from training.data.score import Event, Part
from training.data.splits import is_validation_composer


def score_files(pack: Path, split: str) -> list[Path]:
    """Movements of the `training` or the `validation` composers, in the manifest's order."""
    with open(pack / "scores" / "manifest.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    wanted = split == "validation"
    return [pack / "scores" / r["file"] for r in rows if is_validation_composer(r["composer"]) == wanted]


@lru_cache(maxsize=512)
def read_score(path: Path) -> tuple[tuple[str, Part], ...]:
    """(track name, part) for each player, in seconds, at the score's own tempo, including double stops."""
    midi = mido.MidiFile(str(path))
    tempo_map: list[tuple[int, int]] = []
    tracks: list[tuple[str, list[tuple[int, int, int, int]]]] = []
    for track in midi.tracks:
        tick, sounding, notes = 0, {}, []
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempo_map.append((tick, message.tempo))
            elif message.type == "note_on" and message.velocity > 0:
                sounding[message.note] = (tick, message.velocity)
            elif message.type in ("note_off", "note_on") and message.note in sounding:
                start, velocity = sounding.pop(message.note)
                notes.append((start, tick, message.note, velocity))
        if notes:
            tracks.append((track.name, sorted(notes)))
    seconds = _clock(sorted(tempo_map), midi.ticks_per_beat)
    return tuple(
        (name, Part([Event(seconds(a), seconds(b), float(p), v / 127) for a, b, p, v in notes]))
        for name, notes in tracks
    )


def _clock(tempo_map: list[tuple[int, int]], division: int) -> Callable[[int], float]:
    """Ticks to seconds, for a sorted tempo map."""
    anchors = [(0, 0.0, 500000)]
    for tick, tempo in tempo_map:
        last_tick, last_time, last_tempo = anchors[-1]
        anchors.append((tick, last_time + (tick - last_tick) * last_tempo * 1e-6 / division, tempo))
    ticks = [a[0] for a in anchors]

    def seconds(tick: int) -> float:
        from bisect import bisect_right
        base, time, tempo = anchors[bisect_right(ticks, tick) - 1]
        return time + (tick - base) * tempo * 1e-6 / division

    return seconds


def excerpt(parts: tuple[tuple[str, Part], ...], length_s: float, rng: Generator,
            tempo: float = 1.0, transpose: float = 0.0) -> list[Part]:
    """A window of `length_s` seconds in which most players play; times are relative to its start."""
    last = max(e.end for _, p in parts for e in p.events) * tempo
    best: list[Part] = []
    for _ in range(6):
        offset = rng.uniform(0, max(0.1, last - length_s))
        cut = [Part([Event(e.start * tempo - offset, e.end * tempo - offset, e.pitch + transpose,
                           e.velocity) for e in p.events
                     if e.end * tempo > offset and e.start * tempo < offset + length_s])
               for _, p in parts]
        sounding = sum(sum(e.duration for e in c.events) > 0.4 * length_s for c in cut)
        if sounding > sum(sum(e.duration for e in c.events) > 0.4 * length_s for c in best) or not best:
            best = cut
        if sounding >= 3:
            return cut
    return best
