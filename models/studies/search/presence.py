"""Settings of the weights of undeclared classes (`training.networks.harmonic_unet.presence`): nothing is trained.

`python3 -m studies.search.presence --rendered WORK/eval` compares settings on real-select, unaligned and shifted (README.md).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training.engine.checkpoint import load_weights
from training.measure import sets
from training.measure.evaluate import energy_share, match_pairs
from training.measure.metrics import si_sdr
from training.networks.harmonic_unet.network import Config, HarmonicUNet
from training.networks.harmonic_unet.presence import Presence
from training.networks.separate import separate
from training.paths import data_pack
from training.recipe import FOLDER

SETTINGS: tuple[tuple[float, Presence | None], ...] = (
    (0.0, None), (0.1, None), (0.15, None), (0.0, Presence(2, 0.004, -1, 2)), (0.0, Presence(3, 0.005, -2, 3)), (0.0, Presence(3, 0.005, -2, 4)),
    (0.0, Presence(3, 0.004, -2, 5)), (0.1, Presence(2, 0.015, -1, 2)), (0.1, Presence(2, 0.015, -3, 3)), (0.1, Presence(3, 0.012, -3, 4)),
)
"""What is added to the bias of the undeclared classes, in tens, and how the classes are weighted."""


def excerpts(mixtures: list[sets.Mixture], seconds: float = 7.9) -> list[sets.Mixture]:
    """The middle of every mixture."""
    found = []
    for mixture in mixtures:
        length = int(seconds * mixture.rate)
        begin = max(0, (mixture.references.shape[1] - length) // 2)
        found.append(replace(mixture, references=mixture.references[:, begin : begin + length], notes=None))
    return found


def improvement(network: HarmonicUNet, mixture: sets.Mixture) -> tuple[float, float]:
    """Mean SI-SDR improvement of the declared players in dB, and the share of the hidden player's energy in the rest (NaN if none is hidden)."""
    signal = mixture.references.sum(0)
    outputs = separate(network, signal, mixture.rate, mixture.players)
    players = mixture.references[: len(mixture.players)]
    stems = match_pairs(players, outputs[:-1], mixture.players)
    gain = float(np.mean([si_sdr(r, e) - si_sdr(r, signal) for r, e in zip(players, stems)]))
    return gain, energy_share(mixture.references[-1], outputs[-1]) if mixture.hidden else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with the rendered evaluation sets")
    parser.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    parser.add_argument("--checkpoint", type=Path, default=FOLDER / "harmonic_unet" / "checkpoint", help="weights, without suffix")
    arguments = parser.parse_args()
    pack = data_pack(arguments.data)
    chorales = sets.bach10(pack, sets.SELECT)
    groups = {
        "undeclared": excerpts(sets.undeclared(chorales)), "chorales": excerpts(chorales[::2]),
        "strings": excerpts(sets.strings(pack, sets.STRINGS_SELECT), 12.0), "unaligned": sets.unaligned(pack)[::4],
        "shifted": [m for m in excerpts(sets.build("shifted", pack, arguments.rendered)[::4]) if m.group == "different"],
    }
    for bias, presence in SETTINGS:
        network = HarmonicUNet(Config(presence=presence))
        load_weights(arguments.checkpoint, network)
        network.eval()
        with torch.no_grad():
            network.undeclared_bias += bias
        print(bias, presence, flush=True)
        for name, mixtures in groups.items():
            gains, shares = zip(*(improvement(network, m) for m in mixtures))
            hidden = f", hidden player in the rest {np.mean(shares):.0%}" if name == "undeclared" else ""
            print(f"  {name}: {np.mean(gains):.2f} dB, least {min(gains):.2f}{hidden}", flush=True)


if __name__ == "__main__":
    main()
