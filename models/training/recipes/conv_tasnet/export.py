"""A Conv-TasNet as ONNX, its manifest, and its golden stems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from training.engine.conf import Model
from training.networks.conv_tasnet.network import ConvTasNet, parameter_count
from training.networks.conv_tasnet.stream import BlockNetwork
from training.networks.conv_tasnet.use import MASK_POWER, PIECE
from training.publish.export import OPSET, Segment, Training, described
from training.publish.fixtures import demo_audio
from training.signal.classes import (
    CLASSES,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
)

SEGMENT_MASKS = 12
"""Masks in one call of the causal network where the delay does not matter: together a quarter of a second."""


@torch.no_grad()
def to_onnx(network: ConvTasNet, path: Path) -> BlockNetwork | None:
    """Inputs audio [1, samples], counts [1, N_CLASSES], slots [S]; outputs stems [1, S, samples].
    A causal network also has an input state [size] and an output state_next, and takes any number of whole masks."""
    network.eval()
    counts = torch.zeros(1, N_CLASSES)
    counts[0, 0] = 1
    slots = torch.tensor([0, REST_SLOT])
    axes = {"slots": {0: "wanted"}, "stems": {1: "wanted"}}
    if not network.config.causal:
        torch.onnx.export(network, (torch.randn(1, PIECE) * 0.05, counts, slots), str(path), input_names=["audio", "counts", "slots"],
                          output_names=["stems"], dynamic_axes=axes, opset_version=OPSET)
        return None
    blocks = BlockNetwork(network).eval()
    lengths = {"audio": {1: "samples"}, "slots": {0: "wanted"}, "stems": {1: "wanted", 2: "samples"}}
    torch.onnx.export(blocks, (torch.randn(1, SEGMENT_MASKS * blocks.samples) * 0.05, counts, slots, torch.zeros(blocks.size)), str(path),
                      input_names=["audio", "counts", "slots", "state"], output_names=["stems", "state_next"],
                      dynamic_axes=lengths, opset_version=OPSET)
    return blocks


def manifest(model: Model, network: ConvTasNet, blocks: BlockNetwork | None, weights: Path, training: Training,
             metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """The manifest of a separator that returns waveforms."""
    samples = PIECE if blocks is None else SEGMENT_MASKS * blocks.samples
    length = samples if blocks is None else -1
    c = network.config
    interface: dict[str, Any] = {
        "causal": c.causal,
        "lookahead_ms": round((c.lookahead + 1) * 1000 / SAMPLE_RATE, 2) if c.causal else round(PIECE * 1000 / SAMPLE_RATE),
        "segment_samples": samples,
        **({} if blocks is None else {"block_samples": blocks.samples}),
        "delay_samples": c.delay if c.causal else 0,
        "frontend": {"type": "waveform"},
        "output": "waveform",
        "stems": "masks",
        "mask": {"size": 2048, "hop": 1024, "power": int(MASK_POWER)},
        "inputs": [
            {"name": "audio", "role": "audio", "shape": [1, length], "dtype": "float32"},
            {"name": "counts", "role": "counts", "shape": [1, N_CLASSES], "dtype": "float32"},
            {"name": "slots", "role": "slots", "shape": [-1], "dtype": "int64"},
        ],
        "outputs": [{"name": "stems", "role": "stems", "shape": [1, -1, length], "dtype": "float32"}],
        "state": [] if blocks is None else [{"name": "state", "role": "state", "shape": [blocks.size], "dtype": "float32"}],
        "sources": {"kind": "conditioned", "classes": list(CLASSES), "players_per_class": PLAYERS_PER_CLASS, "rest": True},
    }
    kind = "causal, " if c.causal else ""
    content = described(model.id, model.version, model.title, "separation",
                        f"Conv-TasNet ({kind}harmonic bottleneck, instrument conditioning), {parameter_count(network) / 1e6:.1f} M parameters",
                        Segment(), interface, weights, training, metrics)
    del content["segment_frames"]
    return content


def write_fixture(network: ConvTasNet, folder: Path) -> None:
    """Write PyTorch's output for the golden audio and two players, as a whole signal, which other runtimes' pieces or blocks must match."""
    audio = demo_audio()
    counts = torch.zeros(1, N_CLASSES)
    slots = torch.tensor([0, PLAYERS_PER_CLASS * CLASSES.index("clarinet"), REST_SLOT])
    counts[0, [0, CLASSES.index("clarinet")]] = 1
    whole = torch.from_numpy(audio[None])
    if not network.config.causal:
        whole = torch.nn.functional.pad(whole, (0, PIECE - len(audio)))
    with torch.no_grad():
        stems = network(whole, counts, slots)[:, :, : len(audio)].numpy()
    folder.mkdir(parents=True, exist_ok=True)
    stems.astype("<f4").tofile(folder / "stems.f32")
    description = {
        "audio": {"file": "../audio.f32", "samples": len(audio)},
        "counts": [float(c) for c in counts[0]],
        "slots": slots.tolist(),
        "stems": {"file": "stems.f32", "shape": list(stems.shape)},
        "dtype": "float32, little-endian, last axis fastest",
        "tolerance": 1e-4,
    }
    (folder / "waveforms.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
