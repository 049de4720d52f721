"""Listening examples: a held-back passage, and each of its players before and after the adaptation."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np

from training.networks.separate import Separator, separate
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE

PEAK = 0.9


def write_wav(path: Path, audio: Array, gain: float) -> None:
    """Write 16-bit mono at the model's rate. float32 [samples]; samples that would clip are clamped."""
    samples = np.clip(np.round(audio * gain * 32767), -32767, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())


def labels(players: list[int]) -> list[str]:
    """Number players of the same instrument: violin 1, violin 2, cello."""
    return [CLASSES[c] if players.count(c) == 1 else f"{CLASSES[c]} {players[:i].count(c) + 1}" for i, c in enumerate(players)]


def passage(folder: Path, name: str, title: str, mixture: Array, players: list[int], before: Separator, after: Separator,
            originals: list[Array] | None) -> list[dict[str, Any]]:
    """Write the mixture, each player before and after adaptation and, where known, the original, all at one gain.
    Returns what was written.
    """
    separated = {which: separate(network, mixture, SAMPLE_RATE, players) for which, network in (("before", before), ("after", after))}
    everything = [mixture, *separated["before"], *separated["after"], *(originals or [])]
    gain = PEAK / max(float(np.abs(sound).max()) for sound in everything)
    written: list[dict[str, Any]] = []

    def keep(kind: str, label: str, audio: Array) -> None:
        file = f"{name}-{len(written)}.wav"
        write_wav(folder / file, audio, gain)
        written.append({"file": file, "passage": title, "kind": kind, "label": label})

    keep("mixture", "", mixture)
    for index, label in enumerate(labels(players)):
        for which, outputs in separated.items():
            keep(which, label, outputs[index])
        if originals is not None:
            keep("original", label, originals[index])
    return written
