"""The encoder as ONNX, its part of the manifest, and its golden window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.networks.ears import FFT_SIZE, HOP, N_BINS, WINDOW_FRAMES, Ears, folded
from training.publish.export import OPSET
from training.publish.fixtures import demo_audio
from training.signal.classes import CLASSES, N_CLASSES
from training.signal.stft import stft


def to_onnx(network: Ears, path: Path) -> None:
    """Input magnitude [1, N_BINS, WINDOW_FRAMES]; outputs embedding [1, 128], instruments [1, N_CLASSES]."""
    torch.onnx.export(folded(network), (torch.rand(1, N_BINS, WINDOW_FRAMES),), str(path),
                      input_names=["magnitude"], output_names=["embedding", "instruments"], opset_version=OPSET)


def interface(network: Ears, thresholds: list[float]) -> dict[str, Any]:
    """The manifest fields specific to an embedding model; thresholds: the probability from which each instrument counts as present."""
    return {
        "output": "vector",
        "inputs": [{"name": "magnitude", "role": "magnitude", "shape": [1, N_BINS, WINDOW_FRAMES], "dtype": "float32"}],
        "outputs": [
            {"name": "embedding", "role": "embedding", "shape": [1, network.config.embedding], "dtype": "float32"},
            {"name": "instruments", "role": "instruments", "shape": [1, N_CLASSES], "dtype": "float32"},
        ],
        "state": [],
        "classes": list(CLASSES),
        "thresholds": thresholds,
    }


def write_fixture(network: Ears, folder: Path) -> None:
    """Write one window of a synthetic trio, raw, and PyTorch's output for it, for parity with other runtimes."""
    audio = np.resize(demo_audio(), WINDOW_FRAMES * HOP)
    magnitude = np.abs(stft(audio, FFT_SIZE, HOP))[None, :, :WINDOW_FRAMES]
    network.eval()
    with torch.no_grad():
        embedding, instruments = network(torch.from_numpy(np.ascontiguousarray(magnitude)))
    folder.mkdir(parents=True, exist_ok=True)
    magnitude.astype("<f4").tofile(folder / "magnitude.f32")
    description = {
        "magnitude": {"file": "magnitude.f32", "shape": list(magnitude.shape)},
        "embedding": [round(float(x), 7) for x in embedding[0]],
        "instruments": [round(float(x), 7) for x in instruments[0]],
        "classes": list(CLASSES),
        "dtype": "float32, little-endian, last axis fastest",
        "tolerance": 1e-4,
    }
    (folder / "outputs.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
