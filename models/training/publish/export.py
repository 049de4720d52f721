"""ONNX, manifests and the golden fixture of masks. No field of a manifest is filled in by hand."""

from __future__ import annotations

import hashlib
import inspect
import json
import subprocess
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.presence import NOTABLE_SHARE, Presence
from training.networks.harmonic_unet.sliced import heard_in_slices
from training.networks.separate import frontend_of
from training.paths import REPOSITORY
from training.signal.arrays import Array
from training.signal.classes import (
    CLASSES,
    FFT_SIZE,
    HOP,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
    SEGMENT_FRAMES,
)
from training.signal.notes_prior import (
    CANDIDATES,
    FLOOR,
    LOWEST_HZ,
    STEPS_PER_OCTAVE,
    WIDEN_S,
    WIDTH,
)
from training.signal.stft import Frontend

OPSET = 17


@dataclass
class Training:
    """How the weights were trained, as the manifest records it."""

    recipe: str
    data: list[str] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    hours: float = 0.0
    hardware: str = ""


def source_commit() -> str:
    """Commit of the recipe that made the weights, followed by `+` if the recipe had uncommitted changes."""
    def git(*arguments: str) -> str:
        try:
            done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True)
        except FileNotFoundError:  # on users' machines, where `training.adapt` runs
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""

    programs = ":(glob)models/training/**/*.py"
    commit = git("log", "-1", "--format=%H", "--", programs) or "none"
    dirty = git("status", "--porcelain", "--", programs)
    return commit + ("+" if dirty else "")


class WithNotes(nn.Module):
    """A network that accepts notes, as the application calls it: always with a prior, and returning what else it hears."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, magnitude: Tensor, counts: Tensor, slots: Tensor, notes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        # What derives from the network may have other layers at its end.
        if type(self.network) is HarmonicUNet:
            return heard_in_slices(self.network, magnitude, counts, slots, notes)
        return self.network.heard(magnitude, counts, slots, notes)


def takes_notes(network: nn.Module) -> bool:
    return hasattr(network, "heard")


def to_onnx(network: nn.Module, path: Path) -> None:
    """Inputs magnitude [1, bins, frames], counts [1, N_CLASSES], slots [S]; output masks [1, S, bins, frames].

    A network that accepts notes also has an input notes and an output pitches, both [1, S, CANDIDATES, frames], and an output
    undeclared [1, N_CLASSES].
    """
    network = deepcopy(network).eval()
    for module in network.modules():
        # As constants, tables in half precision would be stored in single.
        for name, table in list(module.named_buffers(recurse=False)):
            module.register_buffer(name, table, persistent=True)
    counts = torch.zeros(1, N_CLASSES)
    counts[0, 0] = 1
    inputs = [torch.rand(1, frontend_of(network).bins, SEGMENT_FRAMES), counts, torch.tensor([0, REST_SLOT])]
    axes = {"magnitude": {2: "frames"}, "slots": {0: "wanted"}, "masks": {1: "wanted", 3: "frames"}}
    told = takes_notes(network)
    if told:
        inputs.append(torch.ones(1, 2, CANDIDATES, SEGMENT_FRAMES))
        axes |= {name: {1: "wanted", 3: "frames"} for name in ("notes", "pitches")}
    # PyTorch 2.9 made another exporter the default, which needs an additional package.
    classic = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(
        WithNotes(network) if told else network,
        tuple(inputs),
        str(path),
        input_names=["magnitude", "counts", "slots", *(["notes"] if told else [])],
        output_names=["masks", *(["pitches", "undeclared"] if told else [])],
        dynamic_axes=axes,
        opset_version=OPSET,
        do_constant_folding=False,
        **classic,
    )


@dataclass(frozen=True)
class Segment:
    """The input of one call of a network, in frames of an STFT."""

    frames: int = SEGMENT_FRAMES
    size: int = FFT_SIZE
    hop: int = HOP


def described(model_id: str, version: str, title: str, task: str, architecture: str, segment: Segment,
              interface: dict[str, Any], weights: Path, training: Training, metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """A manifest of any task; hash and size come from the file itself. interface: `output`, `inputs`, `outputs`, classes."""
    content = weights.read_bytes()
    return {
        "id": model_id,
        "version": version,
        "title": title,
        "task": task,
        "architecture": architecture,
        "causal": False,
        "lookahead_ms": round(segment.frames * segment.hop * 1000 / SAMPLE_RATE),
        "sample_rate": SAMPLE_RATE,
        "channels": 1,
        "segment_frames": segment.frames,
        "segment_samples": segment.frames * segment.hop,
        "frontend": {"type": "stft", "size": segment.size, "hop": segment.hop, "window": "hann",
                     "scaling": "window-sum", "input": "magnitude"},
        **interface,
        "weights": {"file": weights.name, "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content), "licence": "MIT"},
        "training": {"recipe": training.recipe, "commit": source_commit(), "data": training.data,
                     "seeds": training.seeds, "hours": training.hours,
                     "hardware": training.hardware},
        "metrics": metrics,
    }


def manifest(model_id: str, version: str, title: str, architecture: str, weights: Path,
             training: Training, metrics: list[dict[str, Any]], frontend: Frontend = Frontend(), told: bool = False,
             presence: Presence | None = None) -> dict[str, Any]:
    """The manifest of a separator that is conditioned on players and returns masks. told: whether it accepts notes (`takes_notes`).
    presence: how the graph weighs undeclared classes.
    """
    interface: dict[str, Any] = {
        "output": "mask",
        "inputs": [
            {"name": "magnitude", "role": "magnitude", "shape": [1, frontend.bins, -1], "dtype": "float32"},
            {"name": "counts", "role": "counts", "shape": [1, N_CLASSES], "dtype": "float32"},
            {"name": "slots", "role": "slots", "shape": [-1], "dtype": "int64"},
        ],
        "outputs": [
            {"name": "masks", "role": "masks", "shape": [1, -1, frontend.bins, -1], "dtype": "float32"},
        ],
        "state": [],
        "sources": {"kind": "conditioned", "classes": list(CLASSES),
                    "players_per_class": PLAYERS_PER_CLASS, "rest": True},
    }
    if told:
        pitches: dict[str, Any] = {"shape": [1, -1, CANDIDATES, -1], "dtype": "float32"}
        interface["inputs"].append({"name": "notes", "role": "notes", **pitches})
        interface["outputs"].append({"name": "pitches", "role": "pitches", **pitches})
        interface["outputs"].append({"name": "undeclared", "role": "undeclared", "shape": [1, N_CLASSES], "dtype": "float32"})
        interface["undeclared"] = {"notable_share": NOTABLE_SHARE, **({} if presence is None else {"weights": asdict(presence)})}
        interface["notes"] = {"lowest_hz": LOWEST_HZ, "steps_per_octave": STEPS_PER_OCTAVE, "candidates": CANDIDATES,
                              "floor": FLOOR, "width_semitones": WIDTH, "widen_s": WIDEN_S}
    return described(model_id, version, title, "separation", architecture,
                     Segment(size=frontend.size, hop=frontend.hop), interface, weights, training, metrics)


def write_manifest(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_mask_fixture(network: nn.Module, folder: Path, magnitude: Array,
                       players: dict[int, int]) -> None:
    """Raw little-endian float32 input and masks of one piece, for parity with other runtimes.

    magnitude: [bins, frames]; players: class index -> 1 or 2.
    """
    counts = np.zeros((1, N_CLASSES), np.float32)
    slots: list[int] = []
    for index, count in sorted(players.items()):
        counts[0, index] = count
        slots += [PLAYERS_PER_CLASS * index + k for k in range(count)]
    slots.append(REST_SLOT)
    network.eval()
    with torch.no_grad():
        masks = network(torch.from_numpy(magnitude[None]), torch.from_numpy(counts),
                        torch.tensor(slots)).numpy()
    folder.mkdir(parents=True, exist_ok=True)
    magnitude.astype("<f4").tofile(folder / "magnitude.f32")
    masks.astype("<f4").tofile(folder / "masks.f32")
    description = {
        "magnitude": {"file": "magnitude.f32", "shape": [1, *magnitude.shape]},
        "counts": [float(c) for c in counts[0]],
        "slots": slots,
        "masks": {"file": "masks.f32", "shape": list(masks.shape)},
        "dtype": "float32, little-endian, last axis fastest",
        "tolerance": 1e-4,
    }
    (folder / "masks.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
