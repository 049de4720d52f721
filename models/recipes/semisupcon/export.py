"""`python -m recipes.semisupcon.export`: weights to ONNX, manifest, card, results page, fixtures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from ..common.classes import CLASSES, N_CLASSES
from ..common.export import OPSET
from .network import FFT_SIZE, HOP, N_BINS, WINDOW_FRAMES, Ears, folded

MODEL_ID = "ears"
TITLE = "Ears"
RECIPE = "models/recipes/semisupcon"


def to_onnx(network: Ears, path: Path) -> None:
    """Input magnitude [1, N_BINS, WINDOW_FRAMES]; outputs embedding [1, 128], instruments [1, N_CLASSES]."""
    torch.onnx.export(folded(network), (torch.rand(1, N_BINS, WINDOW_FRAMES),), str(path),
                      input_names=["magnitude"], output_names=["embedding", "instruments"], opset_version=OPSET)


def interface(network: Ears, thresholds: list[float]) -> dict[str, Any]:
    """What an embedding model adds to a manifest; thresholds: the probability from which an instrument counts as heard."""
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
