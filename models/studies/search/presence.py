"""Whether an instrument that nobody declared is playing, and what to do about it: nothing is trained.

The softmax of the Harmonic U-Net gives every undeclared class a share of each bin, which belongs to the rest. Where everybody is declared, each
class collects a few thousandths of a piece's energy by chance; an instrument that does play collects a multiple of that, spread too thinly to
leave the players' stems. As in a step of expectation-maximisation, which estimates a mixture model's priors from its posteriors (Dempster, Laird
and Rubin 1977), the share of the whole piece can therefore weigh the class's share of every bin.

`python3 -m studies.search.presence --rendered WORK/eval` compares settings on real-select, unaligned and shifted (README.md).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.engine.checkpoint import load_weights
from training.measure import sets
from training.measure.evaluate import energy_share, match_pairs
from training.measure.metrics import si_sdr
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import separate
from training.paths import data_pack
from training.recipe import FOLDER


@dataclass(frozen=True)
class Setting:
    """The factor of an undeclared class is (share / typical)^gain, with its natural logarithm between least and most."""

    bias: float = 0.0
    """Added to the bias of the undeclared classes, in tens."""
    gain: float = 0.0
    """Zero changes nothing, one is a step of expectation-maximisation."""
    typical: float = 0.005
    """A class's share of the energy of a piece that leaves its shares unchanged."""
    least: float = -2.0
    most: float = 4.0


SETTINGS = (
    Setting(), Setting(bias=0.1), Setting(bias=0.15), Setting(gain=2, typical=0.004, least=-1, most=2), Setting(gain=3, most=3),
    Setting(gain=3), Setting(gain=3, typical=0.004, most=5), Setting(bias=0.1, gain=2, typical=0.015, least=-1, most=2),
    Setting(bias=0.1, gain=2, typical=0.015, least=-3, most=3), Setting(bias=0.1, gain=3, typical=0.012, least=-3),
)


class PresenceUNet(HarmonicUNet):
    """The default network with weighted undeclared classes."""

    setting = Setting()

    def factors(self, nobodys: Tensor, level: Tensor) -> Tensor:
        """nobodys [T, classes, bins], level [T, bins] -> [classes]."""
        power = level * level
        heard = torch.matmul(nobodys, power.unsqueeze(2)).sum(dim=(0, 2)) / power.sum().clamp(min=1e-9)
        return torch.exp((self.setting.gain * torch.log((heard + 1e-4) / self.setting.typical)).clamp(self.setting.least, self.setting.most))

    def with_rest(self, shares: Tensor, nobodys: Tensor, level: Tensor, is_rest: Tensor) -> Tensor:
        if self.setting.gain == 0:
            return super().with_rest(shares, nobodys, level, is_rest)
        weighted = (nobodys * self.factors(nobodys, level)[:, None]).sum(dim=1, keepdim=True)
        return (shares + weighted * is_rest[:, None]) / (shares.sum(dim=1, keepdim=True) + weighted)


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
    network = PresenceUNet()
    load_weights(arguments.checkpoint, network)
    network.eval()
    bias = float(network.undeclared_bias)
    for network.setting in SETTINGS:
        with torch.no_grad():
            network.undeclared_bias.fill_(bias + network.setting.bias)
        print(network.setting, flush=True)
        for name, mixtures in groups.items():
            gains, shares = zip(*(improvement(network, m) for m in mixtures))
            hidden = f", hidden player in the rest {np.mean(shares):.0%}" if name == "undeclared" else ""
            print(f"  {name}: {np.mean(gains):.2f} dB, least {min(gains):.2f}{hidden}", flush=True)


if __name__ == "__main__":
    main()
