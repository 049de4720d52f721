"""Renders parts with General MIDI sound fonts through fluidsynth, many in one run."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
import soundfile

from training.data.sampler import lean
from training.data.score import Part
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE as RATE

FONT_FILES = {
    "fluidr3": Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    "timgm6mb": Path("/usr/share/sounds/sf2/TimGM6mb.sf2"),
}
PROGRAMS: dict[str, tuple[int, ...]] = {
    "violin": (40,), "viola": (41,), "cello": (42,), "double-bass": (43,), "trumpet": (56,),
    "horn": (60,), "saxophone": (64, 65, 66), "oboe": (68,), "bassoon": (70,), "clarinet": (71,),
    "flute": (73,),
    "piano": (0, 1, 4), "plucked": (6, 12, 24, 45, 46), "voice": (52, 53), "organ": (19, 20),
}
TICKS_A_SECOND = 960
GAP_S = 3.0
BENDS_A_SECOND = 25


@dataclass
class Job:
    """One part for one preset."""

    font: str
    program: int
    part: Part
    modulation: int = 0
    leans: Array | None = None
    """Slope and curvature of the pitch within each event, cents [events, 2] (`sampler.lean`)."""


def _messages(job: Job, offset_s: float) -> list[tuple[int, int, mido.Message]]:
    """(tick, order, message): a pitch bend before each note sets the fractional pitch, and further bends its contour."""
    found: list[tuple[int, int, mido.Message]] = []
    base = int(offset_s * TICKS_A_SECOND)
    found.append((base, 0, mido.Message("program_change", program=job.program)))
    found.append((base, 1, mido.Message("control_change", control=1, value=job.modulation)))
    for number, event in enumerate(job.part.events):
        start = base + max(1, int((event.start) * TICKS_A_SECOND))
        end = base + int(event.end * TICKS_A_SECOND)
        if event.end <= 0.02 or end <= start:
            continue
        nearest = int(round(event.pitch))
        steps = np.linspace(0, 1, 1 if job.leans is None else max(1, int(event.duration * BENDS_A_SECOND)), endpoint=False)
        course = lean(steps, job.leans[number]) / 100 if job.leans is not None else np.zeros(1)
        bends = np.clip((event.pitch + course - nearest) / 2 * 8192, -8191, 8191).astype(int)
        velocity = int(np.clip(event.velocity * 127, 20, 120))
        found += [(start + int(x * (end - start)), 3 if x == 0 else 5, mido.Message("pitchwheel", pitch=int(b)))
                  for x, b in zip(steps, bends)]
        found.append((start, 4, mido.Message("note_on", note=nearest, velocity=velocity)))
        found.append((end, 2, mido.Message("note_off", note=nearest)))
    return found


def render(jobs: list[Job], length: int) -> list[Array]:
    """One float32 [length] mono signal per job, dry (no reverb, no chorus)."""
    results: list[Array] = [np.zeros(0)] * len(jobs)
    for font, file in FONT_FILES.items():
        indices = [i for i, job in enumerate(jobs) if job.font == font]
        if not indices:
            continue
        stride = length / RATE + GAP_S
        events: list[tuple[int, int, mido.Message]] = []
        for place, index in enumerate(indices):
            events += _messages(jobs[index], place * stride)
        end = int(stride * len(indices) * TICKS_A_SECOND)
        track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=1000000)])
        tick = 0
        for at, _, message in sorted(events, key=lambda e: (e[0], e[1])):
            track.append(message.copy(time=at - tick))
            tick = at
        track.append(mido.Message("note_on", note=0, velocity=0, time=max(0, end - tick)))
        with tempfile.TemporaryDirectory() as folder:
            midi = mido.MidiFile(ticks_per_beat=TICKS_A_SECOND)
            midi.tracks.append(track)
            midi.save(f"{folder}/parts.mid")
            subprocess.run(
                ["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", str(RATE),
                 "-F", f"{folder}/parts.wav", str(file), f"{folder}/parts.mid"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            audio, _ = soundfile.read(f"{folder}/parts.wav", dtype="float32", always_2d=True)
        mono = audio.mean(1)
        for place, index in enumerate(indices):
            begin = int(place * stride * RATE)
            piece = mono[begin : begin + length]
            results[index] = np.pad(piece, (0, length - len(piece)))
    return results
