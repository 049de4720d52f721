"""Additive synthesis with random timbres: no two parts sound the same.

The synthesis follows the source-filter model: partial h of a tone at f0 has amplitude h^-slope, an odd/even balance, and a
fixed spectral envelope of random formants over frequency; brightness follows loudness.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.random import Generator
from scipy.signal import lfilter

from training.data.score import Part
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE as RATE

MAX_PARTIALS = 64
CONTROL = 64
"""Samples between control points of envelopes."""


@dataclass
class Timbre:
    """Parameters of a synthetic player, sampled once per part and recorded."""

    slope: float
    even: float
    even_rise_hz: float
    formants: list[tuple[float, float, float]] = field(default_factory=list)
    """(centre Hz, width in octaves, gain dB)"""
    noise: float = 0.01
    attack_s: float = 0.04
    release_s: float = 0.06
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5
    tremolo_db: float = 0.0
    brightness: float = 0.5
    drift_cents: float = 3.0
    bend_cents: float = 0.0
    scoop_cents: float = 0.0
    gap_s: float = 0.0
    """Longest silence cut from the end of a note."""
    glide_s: float = 0.02
    shimmer: float = 0.15
    inharmonicity: float = 0.0
    rolloff_hz: float = 3000.0
    rolloff_order: float = 1.5
    decay_s: float = 0.0
    """Above zero: a struck or plucked tone that decays with this time constant."""

    def record(self) -> dict[str, object]:
        return asdict(self)


CHARACTER: dict[str, dict[str, tuple[float, float]]] = {
    # ranges: slope, even harmonics' weight, main formant Hz, breath or bow noise, vibrato cents
    "violin": {"slope": (0.7, 1.6), "even": (0.6, 1.2), "formant": (400, 3500), "noise": (0.005, 0.05), "vibrato": (0, 35)},
    "viola": {"slope": (0.8, 1.7), "even": (0.6, 1.2), "formant": (300, 2500), "noise": (0.005, 0.05), "vibrato": (0, 30)},
    "cello": {"slope": (0.8, 1.8), "even": (0.6, 1.2), "formant": (200, 2000), "noise": (0.005, 0.04), "vibrato": (0, 30)},
    "double-bass": {"slope": (0.9, 2.0), "even": (0.6, 1.2), "formant": (100, 1000), "noise": (0.005, 0.05), "vibrato": (0, 15)},
    "flute": {"slope": (1.0, 2.4), "even": (0.5, 1.3), "formant": (500, 1500), "noise": (0.01, 0.08), "vibrato": (0, 30)},
    "oboe": {"slope": (0.3, 1.2), "even": (0.8, 1.3), "formant": (900, 1600), "noise": (0.002, 0.02), "vibrato": (0, 25)},
    "clarinet": {"slope": (0.8, 2.0), "even": (0.01, 0.3), "formant": (1200, 2500), "noise": (0.002, 0.03), "vibrato": (0, 6)},
    "bassoon": {"slope": (0.5, 1.5), "even": (0.7, 1.3), "formant": (380, 620), "noise": (0.003, 0.03), "vibrato": (0, 20)},
    "horn": {"slope": (1.2, 2.4), "even": (0.8, 1.2), "formant": (250, 600), "noise": (0.002, 0.02), "vibrato": (0, 8)},
    "trumpet": {"slope": (0.3, 1.3), "even": (0.8, 1.2), "formant": (900, 1800), "noise": (0.002, 0.02), "vibrato": (0, 15)},
    "saxophone": {"slope": (0.6, 1.6), "even": (0.6, 1.2), "formant": (500, 1500), "noise": (0.01, 0.06), "vibrato": (0, 25)},
    "voice": {"slope": (0.9, 1.8), "even": (0.8, 1.2), "formant": (400, 900), "noise": (0.005, 0.04), "vibrato": (10, 60)},
}
BRIGHT = ("violin", "viola", "oboe", "trumpet", "saxophone")
"""Instruments with strong high partials."""


def draw_timbre(instrument: str, rng: Generator) -> Timbre:
    """A timbre within the instrument's character; `piano` and `plucked` decay."""
    if instrument in ("piano", "plucked"):
        return Timbre(slope=float(rng.uniform(1.0, 2.2)), even=float(rng.uniform(0.5, 1.0)),
                      even_rise_hz=1e4, noise=float(rng.uniform(0.001, 0.01)),
                      formants=[(float(rng.uniform(200, 3000)), 0.8, float(rng.uniform(0, 8)))],
                      attack_s=float(rng.uniform(0.001, 0.006)), release_s=float(rng.uniform(0.05, 0.4)),
                      drift_cents=0.5, glide_s=0.0, shimmer=0.02, brightness=float(rng.uniform(0.3, 0.8)),
                      inharmonicity=float(10 ** rng.uniform(-4.3, -3.2)), decay_s=float(rng.uniform(0.25, 1.6)))
    character, bright = CHARACTER[instrument], instrument in BRIGHT
    low, high = character["formant"]
    main = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    formants = [(main, float(rng.uniform(0.25, 0.7)), float(rng.uniform(4, 16)))]
    for _ in range(int(rng.integers(1, 4 if instrument != "voice" else 5))):
        formants.append((float(np.exp(rng.uniform(np.log(250), np.log(7000)))),
                         float(rng.uniform(0.15, 0.6)), float(rng.uniform(-10, 10))))
    return Timbre(
        slope=float(rng.uniform(*character["slope"])), even=float(rng.uniform(*character["even"])),
        even_rise_hz=float(rng.uniform(1200, 3500)), formants=formants,
        noise=float(np.exp(rng.uniform(*np.log(character["noise"])))),
        attack_s=float(rng.uniform(0.012, 0.12)), release_s=float(rng.uniform(0.015, 0.1)),
        vibrato_cents=float(rng.uniform(*character["vibrato"])) * float(rng.random() < 0.7),
        vibrato_hz=float(rng.uniform(4.3, 6.8)), tremolo_db=float(rng.uniform(0, 3)),
        brightness=float(rng.uniform(0.2, 0.9)), drift_cents=float(rng.uniform(1, 7)),
        bend_cents=float(rng.uniform(4, 24)), scoop_cents=float(rng.uniform(0, 18)),
        gap_s=float(rng.choice([0.0, rng.uniform(0.02, 0.08)], p=[0.3, 0.7])),
        glide_s=float(rng.uniform(0.002, 0.014)), shimmer=float(rng.uniform(0.03, 0.35)),
        rolloff_hz=float(np.exp(rng.uniform(*np.log((3000, 8000) if bright else (1500, 6000))))),
        rolloff_order=float(rng.uniform(0.5, 2.0) if bright else rng.uniform(0.8, 3.0)))


def envelope(timbre: Timbre, hertz: Array) -> Array:
    """Linear gain of the formants at frequencies in Hz."""
    gain = np.zeros_like(hertz)
    for centre, width, decibels in timbre.formants:
        gain += decibels * np.exp(-0.5 * (np.log2(np.maximum(hertz, 20) / centre) / width) ** 2)
    rolloff = (1 + (hertz / timbre.rolloff_hz) ** 2) ** (-0.5 * timbre.rolloff_order)
    return 10 ** (gain / 20) * rolloff


def contours(part: Part, timbre: Timbre, length: int, rng: Generator) -> tuple[Array, Array]:
    """Pitch (MIDI) and amplitude at control points, [length // CONTROL + 1] each."""
    points = length // CONTROL + 2
    pitch = np.full(points, part.events[0].pitch, np.float64)
    amplitude = np.zeros(points)
    rate = RATE / CONTROL
    time = np.arange(points) / rate
    for event in part.events:
        begin = max(0, int(event.start * rate))
        end = min(points, int((event.end + timbre.release_s * 3) * rate) + 1)
        if end <= begin:
            continue
        local = time[begin:end] - event.start
        detune = rng.normal(0, timbre.drift_cents) / 100
        pitch[begin:] = event.pitch + detune
        duration = event.duration - min(timbre.gap_s * rng.random(), 0.4 * event.duration)
        x = np.clip(local / duration, 0, 1)
        lean = rng.normal(0, timbre.bend_cents) * (x - 0.5) + rng.normal(0, timbre.bend_cents) * 2 * x * (1 - x)
        reached = rng.normal(0, timbre.scoop_cents) * np.exp(-np.maximum(local, 0) / 0.05)
        pitch[begin:end] += (lean + reached) / 100
        rise = 1 - np.exp(-np.maximum(local, 0) / (timbre.attack_s / 2))
        fall = np.exp(-np.maximum(local - duration, 0) / timbre.release_s)
        shape = rise * fall
        if timbre.decay_s > 0:
            scale = timbre.decay_s * 2 ** ((60 - event.pitch) / 18)
            shape = shape * np.exp(-np.maximum(local, 0) / scale)
        level = 10 ** ((event.velocity - 0.6) * 26 / 20 + rng.normal(0, 0.05))
        amplitude[begin:end] = np.maximum(amplitude[begin:end] * (local < timbre.release_s), level * shape)
    if timbre.glide_s > 0:
        keep = np.exp(-1 / (timbre.glide_s * rate))
        pitch = lfilter([1 - keep], [1, -keep], pitch - pitch[0]) + pitch[0]
    wander = lfilter([1], [1, -0.98], rng.normal(0, 0.2, points))
    vibrato = timbre.vibrato_cents * np.sin(2 * np.pi * timbre.vibrato_hz * time + 0.2 * wander)
    pitch = pitch + (vibrato + 0.5 * wander) / 100
    tremolo = timbre.tremolo_db * np.sin(2 * np.pi * timbre.vibrato_hz * time + 1.0 + 0.2 * wander)
    return pitch, amplitude * 10 ** (tremolo / 20)


RAMP = (np.arange(CONTROL, dtype=np.float32) / CONTROL)[None, :]


def spread(points: Array, length: int) -> Array:
    """Control points linearly interpolated to samples, float32 [length]."""
    values = points.astype(np.float32)
    return (values[:-1, None] + np.diff(values)[:, None] * RAMP).ravel()[:length]


def synthesize(part: Part, timbre: Timbre, length: int, rng: Generator) -> Array:
    """float32 [length], dry, at 22.05 kHz."""
    pitch, amplitude = contours(part, timbre, length, rng)
    points = len(pitch)
    grid = np.arange(points) * CONTROL
    f0_points = 440 * 2 ** ((pitch - 69) / 12)
    f0 = np.interp(np.arange(length), grid, f0_points)
    phase = np.cumsum(2 * np.pi * f0 / RATE) + rng.uniform(0, 6.28)
    turn = np.exp(1j * phase).astype(np.complex64)
    power = np.ones(length, np.complex64)
    out = np.zeros(length, np.float32)
    partials = int(min(MAX_PARTIALS, 10500 / max(f0_points.min(), 30)))
    loud = np.maximum(amplitude, 1e-4) ** (0.5 * timbre.brightness)
    for h in range(1, partials + 1):
        np.multiply(power, turn, out=power)
        hertz = f0_points * h
        gain = h ** -timbre.slope * envelope(timbre, hertz) * loud ** np.log2(h + 1)
        if h % 2 == 0:
            gain = gain * (timbre.even + (1 - min(timbre.even, 1)) * np.clip(hertz / timbre.even_rise_hz - 0.7, 0, 1))
        gain = gain * amplitude * (hertz < 10400)
        if timbre.shimmer > 0:
            flutter = lfilter([0.06], [1, -0.985], rng.normal(0, 1, points))
            gain = gain * np.clip(1 + timbre.shimmer * flutter * 3, 0.2, 2)
        if gain.max() < 1e-5:
            continue
        signal = power
        if timbre.inharmonicity > 0:
            bend = (np.sqrt(1 + timbre.inharmonicity * h * h) - 1) * h
            signal = power * np.exp(1j * bend * phase).astype(np.complex64)
        out += spread(gain, length) * signal.imag
    if timbre.noise > 0:
        hiss = rng.normal(0, 1, length).astype(np.float32)
        centre = min(float(np.median(f0_points)) * rng.uniform(2, 5), 6000)
        pole = np.exp(-2 * np.pi * centre / RATE)
        hiss = lfilter([1 - pole], [1, -pole], hiss).astype(np.float32)
        scale = spread(amplitude, length)
        level = np.sqrt((out**2).mean() / ((hiss * scale) ** 2).mean().clip(1e-9))
        out += timbre.noise * level * hiss * scale
    return out
