"""Golden fixtures that other runtimes must match: front end, masks, figures. Made of own signals only."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from torch import nn

from . import additive
from .classes import CLASSES, HOP, SAMPLE_RATE
from .composer import compose
from .ensembles import RANGES
from .export import write_mask_fixture
from .metrics import is_silent, sdr, si_sdr, si_sdr_improvement
from .paths import REPOSITORY
from .score import fit_to_range, monophonic
from .stft import stft

FOLDER = REPOSITORY / "test" / "fixtures" / "golden"
FRAMES = 16
PLAYERS = ("violin", "violin", "clarinet")

README = f"""# Golden fixtures

Written by `python -m recipes.harmonic_unet.export` (see `models/recipes/README.md`); never edited by hand.
Raw files are little-endian float32, last axis fastest.

| file | content |
|---|---|
| `audio.f32` | {(FRAMES - 1) * HOP} samples, mono, {SAMPLE_RATE} Hz: three synthetic players, composed and synthesised by the recipes |
| `magnitude.f32` | [1, 1025, {FRAMES}]: the manifest's front end on `audio.f32` (frame t centred on sample 1024 t, zeros outside); tolerance 1e-6 |
| `masks.f32` | [1, wanted, 1025, {FRAMES}]: what PyTorch made of `magnitude.f32`; tolerance 1e-4 |
| `masks.json` | shapes, `counts` (11) and `slots` of that call |
| `metrics.json` | `cases`: reference, estimate, mixture (arrays) and their `sdr`, `si_sdr`, `si_sdr_improvement` in dB, `silent`; tolerance 0.01 dB. Stereo signals are [channels][samples]; a silent reference has no figures |
"""


def demo_audio(seed: int = 2026) -> np.ndarray:
    """float32 [(FRAMES - 1) * HOP]: a few notes by synthetic players of PLAYERS."""
    rng = np.random.default_rng(seed)
    samples = (FRAMES - 1) * HOP
    lines, _ = compose(rng, 6.0)
    out = np.zeros(samples, np.float32)
    for name, line in zip(PLAYERS, lines):
        part = fit_to_range(monophonic(line), *RANGES[name])
        if part is not None:
            sound = additive.synthesize(part, additive.draw_timbre(name, rng), 3 * SAMPLE_RATE, rng)
            sound = sound[SAMPLE_RATE : SAMPLE_RATE + samples]
            out += 0.05 * sound / (np.sqrt((sound**2).mean()) + 1e-9)
    return out


def metric_cases(seed: int = 7) -> list[dict[str, object]]:
    """Short signals with their figures, rounded so that JSON carries them exactly."""
    rng = np.random.default_rng(seed)
    length = 300
    a = np.sin(np.arange(length) * 0.11) * 0.4
    b = rng.normal(0, 0.2, length)
    stereo = rng.normal(0, 0.1, (2, length))
    raw = {
        "half the other source": (a, a + 0.5 * b, a + b),
        "scaled and offset": (a, 0.3 * a + 0.02 * b + 0.1, a + b),
        "worse than the mixture": (a, b, a + b),
        "the reference itself, nearly": (a, a + 1e-4 * b, a + b),
        "stereo": (stereo, stereo * [[0.9], [1.1]] + 0.02 * rng.normal(0, 1, (2, length)), stereo + 0.1 * rng.normal(0, 1, (2, length))),
        "silent reference": (np.zeros(length), 0.01 * b, b),
    }
    cases = []
    for name, signals in raw.items():
        reference, estimate, mixture = (np.round(s, 6) for s in signals)
        case: dict[str, object] = {"name": name, "reference": reference.tolist(), "estimate": estimate.tolist(),
                                   "mixture": mixture.tolist(), "silent": is_silent(reference)}
        if not case["silent"]:
            case |= {"sdr": sdr(reference, estimate), "si_sdr": si_sdr(reference, estimate),
                     "si_sdr_improvement": si_sdr_improvement(reference, estimate, mixture)}
        cases.append(case)
    return cases


def write_all(network: nn.Module, folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    audio = demo_audio()
    audio.astype("<f4").tofile(folder / "audio.f32")
    players = {CLASSES.index(n): PLAYERS.count(n) for n in PLAYERS}
    write_mask_fixture(network, folder, np.abs(stft(audio)), players)
    (folder / "metrics.json").write_text(json.dumps({"tolerance_db": 0.01, "cases": metric_cases()}) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")
