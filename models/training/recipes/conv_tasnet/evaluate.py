"""`python -m training.recipes.conv_tasnet.evaluate`: the protocol's sets on a checkpoint, as ratio masks on the recording or as waveforms."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch

from training.engine.checkpoint import load_facts, load_weights
from training.measure.evaluate import evaluate_sets, evaluation_parser, run_set
from training.networks.conv_tasnet.network import ConvTasNet
from training.recipes.conv_tasnet.train import config_of
from training.networks.conv_tasnet.use import MASK_POWER, masked, waveforms


def load(checkpoint: Path, kind: str = "mean") -> ConvTasNet:
    """The network that a training run described and stored, for use."""
    facts = load_facts(checkpoint)
    network = ConvTasNet(config_of(str(facts["preset"]), str(facts["config"])))
    load_weights(checkpoint, network, kind)
    return network.eval()


def main() -> None:
    parser = evaluation_parser(__doc__)
    parser.add_argument("--waveforms", action="store_true", help="the network's waveforms instead of ratio masks on the recording's spectrum")
    parser.add_argument("--power", type=float, default=MASK_POWER, help="exponent of the ratio masks")
    parser.add_argument("--decibels-only", action="store_true", help="without MS-SSIM and NLPD, which cost more than the network")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load(arguments.checkpoint, arguments.kind)
    apply = waveforms if arguments.waveforms else partial(masked, power=arguments.power)
    evaluate_sets(partial(run_set, network, apply=apply, perceptual=not arguments.decibels_only), arguments)


if __name__ == "__main__":
    main()
