"""`python -m studies.search.soup`: points between the published weights and those of other runs, on excerpts of real-select.

After Wortsman et al., "Robust fine-tuning of zero-shot models" (WiSE-FT, CVPR 2022) and "Model soups" (ICML 2022): weights on the line between a network and a
fine-tuned copy of it, and means of several copies, often keep what the network could do and gain part of what the copies learned. Nothing is trained.

A point is `long*0.3` or `full*0.15+long*0.15`: a run's name and its share of the way. Points that are in --out already are not measured again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studies.search.presence import excerpts
from training.engine.checkpoint import load_weights
from training.errors import InputError, run_main
from training.measure import sets
from training.measure.evaluate import (
    best_permutation,
    compare,
    energy_share,
    match_pairs,
    store,
)
from training.measure.metrics import si_sdr
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import separate
from training.paths import data_pack
from training.recipe import FOLDER
from training.signal.arrays import Array
from training.signal.notes_prior import PlayedNote

Weights = dict[str, Tensor]
PUBLISHED = "published"
FIGURES = ("matched", "permuted", "share")
"""SI-SDR improvement with the better order of equal players, with the best permutation of all stems, and the hidden player's energy in the rest."""


def weights_of(path: Path) -> Weights:
    network = HarmonicUNet()
    load_weights(path, network)
    return {name: value.clone() for name, value in network.state_dict().items()}


def parse_point(text: str) -> dict[str, float]:
    """Shares of the way by the name of the run. @raises InputError"""
    try:
        return {name: float(share) for name, share in (part.split("*") for part in text.split("+"))}
    except ValueError as error:
        raise InputError(f"{text} is no point: write NAME*SHARE+NAME*SHARE") from error


def interpolated(published: Mapping[str, Tensor], runs: Mapping[str, Mapping[str, Tensor]], shares: Mapping[str, float]) -> Weights:
    """published + sum of share x (run - published)."""
    return {name: start + sum(share * (runs[run][name] - start) for run, share in shares.items()) for name, start in published.items()}


def with_notes(mixtures: list[sets.Mixture], seconds: float = 7.9) -> list[sets.Mixture]:
    """`excerpts` that keep their notes."""
    found = excerpts(mixtures, seconds)
    for mixture, excerpt in zip(mixtures, found):
        begin = max(0, (mixture.references.shape[1] - excerpt.references.shape[1]) // 2) / mixture.rate
        excerpt.notes = mixture.notes and [[PlayedNote(n.onset_s - begin, n.offset_s - begin, n.pitch) for n in part] for part in mixture.notes]
    return found


def groups_of(pack: Path) -> dict[str, list[sets.Mixture]]:
    """real-select, thinned, by group; chorales and quartets as excerpts of eight seconds."""
    chorales = sets.bach10(pack, sets.SELECT)
    quartets = [m for m in chorales if len(m.players) == 4]
    return {"strings": sets.strings(pack, sets.STRINGS_SELECT), "chorales": with_notes(chorales[::2]), "doubled": sets.unaligned_pairs(pack),
            "undeclared": excerpts(sets.undeclared(chorales)), "resampled": excerpts(sets.resampled(excerpts(quartets, 12.0))[::2]),
            "unaligned": sets.unaligned(pack)[::2]}


def row_of(network: HarmonicUNet, mixture: sets.Mixture, told: bool) -> dict[str, Any]:
    """One row per mixture, with the means over its declared players."""
    signal, players = mixture.references.sum(0), mixture.references[: len(mixture.players)]
    outputs = separate(network, signal, mixture.rate, mixture.players, mixture.notes if told else None)
    floor = np.array([si_sdr(player, signal) for player in players])

    def improvement(stems: Array) -> float:
        return float(np.mean([si_sdr(player, stem) for player, stem in zip(players, stems)] - floor))

    row: dict[str, Any] = {"mixture": mixture.name, "silent": False, "matched": improvement(match_pairs(players, outputs[:-1], mixture.players)),
                           "permuted": improvement(best_permutation(players, outputs[:-1]))}
    return row | {"share": energy_share(mixture.references[-1], outputs[-1])} if mixture.hidden else row


def measured(weights: Weights, groups: Mapping[str, list[sets.Mixture]]) -> dict[str, list[dict[str, Any]]]:
    network = HarmonicUNet().to(memory_format=torch.channels_last)
    network.load_state_dict(weights)
    network.eval()
    found = {name: [row_of(network, m, False) for m in mixtures] for name, mixtures in groups.items()}
    return found | {f"{name}, with notes": [row_of(network, m, True) for m in groups[name]] for name in ("strings", "chorales")}


def shown(point: str, rows: Mapping[str, list[dict[str, Any]]], base: Mapping[str, list[dict[str, Any]]]) -> str:
    """The change of every group from the published weights, paired by mixture, with its 95 % interval."""
    cells = [point]
    for name, found in rows.items():
        for figure in FIGURES:
            if figure in found[0]:
                change, half, mixtures = compare(base[name], found, figure)
                cells.append(f"{name} {figure} {np.mean([r[figure] for r in base[name]]):.2f} {change:+.3f} ± {half:.3f} ({mixtures})")
    return "\n  ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs=2, action="append", required=True, metavar=("NAME", "CHECKPOINT"), help="a run and its weights, without suffix")
    parser.add_argument("--points", nargs="+", required=True)
    parser.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    parser.add_argument("--out", type=Path, required=True, help="JSON of the rows")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    points = {text: parse_point(text) for text in arguments.points}
    published = weights_of(FOLDER / "harmonic_unet" / "checkpoint")
    runs = {name: weights_of(Path(path)) for name, path in arguments.run}
    unknown = {name for point in points.values() for name in point} - runs.keys()
    if unknown:
        raise InputError(f"no --run is named {', '.join(sorted(unknown))}")
    groups = groups_of(data_pack(arguments.data))
    results: dict[str, Any] = json.loads(arguments.out.read_text(encoding="utf-8")) if arguments.out.exists() else {}
    points = {PUBLISHED: {}, **points}
    for text, shares in points.items():
        if text not in results:
            results[text] = measured(interpolated(published, runs, shares), groups)
            store(arguments.out, results)
        print(shown(text, results[text], results[PUBLISHED]), flush=True)


if __name__ == "__main__":
    run_main(main)
