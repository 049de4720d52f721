"""`python -m recipes.harmonic_unet.evaluate`: the protocol's sets on a checkpoint."""

from __future__ import annotations

from functools import partial

import torch

from ..common.checkpoint import load_weights
from ..common.evaluate import evaluate_sets, evaluation_parser, run_set
from .network import HarmonicUNet


def main() -> None:
    arguments = evaluation_parser(__doc__).parse_args()
    torch.set_num_threads(1)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()
    evaluate_sets(partial(run_set, network), arguments)


if __name__ == "__main__":
    main()
