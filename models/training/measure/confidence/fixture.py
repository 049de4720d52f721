"""A golden fixture: signals that both runtimes make from a formula, and their features."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from training.measure.confidence.sums import (
    FEATURES,
    features,
    mixed_with,
    sounding,
    window_sums,
)
from training.paths import REPOSITORY
from training.signal.arrays import Array

PATH = REPOSITORY / "test" / "fixtures" / "golden" / "confidence.json"
RATE = 11025
SECONDS = 7.8
SOURCES = [
    {"hz": 220.0, "partials": 6, "gain": 0.2, "tremolo": 0.7, "leak": 0.15},
    {"hz": 331.0, "partials": 4, "gain": 0.1, "tremolo": 1.3, "leak": 0.3},
    {"hz": 57.0, "partials": 12, "gain": 0.02, "tremolo": 0.11, "leak": 0.05},
]
"""Each is gain · (1 + sin 2π·tremolo·t) · Σ_h sin(2π·hz·h·t) / h, plus `leak` of the next one's tone."""


def signals() -> Array:
    """float32 [sources, samples]"""
    t = np.arange(int(RATE * SECONDS)) / RATE
    tones = np.stack([
        s["gain"] * (1 + np.sin(2 * np.pi * s["tremolo"] * t))
        * sum(np.sin(2 * np.pi * s["hz"] * h * t) / h for h in range(1, int(s["partials"]) + 1))
        for s in SOURCES])
    leaks = np.array([s["leak"] for s in SOURCES])[:, None]
    return (tones + leaks * np.roll(tones, -1, axis=0)).astype(np.float32)


def content() -> dict[str, object]:
    sums = window_sums(signals(), RATE)
    named, share = mixed_with(sums)
    return {
        "rate": RATE, "samples": int(RATE * SECONDS), "sources": SOURCES, "tolerance": 1e-3,
        "features": [[dict(zip(FEATURES, (round(float(v), 4) for v in row))) for row in stem] for stem in features(sums)],
        "sounding": sounding(sums).tolist(), "mixed_with": named.tolist(), "mixed_share": share.round(5).tolist(),
    }


def write_fixture(path: Path = PATH) -> None:
    path.write_text(json.dumps(content(), separators=(",", ":")) + "\n", encoding="utf-8")
