"""`python -m studies.pa_hubert.complex_masks`: tests whether complex masks help at this size.

The small network with an imaginary part is trained from the same pre-trained encoder and for as many CPU seconds as
the real one (`study`, fine). The phase inputs come from the mixture: how far the phase of each bin advances between
frames beyond what its frequency explains, and how it differs from that of the neighbouring bin. A convolution of
these, concatenated with the decoder's output, gives every requested slot an imaginary part between -1/2 and 1/2.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from studies.common import COST, SETS, name_of, study_parser
from studies.mixit.study import BATCH, FRAMES
from studies.pa_hubert.study import KINDS, encoder_of
from training.data.few_labels import FewLabels
from training.data.mixing import Mixer
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.separation import FLOOR, REST_FLOOR, REST_WEIGHT, pair_swap
from training.measure.evaluate import store
from training.measure.excerpts import SAMPLES, Excerpt, cached, figure, score_estimates
from training.networks.harmonic_unet.layers import Conv
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.network import take_over
from training.networks.separate import conditioning
from training.paths import data_pack
from training.signal.arrays import Array
from training.signal.classes import FFT_SIZE, HOP, N_SLOTS, REST_SLOT
from training.signal.stft import istft, stft

WIDTH = 8


def phase_channels(spectrum: Tensor) -> Tensor:
    """complex [B, F, T] -> [B, 4, F, T]: cosine and sine of the unexplained phase advance in time, then of the phase
    difference in frequency.
    """
    unit = spectrum / (spectrum.abs() + 1e-9)
    bins = torch.arange(spectrum.shape[1])
    expected = torch.polar(torch.ones(len(bins)), 2 * np.pi * HOP / FFT_SIZE * bins)
    advance = F.pad(torch.view_as_real(unit[:, :, 1:] * unit[:, :, :-1].conj() * expected.conj()[None, :, None]), (0, 0, 1, 0))
    # A symmetric window shifts the phase of neighbouring bins by pi; this removes the sign.
    across = F.pad(torch.view_as_real(-unit[:, 1:] * unit[:, :-1].conj()), (0, 0, 0, 0, 1, 0))
    return torch.cat([advance, across], dim=3).permute(0, 3, 1, 2)


class ComplexUNet(SmallUNet):
    """SmallUNet with complex masks."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = Conv(4 + self.config.linear_channels + 1, 2 * WIDTH, 3, padding=1)
        self.settle = Conv(2 * WIDTH, WIDTH, 3, padding=1)
        self.slot_turn = nn.Parameter(torch.randn(N_SLOTS, WIDTH) * 0.02)

    def complex_batch(self, spectrum: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """spectrum complex [B, F, T], counts, slots [B, S] (-1: none) -> complex masks [B, S, F, T]."""
        fine, direct, voices, level = self.features(spectrum.abs(), counts)
        seen = torch.cat([phase_channels(spectrum), direct.permute(0, 3, 1, 2)], dim=1)
        turned = self.settle(F.relu(self.turn(self.working(seen)))).float()
        masks = []
        for index, row in enumerate(slots):
            wanted = row[row >= 0]
            real = self.piece(fine[index], direct[index], voices[index], level[index], counts[index], wanted)[0].permute(1, 2, 0)
            imaginary = 0.5 * torch.tanh(torch.einsum("sc,cft->sft", self.slot_turn[wanted], turned[index]))
            masks.append(F.pad(torch.complex(real, imaginary), (0, 0, 0, 0, 0, len(row) - len(wanted))))
        return torch.stack(masks)


def complex_loss(masks: Tensor, sources: Tensor, slots: Tensor) -> Tensor:
    """`separation_loss` of complex masks [B, S, F, T] on sources [B, S, F, T] that sum to the mixture."""
    mixture = sources.sum(1, keepdim=True)
    energy = mixture.abs().square().sum((2, 3)) * torch.where(slots == REST_SLOT, REST_FLOOR, FLOOR) + 1e-9

    def decibels(wanted: Tensor) -> Tensor:
        error = torch.view_as_real(wanted - masks * mixture).square().sum((2, 3, 4))
        return 10 * torch.log10((error + energy) / (torch.view_as_real(wanted).square().sum((2, 3, 4)) + energy))

    order = pair_swap(slots)
    swapped = torch.stack([s[o] for s, o in zip(sources, order)])
    straight, crossed = decibels(sources), decibels(swapped)
    best = torch.where((crossed.sum(1) < straight.sum(1))[:, None], crossed, straight)
    weight = (slots >= 0).float() * torch.where(slots == REST_SLOT, REST_WEIGHT, 1.0)
    return (best * weight).sum() / weight.sum()


def supervised(network: ComplexUNet, mixer: Mixer) -> Callable[[], Tensor]:
    """Keep the first channel of examples with two: the network's phase inputs come from one channel."""
    def draw() -> Tensor:
        images = [mixer.images(FRAMES) for _ in range(BATCH)]
        sources = torch.from_numpy(np.stack([np.ascontiguousarray(channels[0]) for channels, _, _ in images]))
        slots, counts = (torch.from_numpy(np.stack([x[k] for x in images])) for k in (1, 2))
        return complex_loss(network.complex_batch(sources.sum(1), counts, slots), sources, slots)
    return draw


def separator(network: ComplexUNet) -> Callable[[Excerpt], Array]:
    """Excerpt -> float32 [players + 1, SAMPLES]."""
    def separate(excerpt: Excerpt) -> Array:
        counts, slots = conditioning(excerpt.players)
        spectrum = stft(excerpt.references.sum(0))
        with torch.no_grad():
            masks = network.complex_batch(torch.from_numpy(spectrum)[None], counts, slots[None])[0].numpy()
        return istft(masks * spectrum, SAMPLES)
    return separate


def main() -> None:
    parser = study_parser(__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    torch.manual_seed(arguments.seed)
    network = ComplexUNet().to(memory_format=torch.channels_last)
    take_over(network, encoder_of(KINDS["fine"], arguments.seed, arguments.shards, arguments.work))
    rng = np.random.default_rng([arguments.seed, round(100 * arguments.share)])
    name = name_of("complex", arguments.share, arguments.seed)
    loss = supervised(network, FewLabels(arguments.shards, arguments.share, arguments.seed, rng))
    facts = train(arguments.work / name, network, loss, Plan(COST / 2), muon)
    network.eval()
    results = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
    results[name] = {"kind": "complex", "share": arguments.share, "seed": arguments.seed, "step": facts["step"],
                     "cpu_s": facts["cpu_s"], "total_cpu_s": COST, "curve": facts["curve"],
                     "rows": {s: score_estimates(separator(network), found) for s, found in sets.items()}}
    store(arguments.out, results)
    print(name, {s: round(figure(rows), 2) for s, rows in results[name]["rows"].items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
