"""`python -m training.measure.decisions.draw`: stems of rendered mixtures, separated under right and false declarations, in blocks that can be added to."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator

from training.data.mixing import Options
from training.data.wet import WetMixer
from training.engine.checkpoint import load_weights
from training.errors import run_main
from training.measure.decisions.stems import (
    EXCHANGED,
    KINDS,
    SHARES,
    StemWindows,
    declare,
    exchanged_names,
    joined,
    players_of,
    windows_of,
    write,
)
from training.networks.ears import Ears
from training.networks.harmonic_unet.network import HarmonicUNet
from training.paths import data_pack
from training.recipe import FOLDER
from training.signal.classes import SEGMENT_FRAMES

MIXTURES = 50
"""In a block."""
STARTS = [10, 98]
"""First frames of a mixture's windows."""
OPTIONS = Options(players=(0.0, 0.35, 0.4, 0.25, 0.0), undeclared=0.0, stereo=0.0, spots=0.0, codec=0.08, cut=0.03, keyboard=0.1,
                  resampled=0.3, warped=0.3)


def block(network: HarmonicUNet, ears: Ears, mixer: WetMixer, rng: Generator) -> StemWindows:
    parts = []
    for _ in range(MIXTURES):
        channels, slots, _ = mixer.images(SEGMENT_FRAMES)
        players = players_of(slots)
        kind = str(rng.choice(KINDS, p=SHARES))
        if kind == "undeclared" and len(players) < 3:
            kind = "right"
        declared = declare(players, kind, rng)
        exchange = exchanged_names(declared, rng) if kind == "right" and rng.random() < EXCHANGED else {}
        found = windows_of(network, ears, channels[0][: len(players) + 1], players, declared, kind, STARTS, exchange)
        if len(found.name) > 0:
            parts.append(found)
    return joined(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered shards")
    parser.add_argument("--out", type=Path, required=True, help="folder of the blocks; those that are there are kept")
    parser.add_argument("--blocks", type=int, default=24, help=f"of {MIXTURES} mixtures; twenty CPU seconds each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", type=float, default=0.4, help="share of the mixtures of dry scenes that are put into a training room")
    parser.add_argument("--data")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network, ears = HarmonicUNet(), Ears()
    load_weights(FOLDER / "harmonic_unet" / "checkpoint", network)
    load_weights(FOLDER / "semisupcon" / "checkpoint", ears)
    network.eval()
    ears.eval()
    arguments.out.mkdir(parents=True, exist_ok=True)
    mixer = WetMixer(arguments.shards, np.random.default_rng(arguments.seed), OPTIONS, network.frontend, data_pack(arguments.data), arguments.rooms)
    for number in range(arguments.blocks):
        target = arguments.out / f"block-{arguments.seed}-{number}.npz"
        if target.exists():
            continue
        mixer.rng = np.random.default_rng([arguments.seed, number])
        found = block(network, ears, mixer, mixer.rng)
        write(target, found)
        print(f"{target.name}: {len(found.name)} windows", flush=True)


if __name__ == "__main__":
    run_main(main)
