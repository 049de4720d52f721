"""`python -m recipes.harmonic_unet.evaluate`: the protocol's sets on a checkpoint."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from ..common.checkpoint import load_weights
from ..common.evaluate import describe, run_set, store
from ..common.paths import data_pack
from ..common.sets import build
from .network import HarmonicUNet

SETS = ("synthetic", "shifted", "real-select", "real-report", "real-in-rooms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--rendered", type=Path, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["real-select"])
    parser.add_argument("--out", type=Path, help="JSON of all rows; sets already in it are kept")
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture only, for a quick look")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()
    results = json.loads(arguments.out.read_text()) if arguments.out and arguments.out.exists() else {}
    for name in arguments.sets:
        mixtures = build(name, pack, arguments.rendered)[:: arguments.thin]
        results[name] = run_set(network, mixtures)
        print(describe(name, results[name]), flush=True)
        if arguments.out:
            store(arguments.out, results)


if __name__ == "__main__":
    main()
