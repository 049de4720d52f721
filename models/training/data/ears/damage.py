"""Degradations for the robustness figures: noise, a lossy codec, a room. Each maps audio to audio of the same length."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator

from training.data.rooms import reverberate, simulated
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE

Damage = Callable[[Array, Generator], Array]


def noisy(audio: Array, rng: Generator, snr_db: float) -> Array:
    """Add white noise `snr_db` below the signal's mean power."""
    level = np.sqrt((audio**2).mean()) * 10 ** (-snr_db / 20)
    return (audio + rng.normal(0, 1, len(audio)) * level).astype(np.float32)


def mp3(audio: Array, kbit: int) -> Array:
    """Encode with LAME and decode, with ffmpeg; the decoder removes the encoder delay."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        peak = float(np.abs(audio).max()) or 1.0
        soundfile.write(path / "in.wav", audio / peak * 0.7, SAMPLE_RATE, subtype="PCM_16")
        for arguments in (["-i", "in.wav", "-codec:a", "libmp3lame", "-b:a", f"{kbit}k", "x.mp3"], ["-i", "x.mp3", "out.wav"]):
            subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], cwd=path, check=True)
        out, _ = soundfile.read(path / "out.wav", dtype="float32")
    out = out[: len(audio)] * peak / 0.7
    return np.pad(out, (0, len(audio) - len(out))).astype(np.float32)


def roomy(audio: Array, rng: Generator, decay_s: float) -> Array:
    """Simulate a distant position in a room of this reverberation time: the tail is at least as strong as the direct sound."""
    response, _ = simulated(decay_s, rng)
    tail = response.copy()
    tail[0] = 0
    tail *= 1.2 / (np.sqrt((tail**2).sum()) + 1e-9)
    tail[0] = 1.0
    return reverberate(audio, tail)


DAMAGES: dict[str, Damage] = {
    "white noise, 20 dB SNR": lambda a, rng: noisy(a, rng, 20),
    "white noise, 10 dB SNR": lambda a, rng: noisy(a, rng, 10),
    "MP3, 64 kbit/s": lambda a, rng: mp3(a, 64),
    "MP3, 32 kbit/s": lambda a, rng: mp3(a, 32),
    "room of 0.8 s, far": lambda a, rng: roomy(a, rng, 0.8),
    "room of 2 s, far": lambda a, rng: roomy(a, rng, 2.0),
}
