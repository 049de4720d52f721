"""Packed material on a device: one int16 tensor of all sounds, and the tables to choose among them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import Tensor

from training.data.device.index import Index
from training.errors import InputError
from training.signal.arrays import Array


@dataclass
class Material:
    """The tensors of `Index`, the decoded sounds, and tables by class for choosing."""

    sounds: Tensor
    """int16 [samples]."""
    start: Tensor
    length: Tensor
    attack: Tensor
    steady: Tensor
    pitch: Tensor
    instrument: Tensor
    source: Tensor
    level: Tensor
    known: Tensor
    cast: Tensor
    score: Tensor
    """float32 [scenes, LINES, most, 4]: onset s, offset s, MIDI pitch, velocity; an offset of zero means no note."""
    heard: Tensor
    """float32 [sounds, most, 3]: the notes of phrases, as `score`; zero for recorded notes."""
    rooms: Tensor

    @property
    def device(self) -> torch.device:
        return self.sounds.device

    @property
    def is_phrase(self) -> Tensor:
        """bool [sounds]."""
        return torch.isnan(self.pitch)


def ragged(rows: Array, keys: int, shape: tuple[int, ...]) -> Array:
    """Rows whose first `keys` columns are indices into `shape` -> float32 [*shape, most, other columns], in their order, zero where there are fewer."""
    flat = np.ravel_multi_index(tuple(rows[:, k].astype(np.int64) for k in range(keys)), shape)
    order = np.argsort(flat, kind="stable")
    counts = np.bincount(flat, minlength=int(np.prod(shape)))
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    out = np.zeros((int(np.prod(shape)), max(1, int(counts.max(initial=0))), rows.shape[1] - keys), np.float32)
    out[flat[order], place] = rows[order, keys:]
    return out.reshape(*shape, *out.shape[1:])


def load(folder: Path, device: torch.device) -> Material:
    """@raises InputError if the folder holds no packed material"""
    try:
        with np.load(folder / "index.npz", allow_pickle=False) as stored:
            index = Index(**{f.name: stored[f.name] for f in fields(Index)})
        sounds, _ = soundfile.read(str(folder / "sounds.ogg"), dtype="int16")
    except (OSError, KeyError, soundfile.LibsndfileError):
        raise InputError(f"{folder} is no packed material: make it with `python -m training pack`") from None
    if len(sounds) < int(index.start[-1] + index.length[-1]):
        raise InputError(f"{folder / 'sounds.ogg'} is shorter than its index says")
    tables = {
        **{f.name: getattr(index, f.name) for f in fields(Index) if f.name not in ("heard", "events", "cast")},
        "sounds": sounds, "cast": index.cast.astype(np.int64),
        "score": ragged(index.events, 2, index.cast.shape), "heard": ragged(index.heard, 1, index.start.shape),
    }
    return Material(**{name: torch.from_numpy(np.ascontiguousarray(table)).to(device) for name, table in tables.items()})
