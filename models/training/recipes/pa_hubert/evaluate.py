"""`python -m training.recipes.pa_hubert.evaluate`: the protocol's sets on the published separator, decibels only."""

from __future__ import annotations

from functools import partial

import torch

from training.engine.checkpoint import load_weights
from training.measure.evaluate import evaluate_sets, evaluation_parser, run_set
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.small import SMALL


def main() -> None:
    arguments = evaluation_parser(__doc__).parse_args()
    torch.set_num_threads(1)
    network = HarmonicUNet(SMALL)
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()
    evaluate_sets(partial(run_set, network, perceptual=False), arguments)


if __name__ == "__main__":
    main()
