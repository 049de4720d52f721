"""`python -m recipes.harmonic_unet.evaluate`: the protocol's sets on a checkpoint."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from ..common.evaluate import describe, run_set, store
from ..common.paths import data_pack
from ..common.sets import build
from .network import HarmonicUNet
from .train import load_weights

SETS = ("synthetic", "shifted", "real-select", "real-report", "real-in-rooms")


class WithoutRest(torch.nn.Module):
    """The same network with no rest slot: players share everything. For comparison only."""

    def __init__(self, network: HarmonicUNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        masks = self.network(magnitude, counts, slots[:-1])
        return torch.cat([masks, torch.zeros_like(masks[:, :1])], dim=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--rendered", type=Path, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["real-select"])
    parser.add_argument("--out", type=Path, help="JSON of all rows; sets already in it are kept")
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture only, for a quick look")
    parser.add_argument("--without-rest", action="store_true", help="leave the rest slot out of the softmax")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()
    separator = WithoutRest(network) if arguments.without_rest else network
    results = json.loads(arguments.out.read_text()) if arguments.out and arguments.out.exists() else {}
    for name in arguments.sets:
        mixtures = build(name, pack, arguments.rendered)[:: arguments.thin]
        if arguments.without_rest:
            mixtures = [m for m in mixtures if not m.hidden]
        results[name] = run_set(separator, mixtures)
        print(describe(name, results[name]), flush=True)
        if arguments.out:
            store(arguments.out, results)


if __name__ == "__main__":
    main()
