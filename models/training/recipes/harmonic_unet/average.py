"""`python -m training.recipes.harmonic_unet.average`: half of each of two checkpoints' running means, where one was trained on from the other.

Weights along one run may be averaged (Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI 2018).
The facts are the second's, which hold all that was spent.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.engine.checkpoint import load_facts, load_weights, save
from training.networks.harmonic_unet.network import HarmonicUNet
from training.engine.optimizer import Muon, groups_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=Path, required=True, help="path without suffix, as all here")
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True, help="where the average goes; for use, with no optimizer's moments")
    arguments = parser.parse_args()
    network, other = HarmonicUNet(), HarmonicUNet()
    load_weights(arguments.first, other)
    load_weights(arguments.second, network)
    with torch.no_grad():
        for key, value in network.state_dict().items():
            value.lerp_(other.state_dict()[key], 0.5)
    save(arguments.checkpoint, network, network.state_dict(), Muon(groups_of(network, True), lr=1.0), load_facts(arguments.second))


if __name__ == "__main__":
    main()
