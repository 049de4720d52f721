"""What the tests of adapting share: a tiny network, players that sound like nobody, and plans."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.adapt.plan import Plan, Source
from training.networks.harmonic_unet.network import Config
from training.signal.classes import CLASSES, SAMPLE_RATE

TINY = Config(channels=(8, 8), encoder_depth=(1, 1), decoder_depth=(1,), context=16, dilations=(1,), linear_channels=7,
              head_channels=8, voice=4, film=8, fft_size=2048)
VIOLIN, CELLO = CLASSES.index("violin"), CLASSES.index("cello")
MODELS = Path(__file__).resolve().parents[2]


def tone(hertz: float, seconds: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * rng.uniform(0.2, 0.6) * time)
    return (0.1 * swell * sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 6))).astype(np.float32)


def plan_in(folder: Path, recipe: str, minutes: float, solos: list[Source], recordings: list[Source]) -> Plan:
    for name in ("work", "out"):
        (folder / name).mkdir(exist_ok=True)
    return Plan("mine", "Mine", "tiny", "1.0.0", recipe, "Tiny", None, "unmixing", folder / "work", folder / "out", minutes, 1, 1, recordings, solos)


MINUTES = [0.01, pytest.param(0.1, marks=pytest.mark.long)]
"""Of training, in the tests of the whole way."""
SOLOS = [Source("high", [VIOLIN], tone(440, 25)), Source("low", [CELLO], tone(110, 25, 1))]
RECORDINGS = [Source("duo", [VIOLIN, CELLO], tone(300, 22) + tone(90, 22)), Source("other duo", [VIOLIN, CELLO], tone(500, 22) + tone(70, 22))]
