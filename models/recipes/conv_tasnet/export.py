"""`python -m recipes.conv_tasnet.export`: weights to ONNX, manifest, card, results page, fixtures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..common import card
from ..common.checkpoint import load_facts, load_weights, publish
from ..common.classes import CLASSES, N_CLASSES, PLAYERS_PER_CLASS, REST_SLOT, SAMPLE_RATE
from ..common.export import OPSET, Segment, Training, described, write_manifest
from ..common.fixtures import FOLDER, demo_audio
from ..common.paths import REPOSITORY
from .network import ConvTasNet, parameter_count
from .stream import BlockNetwork, run
from .train import config_of
from .use import MASK_POWER, PIECE

RECIPE = "models/recipes/conv_tasnet"
STREAM_BLOCKS = 12
"""Of one mask each, a quarter of a second together: what the causal network takes at once in the application."""
TITLES = {"conv-tasnet": "Conv-TasNet", "conv-tasnet-causal": "Conv-TasNet, causal"}


@torch.no_grad()
def to_onnx(network: ConvTasNet, path: Path) -> BlockNetwork | None:
    """Inputs audio [1, samples], counts [1, N_CLASSES], slots [S], of a stream state [size] too; outputs stems
    [1, S, samples] and state_next."""
    network.eval()
    counts = torch.zeros(1, N_CLASSES)
    counts[0, 0] = 1
    slots = torch.tensor([0, REST_SLOT])
    axes = {"slots": {0: "wanted"}, "stems": {1: "wanted"}}
    if not network.config.causal:
        torch.onnx.export(network, (torch.randn(1, PIECE) * 0.05, counts, slots), str(path), input_names=["audio", "counts", "slots"],
                          output_names=["stems"], dynamic_axes=axes, opset_version=OPSET)
        return None
    blocks = BlockNetwork(network, STREAM_BLOCKS * network.config.block).eval()
    torch.onnx.export(blocks, (torch.randn(1, blocks.samples) * 0.05, counts, slots, torch.zeros(blocks.size)), str(path),
                      input_names=["audio", "counts", "slots", "state"], output_names=["stems", "state_next"],
                      dynamic_axes=axes, opset_version=OPSET)
    return blocks


def manifest(model_id: str, version: str, network: ConvTasNet, blocks: BlockNetwork | None, weights: Path, training: Training,
             metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """The manifest of a separator that gives waveforms."""
    samples = PIECE if blocks is None else blocks.samples
    c = network.config
    interface: dict[str, Any] = {
        "causal": c.causal,
        "lookahead_ms": round((c.lookahead + 1) * 1000 / SAMPLE_RATE, 2) if c.causal else round(PIECE * 1000 / SAMPLE_RATE),
        "segment_samples": samples,
        "delay_samples": c.delay if c.causal else 0,
        "frontend": {"type": "waveform"},
        "output": "waveform",
        "stems": "masks",
        "mask": {"size": 2048, "hop": 1024, "power": int(MASK_POWER)},
        "inputs": [
            {"name": "audio", "role": "audio", "shape": [1, samples], "dtype": "float32"},
            {"name": "counts", "role": "counts", "shape": [1, N_CLASSES], "dtype": "float32"},
            {"name": "slots", "role": "slots", "shape": [-1], "dtype": "int64"},
        ],
        "outputs": [{"name": "stems", "role": "stems", "shape": [1, -1, samples], "dtype": "float32"}],
        "state": [] if blocks is None else [{"name": "state", "role": "state", "shape": [blocks.size], "dtype": "float32"}],
        "sources": {"kind": "conditioned", "classes": list(CLASSES), "players_per_class": PLAYERS_PER_CLASS, "rest": True},
    }
    kind = "causal, " if c.causal else ""
    content = described(model_id, version, TITLES[model_id], "separation",
                        f"Conv-TasNet ({kind}harmonic bottleneck, instrument conditioning), {parameter_count(network) / 1e6:.1f} M parameters",
                        Segment(), interface, weights, training, metrics)
    del content["segment_frames"]
    return content
