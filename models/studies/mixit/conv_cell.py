"""`python -m studies.mixit.conv_cell`: one cell of the table with a Conv-TasNet, trained from scratch or after MixIT at
equal cost.

It uses the small conditioned network of `studies.conv_tasnet.study`. That network learns slowly on a CPU, so its cost
differs from that of the other cells, and its metrics can only be compared with each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from studies.common import SETS, name_of, study_parser
from studies.conv_tasnet.study import SMALL
from training.data.few_labels import FewLabels, Recordings
from training.data.mixing import Mixer
from training.data.mixit import colour, conditioning, pair, told
from training.data.waveforms import waveform_batch
from training.engine.checkpoint import load_weights
from training.engine.optimizer import Muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.mixit import waveform_mixit_loss
from training.losses.waveform import waveform_loss
from training.measure.evaluate import store
from training.measure.excerpts import Excerpt, cached, figure, score_estimates
from training.networks.conv_tasnet.network import ConvTasNet
from training.networks.conv_tasnet.start import begin, groups_of
from training.networks.separate import conditioning as asked
from training.paths import data_pack
from training.signal.arrays import Array
from training.signal.classes import HOP
from training.signal.stft import istft, stft

BATCH, FRAMES = 3, 65
"""Waveforms have (FRAMES - 1) * HOP samples."""
RATE, COOL_DOWN = 2e-3, 0.4
LABEL = "conv-tasnet"


def mixed_waveforms(recordings: Recordings, rng: Generator, size: int, frames: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """mixtures [size, 2, samples] of different music, counts [size, N_CLASSES], slots [size, S] (-1: none), allowed [size, 2, S]."""
    pairs = [pair(recordings, rng, frames, 0.0) for _ in range(size)]
    rows = 1 + max(sum(len(r.classes) for r in p) for p in pairs)
    mixtures = np.stack([[istft(stft(r.audio) * colour(rng), (frames - 1) * HOP) for r in p] for p in pairs])
    slots, counts, allowed = (np.stack(x) for x in zip(*(
        conditioning(told([r.classes for r in p], rng), "declared", rows) for p in pairs)))
    return torch.from_numpy(mixtures), torch.from_numpy(counts), torch.from_numpy(slots), torch.from_numpy(allowed)


def unsupervised(network: ConvTasNet, recordings: Recordings, rng: Generator) -> Callable[[], Tensor]:
    def draw() -> Tensor:
        mixtures, counts, slots, allowed = mixed_waveforms(recordings, rng, BATCH, FRAMES)
        return waveform_mixit_loss(network.batch(mixtures.sum(1), counts, slots), mixtures, allowed)[0]
    return draw


def supervised(network: ConvTasNet, mixer: Mixer) -> Callable[[], Tensor]:
    def draw() -> Tensor:
        b = waveform_batch(mixer, BATCH, FRAMES)
        sources, mixture, counts, slots = (torch.from_numpy(x) for x in (b.sources, b.mixture, b.counts, b.slots))
        return waveform_loss(network.batch(mixture, counts, slots), sources, mixture, slots, blind=False)[0]
    return draw


def fresh() -> ConvTasNet:
    network = ConvTasNet(SMALL).to(memory_format=torch.channels_last)
    begin(network)
    return network


def separator(network: ConvTasNet) -> Callable[[Excerpt], Array]:
    """Excerpt -> float32 [players + 1, samples]."""
    def separate(excerpt: Excerpt) -> Array:
        with torch.no_grad():
            return network(torch.from_numpy(excerpt.references.sum(0)[None]), *asked(excerpt.players))[0].numpy()
    return separate


def optimizer_of(network: Any, rate: float) -> torch.optim.Optimizer:
    return Muon(groups_of(network), lr=rate)


def run(variant: str | None, share: float, seed: int, cost: int, shards: Path, work: Path) -> tuple[str, ConvTasNet, dict[str, Any]]:
    """variant: random, or none for training from scratch. Returns the run's name, the network and the facts of training
    on labels.
    """
    torch.manual_seed(seed)
    network, rng = fresh(), np.random.default_rng([seed, round(100 * share)])
    plan = Plan(cost, RATE, 30, COOL_DOWN) if variant is None else Plan(cost / 2, RATE, 30, COOL_DOWN)
    if variant is not None:
        before = work / name_of(f"{LABEL}-{variant}", None, seed, cost)
        train(before, network, unsupervised(network, Recordings(shards), np.random.default_rng([seed, 0])), plan, optimizer_of)
        load_weights(before, network)
    name = name_of(f"{LABEL}-{variant or 'scratch'}", share, seed, cost)
    return name, network, train(work / name, network, supervised(network, FewLabels(shards, share, seed, rng)), plan, optimizer_of)


def main() -> None:
    parser = study_parser(__doc__)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cost", type=int, default=120, help="CPU seconds of each of the two")
    parser.add_argument("--thin", type=int, default=2, help="score every n-th excerpt only")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work)[:: arguments.thin] for name in SETS}
    for variant in (None, "random"):
        results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
        if name_of(f"{LABEL}-{variant or 'scratch'}", arguments.share, arguments.seed, arguments.cost) in results:
            continue
        name, network, facts = run(variant, arguments.share, arguments.seed, arguments.cost, arguments.shards, arguments.work)
        network.eval()
        results[name] = {"network": LABEL, "variant": variant, "share": arguments.share, "seed": arguments.seed,
                         "total_cpu_s": arguments.cost, "thin": arguments.thin, "step": facts["step"], "cpu_s": facts["cpu_s"],
                         "curve": facts["curve"], "rows": {s: score_estimates(separator(network), found) for s, found in sets.items()}}
        store(arguments.out, results)
        print(name, {s: round(figure(rows), 2) for s, rows in results[name]["rows"].items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
