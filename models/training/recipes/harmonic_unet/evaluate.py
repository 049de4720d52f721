"""`python -m training.recipes.harmonic_unet.evaluate`: the protocol's sets on a checkpoint."""

from __future__ import annotations

from functools import partial

import torch

from training.engine.checkpoint import load_weights
from training.measure.evaluate import evaluate_sets, evaluation_parser, run_set
from training.networks.harmonic_unet.network import HarmonicUNet


def main() -> None:
    parser = evaluation_parser(__doc__)
    parser.add_argument("--notes", action="store_true", help="also told the annotated notes, where a mixture has them: an upper bound")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()
    evaluate_sets(partial(run_set, network, told=arguments.notes), arguments)


if __name__ == "__main__":
    main()
