"""`python -m recipes.conv_tasnet.evaluate`: the protocol's sets on a checkpoint, as ratio masks on the recording or as waveforms."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

import torch

from ..common.checkpoint import load_facts, load_weights
from ..common.evaluate import describe, run_set, store
from ..common.paths import data_pack
from ..common.sets import build
from .network import ConvTasNet
from .train import config_of
from .use import MASK_POWER, masked, waveforms

SETS = ("synthetic", "shifted", "real-select", "real-report", "real-in-rooms")


def load(checkpoint: Path, kind: str = "mean") -> ConvTasNet:
    """The network that a training run described and stored, for use."""
    facts = load_facts(checkpoint)
    network = ConvTasNet(config_of(str(facts["preset"]), str(facts["config"])))
    load_weights(checkpoint, network, kind)
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--rendered", type=Path, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["real-select"])
    parser.add_argument("--out", type=Path, help="JSON of all rows; sets already in it are kept")
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture only")
    parser.add_argument("--waveforms", action="store_true", help="the network's waveforms instead of ratio masks on the recording's spectrum")
    parser.add_argument("--power", type=float, default=MASK_POWER, help="exponent of the ratio masks")
    parser.add_argument("--decibels-only", action="store_true", help="without MS-SSIM and NLPD, which cost more than the network")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    network = load(arguments.checkpoint, arguments.kind)
    apply = waveforms if arguments.waveforms else partial(masked, power=arguments.power)
    results = json.loads(arguments.out.read_text()) if arguments.out and arguments.out.exists() else {}
    for name in arguments.sets:
        mixtures = build(name, pack, arguments.rendered)[:: arguments.thin]
        results[name] = run_set(network, mixtures, apply, not arguments.decibels_only)
        print(describe(name, results[name]), flush=True)
        if arguments.out:
            store(arguments.out, results)


if __name__ == "__main__":
    main()
