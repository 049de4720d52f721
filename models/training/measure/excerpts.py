"""Three-second excerpts of every mixture: the protocol's metrics at a cost that studies with many runs can afford.

Excerpts are taken at 22,050 Hz where the weakest player is loudest and are the same for all models. The metrics are
those of `metrics`; they differ from those of whole recordings at their own rate and can only be compared with each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from scipy.signal import resample_poly
from torch import Tensor

from training.measure.metrics import is_silent, sdr, si_sdr
from training.measure.sets import REPORT, SELECT, Mixture, bach10, scenes, unaligned
from training.networks.separate import conditioning
from training.signal.arrays import Array
from training.signal.classes import CLASSES, HOP, SAMPLE_RATE
from training.signal.stft import istft, stft

FRAMES = 64
SAMPLES = (FRAMES - 1) * HOP + 1
CANDIDATES = 12
SCENES = 40
"""Number of scenes in a rendered set; each yields mixtures of 2, 3 and 4 players."""

Masks = Callable[[Tensor, Tensor, Tensor], Tensor]
"""magnitude [1, N_BINS, T], counts [1, N_CLASSES], slots [1, S] -> masks [1, S, N_BINS, T]."""


@dataclass(frozen=True)
class Excerpt:
    """references float32 [players, SAMPLES] at 22,050 Hz, in the order of `players` (class indices, sorted)."""

    mixture: str
    players: list[int]
    references: Array


def excerpts_of(mixture: Mixture, count: int) -> list[Excerpt]:
    """The `count` separate excerpts in which the weakest player is loudest; fewer if the mixture is too short."""
    length = SAMPLES * mixture.rate // SAMPLE_RATE
    total = mixture.references.shape[1]
    if total < length:
        return []
    starts = np.linspace(0, total - length, CANDIDATES * count).astype(int)
    weakest = [float(np.square(mixture.references[:, s : s + length]).mean(1).min()) for s in starts]
    chosen: list[int] = []
    for index in np.argsort(weakest)[::-1]:
        if len(chosen) < count and all(abs(starts[index] - s) >= length for s in chosen):
            chosen.append(int(starts[index]))
    found = []
    for start in sorted(chosen):
        piece = mixture.references[:, start : start + length]
        if mixture.rate != SAMPLE_RATE:
            piece = resample_poly(piece, SAMPLE_RATE, mixture.rate, axis=1)
        piece = np.pad(piece, ((0, 0), (0, max(0, SAMPLES - piece.shape[1]))))[:, :SAMPLES].astype(np.float32)
        if not any(is_silent(r) for r in piece):
            found.append(Excerpt(mixture.name, mixture.players, piece))
    return found


def build(name: str, pack: Path, rendered: Path) -> list[Excerpt]:
    """Build the excerpts of a set.

    synthetic, shifted: players of different instruments, one excerpt per mixture. real-select, real-report: every
    mixture of the Bach10 pieces, two and five excerpts each. unaligned (part of real-select): pairs and trios of solo
    clips.
    """
    if name in ("synthetic", "shifted"):
        mixtures = scenes(rendered / ("validation" if name == "synthetic" else "shifted"), SCENES)
        return [e for m in mixtures if m.group == "different" for e in excerpts_of(m, 1)]
    if name == "real-select":
        return [e for m in bach10(pack, SELECT) for e in excerpts_of(m, 2)]
    if name == "unaligned":
        return [e for m in unaligned(pack) for e in excerpts_of(m, 1)]
    if name == "real-report":
        return [e for m in bach10(pack, REPORT) for e in excerpts_of(m, 5)]
    raise ValueError(f"no set {name}")


def cached(name: str, pack: Path, rendered: Path, folder: Path) -> list[Excerpt]:
    """`build` with a file cache, because finding excerpts takes longer than separating them."""
    file = folder / f"excerpts-{name}.npz"
    if not file.exists():
        found = build(name, pack, rendered)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(file, names=np.array([e.mixture for e in found]), players=np.array([",".join(map(str, e.players)) for e in found]),
                 audio=np.concatenate([e.references for e in found]))
    with np.load(file, allow_pickle=False) as stored:
        players = [[int(c) for c in row.split(",")] for row in stored["players"]]
        audio, ends = stored["audio"], np.cumsum([len(p) for p in players])
        return [Excerpt(str(m), p, audio[e - len(p) : e]) for m, p, e in zip(stored["names"], players, ends)]


def outputs(masks: Masks, excerpt: Excerpt) -> Array:
    """float32 [players + 1, SAMPLES], the rest last."""
    counts, slots = conditioning(excerpt.players)
    spectrum = stft(excerpt.references.sum(0))
    with torch.no_grad():
        found = masks(torch.from_numpy(np.abs(spectrum))[None], counts, slots[None])[0].numpy()
    return istft(found * spectrum, SAMPLES)


def score(masks: Masks, excerpts: Sequence[Excerpt], by_name: bool = True) -> list[dict[str, Any]]:
    """One row per player: SI-SDR improvement and SDR in dB. by_name: each output is scored as the instrument of its
    slot; otherwise the best permutation assigns outputs, including the rest, to players and ignores names.
    """
    return score_estimates(lambda e: outputs(masks, e), excerpts, by_name)


def score_estimates(separate: Callable[[Excerpt], Array], excerpts: Sequence[Excerpt], by_name: bool = True) -> list[dict[str, Any]]:
    """`score` for any separation function; `separate` returns float32 [players + 1, SAMPLES], the rest last."""
    rows: list[dict[str, Any]] = []
    for number, excerpt in enumerate(excerpts):
        signal, estimates = excerpt.references.sum(0), separate(excerpt)
        order = np.arange(len(excerpt.players))
        if not by_name:
            fit = np.array([[si_sdr(r, e) for e in estimates] for r in excerpt.references])
            order = linear_sum_assignment(-fit)[1]
        for player, (c, reference) in enumerate(zip(excerpt.players, excerpt.references)):
            estimate = estimates[order[player]]
            rows.append({"mixture": excerpt.mixture, "excerpt": number, "players": len(excerpt.players), "instrument": CLASSES[c],
                         "si_sdr_improvement": round(si_sdr(reference, estimate) - si_sdr(reference, signal), 3),
                         "sdr": round(sdr(reference, estimate), 3)})
    return rows


def figure(rows: Sequence[dict[str, Any]], key: str = "si_sdr_improvement") -> float:
    """The mean over outputs in dB, averaged over the numbers of players."""
    numbers = sorted({r["players"] for r in rows})
    return float(np.mean([np.mean([r[key] for r in rows if r["players"] == n]) for n in numbers]))
