"""`python -m training.recipes.conv_tasnet.inherit`: a causal network begins with what a trained non-causal one knows.

What an instrument's spectrum looks like needs no future. Filters are the causal network's own; all else is taken over, with
convolutions over time folded into the past: what they expected of the next frame they now take from the present one, and
what of the frame before from the one two frames back, for causal frames are half as far apart.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.engine.checkpoint import load_facts, save
from training.recipes.conv_tasnet.evaluate import load
from training.networks.conv_tasnet.network import ConvTasNet
from training.recipes.conv_tasnet.train import PRESETS, begin, groups_of
from training.engine.optimizer import Muon


def folded(weight: Tensor, axis: int) -> Tensor:
    """Taps (past, present, future) -> (two frames back, one back, present)."""
    past, present, future = weight.unbind(axis)
    return torch.stack([past, torch.zeros_like(past), present + future], axis)


def inherit(network: ConvTasNet, parent: ConvTasNet) -> None:
    """Fill a causal network that has the parent's sizes."""
    own = network.state_dict()
    for name, value in parent.state_dict().items():
        if name in ("encoder", "decoder"):
            continue
        if name.endswith("taps"):
            value = folded(value, 0)
        elif value.ndim == 4 and value.shape[2] == 3:
            value = folded(value, 2)
        own[name] = value
    network.load_state_dict(own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of a non-causal network")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix of the causal one to write")
    parser.add_argument("--seed", type=int, default=2)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    network = ConvTasNet(PRESETS["causal"])
    begin(network)
    inherit(network, load(arguments.start))
    parent = load_facts(arguments.start)
    facts = {"step": 0, "cpu_s": 0.0, "audio_s": 0.0, "seeds": parent["seeds"], "scenes": parent["scenes"], "preset": "causal", "config": "{}",
             "generator": np.random.default_rng(arguments.seed).bit_generator.state,
             "inherited": {key: parent[key] for key in ("step", "cpu_s", "audio_s")}}
    save(arguments.checkpoint, network, dict(network.state_dict()), Muon(groups_of(network), lr=0.0), facts)


if __name__ == "__main__":
    main()
