"""`python -m training.recipes.pa_hubert.train`: the separator that is published, from a pre-trained encoder, on all labels; in parts.

The first part takes the encoder over; a later one goes on from the part before with a fresh optimizer. The pitch comb doubles a step's
cost, so the first part does without. The last part cools down.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.engine.checkpoint import load_facts, load_weights
from training.signal.classes import HOP, SAMPLE_RATE
from training.data.mixing import Mixer
from training.engine.runs import Plan, train
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.small import SMALL, SmallUNet
from training.losses.steps import supervised
from training.engine.optimizer import muon
from training.networks.pa_hubert.network import take_over

BATCH, FRAMES = 4, 80


def go_on(network: HarmonicUNet, source: Path, combed: bool) -> None:
    """Load an earlier part; of one that had no comb, everything else."""
    if combed:
        load_weights(source, network)
        return
    plain = SmallUNet()
    load_weights(source, plain)
    network.load_state_dict({**network.state_dict(), **plain.state_dict()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered training shards")
    parser.add_argument("--encoder", type=Path, help="pre-trained checkpoint, for the first part")
    parser.add_argument("--start", type=Path, help="the part before, for the others")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--cpu-seconds", type=float, required=True)
    parser.add_argument("--cool-down", type=float, default=0.0, help="share of the part with falling rate")
    parser.add_argument("--comb", action="store_true", help="with the refinement by pitch, as it is published")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    if (arguments.encoder is None) == (arguments.start is None):
        parser.error("name either --encoder or --start")
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    network = (HarmonicUNet(SMALL) if arguments.comb else SmallUNet()).to(memory_format=torch.channels_last)
    source = arguments.encoder or arguments.start
    before: dict[str, Any] = load_facts(source)
    if arguments.encoder is not None:
        take_over(network, source)
    else:
        go_on(network, source, bool(before.get("comb", False)))
    mixer = Mixer(arguments.shards, np.random.default_rng(arguments.seed))
    facts = {"comb": arguments.comb, "scenes": len(mixer.places), "seeds": sorted({*before.get("seeds", [before.get("seed")]), arguments.seed}),
             "parts": [*before.get("parts", []), {"of": source.name, "steps": before["step"], "cpu_s": before.get("budget_cpu_s", before["cpu_s"])}]}
    told = train(arguments.checkpoint, network, supervised(network, mixer, BATCH, FRAMES),
                 Plan(arguments.cpu_seconds, arguments.rate, cool_down=arguments.cool_down, look_every_s=60.0), muon, facts=facts)
    print(f"{told['step']} steps, {told['step'] * BATCH * FRAMES * HOP / SAMPLE_RATE / 3600:.2f} h of mixtures", flush=True)


if __name__ == "__main__":
    main()
