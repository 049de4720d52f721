"""`python -m training.measure.undeclared`: how well the network notices an instrument that nobody declared.

The figure is the largest share of a recording's energy that one undeclared class claims: the mean over the pieces of the network's output
`undeclared`, weighted by their energy, as `src-main/separation/undeclared.ts` computes it. Mixtures whose players are all declared give false alarms;
the same mixtures with one player undeclared give hits. Only the sets that may influence choices are read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.engine.checkpoint import load_weights
from training.errors import run_main
from training.measure.evaluate import store
from training.measure.sets import Mixture, build
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import OVERLAP, conditioning, frontend_of
from training.paths import data_pack
from training.recipe import FOLDER
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SEGMENT_FRAMES
from training.signal.stft import stft

SETS = ("real-select", "synthetic", "shifted")
MOST_COUNTED = 3
"""Beyond this number of declared instruments the least share falls no further."""
LEAST_SECONDS = 8.0
"""In a shorter recording, which is one piece, an undeclared class claims more by chance, however many instruments are declared."""


def heard_shares(network: HarmonicUNet, signal: Array, rate: int, players: list[int]) -> Array:
    """signal float32 [samples] -> the share of its energy that each class claims [N_CLASSES], zero for declared ones."""
    grid = frontend_of(network)
    own = grid.at(rate)
    magnitude = np.abs(stft(signal, own.size, own.hop)[: grid.bins])
    counts, slots = conditioning(players)
    found, weights = [], []
    with torch.no_grad():
        for begin in range(0, max(1, magnitude.shape[1] - OVERLAP), SEGMENT_FRAMES - OVERLAP):
            piece = magnitude[:, begin : begin + SEGMENT_FRAMES]
            padded = np.pad(piece, ((0, 0), (0, SEGMENT_FRAMES - piece.shape[1])))
            found.append(network.heard(torch.from_numpy(padded[None]), counts, slots)[2][0].numpy())
            weights.append(float((piece.astype(np.float64) ** 2).sum()))
    return np.average(found, axis=0, weights=weights)


def with_one_hidden(mixture: Mixture) -> list[Mixture]:
    """The mixture with each player in turn undeclared, if nobody else plays that instrument and somebody remains."""
    if mixture.hidden or len(mixture.players) < 2:
        return []
    hidden = []
    for out, c in enumerate(mixture.players):
        others = [i for i in range(len(mixture.players)) if i != out]
        if mixture.players.count(c) == 1:
            hidden.append(replace(mixture, name=f"{mixture.name} without {CLASSES[c]}", players=[mixture.players[i] for i in others],
                                  references=mixture.references[[*others, out]], hidden=1, notes=None))
    return hidden


def rows_of(network: HarmonicUNet, mixtures: Iterable[Mixture]) -> list[dict[str, Any]]:
    """One row per mixture: its number of declared players, the hidden instrument if there is one, and the share of the loudest undeclared class."""
    rows = []
    for mixture in mixtures:
        shares = heard_shares(network, mixture.references.sum(0), mixture.rate, mixture.players)
        hidden = CLASSES[_hidden_class(mixture)] if mixture.hidden else None
        rows.append({"mixture": mixture.name, "group": mixture.group, "players": len(mixture.players), "instruments": len(set(mixture.players)),
                     "seconds": round(mixture.references.shape[1] / mixture.rate, 2), "hidden": hidden,
                     "instrument": CLASSES[int(shares.argmax())], "share": round(float(shares.max()), 5)})
    return rows


def _hidden_class(mixture: Mixture) -> int:
    return CLASSES.index(mixture.name.rsplit(" without ", 1)[1])


def least_share(notable: float, instruments: int, seconds: float) -> float:
    """The share from which an undeclared class counts as playing beside so many declared instruments, as in `src-main/separation/undeclared.ts`.

    notable: the share beside one. Declared classes absorb much of what an undeclared player plays, the more the more there are.
    seconds: of the recording.
    """
    return notable if seconds < LEAST_SECONDS else notable * 2 / (1 + min(instruments, MOST_COUNTED))


def rates(rows: list[dict[str, Any]], notable: float) -> dict[str, Any]:
    """False alarms among mixtures without a hidden player, hits among those with one, and how often a hit names the right instrument."""
    said = [r for r in rows if r["share"] >= least_share(notable, r["instruments"], r["seconds"])]
    hits = [r for r in said if r["hidden"] is not None]
    hidden = sum(r["hidden"] is not None for r in rows)
    return {"declared": len(rows) - hidden, "false_alarms": len(said) - len(hits), "hidden": hidden, "hits": len(hits),
            "named": sum(r["instrument"] == r["hidden"] for r in hits)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with the rendered evaluation sets")
    parser.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    parser.add_argument("--checkpoint", type=Path, default=FOLDER / "harmonic_unet" / "checkpoint", help="weights, without suffix")
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.01, 0.015, 0.02, 0.03, 0.05], help="beside one declared instrument")
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture of the rendered sets only; those of 2, 3 and 4 players alternate")
    parser.add_argument("--out", type=Path, required=True, help="JSON of the rows; sets already in it are kept")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network)
    network.eval()
    results: dict[str, Any] = json.loads(arguments.out.read_text(encoding="utf-8")) if arguments.out.exists() else {}
    for name in SETS:
        if name not in results:
            mixtures = [m for m in build(name, data_pack(arguments.data), arguments.rendered) if not m.hidden]
            mixtures = mixtures if name == "real-select" else mixtures[:: arguments.thin]
            hidden = (h for m in mixtures if m.group != "resampled" for h in with_one_hidden(m))
            results[name] = rows_of(network, chain(mixtures, hidden))
            store(arguments.out, results)
        for group in sorted({r["group"] for r in results[name]}):
            for threshold in arguments.thresholds:
                found = rates([r for r in results[name] if r["group"] == group], threshold)
                print(f"{name} {group}, {threshold:.1%}: {found}", flush=True)


if __name__ == "__main__":
    run_main(main)
