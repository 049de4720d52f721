"""`python -m studies.search.study`: trains the rows of the search in order at equal cost; existing results are not
recomputed.

All runs of a seed start from the same trained network with a fresh optimizer. They are scored on the sets that may
guide design choices; real-report is not read.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studies.common import SETS, study_parser
from studies.pa_hubert.complex_masks import ComplexUNet
from studies.pa_hubert.complex_masks import separator as complex_separator
from studies.pa_hubert.complex_masks import supervised as complex_supervised
from studies.search.material import ChosenMixer
from studies.search.stereo import (
    CuedUNet,
    HearingMixer,
    cued_loss,
    stereo_separator,
    stereo_sets,
)
from studies.search.variants import BASELINE, VARIANTS, Variant, small_network
from studies.tables import by_mixture
from training.data.mixing import Mixer, Options
from training.engine.checkpoint import load_weights
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.separation import perceptual_term, separation_loss
from training.measure.evaluate import store
from training.measure.excerpts import Excerpt, cached, figure, score_estimates
from training.networks.harmonic_unet.network import HarmonicUNet, parameter_count
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.separate import conditioning
from training.paths import data_pack
from training.signal.arrays import Array
from training.signal.stft import istft, stft

RATE = 1e-3
THIN = {"synthetic": 4, "shifted": 4, "real-select": 2, "unaligned": 2}
"""Every how many-th excerpt of a set is scored."""
STEREO_THIN = {"shifted": 2, "real-select": 1, "unaligned": 1}
SHIFT = 512
"""Samples between the two runs whose outputs are averaged."""

Separate = Callable[[Excerpt], Array]


def separator(network: HarmonicUNet) -> Separate:
    """Excerpt -> float32 [players + 1, samples], on the network's own grid."""
    grid = network.frontend

    def separate(excerpt: Excerpt) -> Array:
        counts, slots = conditioning(excerpt.players)
        signal = excerpt.references.sum(0)
        spectrum = stft(signal, grid.size, grid.hop)
        with torch.no_grad():
            masks = network.batch(torch.from_numpy(np.abs(spectrum))[None], counts, slots[None])[0].numpy()
        return istft(masks * spectrum, len(signal), grid.size, grid.hop)
    return separate


def shifted_too(separate: Separate) -> Separate:
    """The mean of the outputs and of those for the recording SHIFT samples later."""
    def both(excerpt: Excerpt) -> Array:
        later = replace(excerpt, references=np.pad(excerpt.references, ((0, 0), (SHIFT, 0))))
        return (separate(excerpt) + separate(later)[:, SHIFT:]) / 2
    return both


def loss_of(network: HarmonicUNet, mixer: Mixer, variant: Variant) -> Callable[[], Tensor]:
    """A function that draws a batch and returns its loss."""
    if isinstance(network, ComplexUNet):
        return complex_supervised(network, mixer)
    if isinstance(network, CuedUNet) and isinstance(mixer, HearingMixer):
        return cued_loss(network, mixer, variant.size, variant.frames)

    def draw() -> Tensor:
        b = mixer.batch(variant.size, variant.frames)
        magnitude, counts, own, cross, power, slots = (torch.from_numpy(x) for x in (b.magnitude, b.counts, b.own, b.cross, b.power, b.slots))
        masks = network.batch(magnitude, counts, slots)
        loss = separation_loss(masks, own, cross, power, slots)[0]
        if variant.perceptual is None:
            return loss
        kind, weight = variant.perceptual
        return loss + weight * perceptual_term(kind, masks, own, power, slots)
    return draw


def network_of(variant: Variant) -> HarmonicUNet:
    network = {"small": lambda: small_network(**variant.config), "complex": ComplexUNet, "cued": CuedUNet}[variant.kind]()
    return network.to(memory_format=torch.channels_last)


def go_on(network: HarmonicUNet, start: Path) -> None:
    """Copy the small network's weights; layers that it lacks keep their random initialisation."""
    small = SmallUNet()
    load_weights(start, small)
    if isinstance(network, CuedUNet):
        network.take_over(small)
    else:
        network.load_state_dict(network.state_dict() | small.state_dict())


def run(name: str, seed: int, start: Path, shards: Path, work: Path, cpu_s: float) -> tuple[HarmonicUNet, dict[str, Any]]:
    """Train a row, or load it if its files exist; afterwards the network holds the running mean."""
    variant = VARIANTS[name]
    torch.manual_seed(seed)
    network = network_of(variant)
    go_on(network, start.with_name(f"{start.name}-{seed}"))
    options = replace(Options(), **variant.options)
    make = HearingMixer if variant.kind == "cued" else ChosenMixer
    mixer = make(shards, np.random.default_rng(seed), variant.scenes, variant.parts, options, network.frontend)
    facts = {**mixer.counts(), "parameters": parameter_count(network)}
    told = train(work / f"search-{name}-{seed}", network, loss_of(network, mixer, variant), Plan(cpu_s, RATE), muon, facts=facts)
    network.eval()
    return network, told


def scored(separate: Separate, sets: dict[str, list[Excerpt]]) -> dict[str, Any]:
    """One row per mixture, for each set."""
    return {name: by_mixture(score_estimates(separate, found)) for name, found in sets.items()}


def stored(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def main() -> None:
    parser = study_parser(__doc__)
    parser.add_argument("--rows", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--start", type=Path, required=True, help="checkpoints of the small network that all rows go on from; -SEED is added")
    parser.add_argument("--cpu-s", type=float, default=45.0, help="cost of every run")
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="seconds after which no new run begins")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    begun = time.time()
    pack = data_pack(arguments.data)
    whole = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    sets = {name: whole[name][::thin] for name, thin in THIN.items()}
    for seed in arguments.seeds:
        for name in arguments.rows:
            key, variant = f"{name}-{seed}", VARIANTS[name]
            if key in stored(arguments.out):
                continue
            if time.time() - begun > arguments.stop_after:
                print("stopped before", key, flush=True)
                return
            network, facts = run(name, seed, arguments.start, arguments.shards, arguments.work, arguments.cpu_s)
            entry = {"row": name, "seed": seed, **{k: facts[k] for k in ("scenes", "players", "parameters", "step", "cpu_s")}}
            if variant.group == "stereo":
                found = {key: entry | {"rows": scored(stereo_separator(network), stereo_sets({n: whole[n][::thin] for n, thin in STEREO_THIN.items()}))}}
            else:
                separate = complex_separator(network) if isinstance(network, ComplexUNet) else separator(network)
                found = {key: entry | {"rows": scored(separate, sets)}}
            if name == BASELINE:
                begun_with = small_network().eval()
                go_on(begun_with, arguments.start.with_name(f"{arguments.start.name}-{seed}"))
                found[f"start-{seed}"] = entry | {"row": "start", "step": 0, "cpu_s": 0.0, "rows": scored(separator(begun_with), sets)}
                found[f"shifts-{seed}"] = entry | {"row": "shifts", "rows": scored(shifted_too(separator(network)), sets)}
                load_weights(arguments.work / f"search-{key}", network, "weight")
                found[f"last-{seed}"] = entry | {"row": "last", "rows": scored(separator(network), sets)}
            store(arguments.out, stored(arguments.out) | found)
            for k, e in found.items():
                print(k, entry, {s: round(figure(rows), 2) for s, rows in e["rows"].items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
