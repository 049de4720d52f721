"""`python -m recipes.pa_hubert.evaluate`: the protocol's sets on the published separator."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import torch

from ..common.checkpoint import load_weights
from ..common.evaluate import evaluate_sets, run_set
from ..mixit.small import SmallUNet

SETS = ("synthetic", "shifted", "real-select", "real-report")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--rendered", type=Path, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--sets", nargs="+", choices=SETS, required=True)
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture only")
    parser.add_argument("--out", type=Path, required=True, help="JSON of all rows; sets already in it are kept")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = SmallUNet()
    load_weights(arguments.checkpoint, network)
    network.eval()
    evaluate_sets(partial(run_set, network), arguments)


if __name__ == "__main__":
    main()
