"""`python -m studies.pa_hubert.wave_study`: the time-domain variant at small scale: from scratch, fine-tuned and frozen,
at equal cost.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from studies.common import SETS, name_of, study_parser
from studies.pa_hubert.waves import ENCODER, MaskedWaves, WaveUNet, draw_stretches
from training.data.few_labels import FewLabels, Recordings
from training.data.mixing import Mixer
from training.data.waveforms import waveform_batch
from training.engine.checkpoint import load_weights
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.separation import FLOOR, REST_FLOOR, REST_WEIGHT, pair_swap
from training.measure.evaluate import store
from training.measure.excerpts import Excerpt, cached, figure, score_estimates
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.clusters import Codebook, standardised
from training.networks.pa_hubert.features import cosines
from training.networks.pa_hubert.network import masked_loss
from training.networks.separate import conditioning
from training.paths import data_pack
from training.recipes.pa_hubert.pretrain import HIDDEN
from training.signal.arrays import Array
from training.signal.classes import HOP, REST_SLOT
from training.signal.stft import stft

BATCH, FRAMES = 4, 65
"""A batch of waveforms has (FRAMES - 1) * HOP samples."""
CLUSTERS, COEFFICIENTS = 64, 20
RATE = 2e-3


def frame_features(audio: Array, axis: HarmonicUNet) -> Tensor:
    """Cepstrum of every frame and its change: [B, 1024 T] -> [B, 1, T, 2 COEFFICIENTS]."""
    with torch.no_grad():
        magnitude = torch.from_numpy(np.abs(stft(audio))[..., : audio.shape[-1] // HOP])
        spectrum = torch.matmul(axis.to_log.float(), axis.spectra(magnitude)[1])
        cepstrum = torch.matmul(cosines(spectrum.shape[1], COEFFICIENTS), spectrum).transpose(1, 2)
    change = torch.zeros_like(cepstrum)
    change[:, 1:-1] = cepstrum[:, 2:] - cepstrum[:, :-2]
    return torch.cat([cepstrum, change], dim=2)[:, None]


def excerpts_of(recordings: Recordings, rng: Generator, size: int) -> Array:
    """Unlabelled audio [size, (FRAMES - 1) * HOP]."""
    return np.stack([recordings.draw(FRAMES, rng).audio[:-1] for _ in range(size)])


def frame_codebook(recordings: Recordings, axis: HarmonicUNet, seed: int) -> Codebook:
    features = frame_features(excerpts_of(recordings, np.random.default_rng([5, seed]), 160), axis).numpy()
    return standardised(features, np.ones(features.shape[:3], bool), None, CLUSTERS, seed)


def prediction(network: MaskedWaves, recordings: Recordings, seed: int) -> Callable[[], Tensor]:
    """A function that draws a batch and returns the masked loss."""
    axis, rng = SmallUNet(), np.random.default_rng([6, seed])
    book = frame_codebook(recordings, axis, seed)

    def draw() -> Tensor:
        audio = excerpts_of(recordings, rng, BATCH)
        clusters = torch.from_numpy(book.name(frame_features(audio, axis)))[:, 0]
        batch, frames = clusters.shape
        hidden = torch.from_numpy(draw_stretches(rng, batch, frames, HIDDEN))
        return masked_loss(network(torch.from_numpy(audio), hidden), clusters, hidden)[0]
    return draw


def waveform_loss(estimates: Tensor, sources: Tensor, slots: Tensor) -> Tensor:
    """`harmonic_unet.loss.separation_loss` for waveforms [B, S, samples] and slots [B, S], -1 where there is none."""
    energy = sources.sum(1).square().sum(1, keepdim=True) * torch.where(slots == REST_SLOT, REST_FLOOR, FLOOR) + 1e-9

    def decibels(wanted: Tensor) -> Tensor:
        return 10 * torch.log10(((wanted - estimates).square().sum(2) + energy) / (wanted.square().sum(2) + energy))

    order = pair_swap(slots)
    straight, swapped = decibels(sources), decibels(sources.gather(1, order[:, :, None].expand_as(sources)))
    best = torch.where((swapped.sum(1) < straight.sum(1))[:, None], swapped, straight)
    weight = (slots >= 0).float() * torch.where(slots == REST_SLOT, REST_WEIGHT, 1.0)
    return (best * weight).sum() / weight.sum()


def supervised(network: WaveUNet, mixer: Mixer) -> Callable[[], Tensor]:
    def draw() -> Tensor:
        b = waveform_batch(mixer, BATCH, FRAMES)
        sources, mixture, counts, slots = (torch.from_numpy(x) for x in (b.sources, b.mixture, b.counts, b.slots))
        return waveform_loss(network.batch(mixture, counts, slots), sources, slots)
    return draw


def separator(network: WaveUNet) -> Callable[[Excerpt], Array]:
    """Excerpt -> float32 [players + 1, samples]."""
    def separate(excerpt: Excerpt) -> Array:
        counts, slots = conditioning(excerpt.players)
        signal = excerpt.references.sum(0)
        padded = np.pad(signal, (0, -len(signal) % HOP))
        with torch.no_grad():
            return network.batch(torch.from_numpy(padded[None]), counts, slots[None])[0].numpy()[:, : len(signal)]
    return separate


def take_over(network: WaveUNet, pretrained: MaskedWaves) -> None:
    found = {k: v for k, v in pretrained.state_dict().items() if k.startswith(ENCODER)}
    network.load_state_dict({**network.state_dict(), **found})


def run(kind: str, share: float, seed: int, cpu_s: float, shards: Path, work: Path) -> tuple[WaveUNet, dict[str, Any]]:
    """kind: scratch, fine or frozen; the last two spend half of cpu_s on pre-training."""
    torch.manual_seed(seed)
    network = WaveUNet()
    if kind != "scratch":
        masked, path = MaskedWaves(CLUSTERS), work / f"waves-encoder-{seed}"
        if path.with_name(f"{path.name}.state.npz").exists():
            load_weights(path, masked)
        else:
            train(path, masked, prediction(masked, Recordings(shards, whole=True), seed), Plan(cpu_s / 2, RATE), muon)
        take_over(network, masked)
    if kind == "frozen":
        for name, parameter in network.named_parameters():
            parameter.requires_grad_(not name.startswith(ENCODER))
    mixer = FewLabels(shards, share, seed, np.random.default_rng([seed, round(100 * share)]))
    plan = Plan(cpu_s if kind == "scratch" else cpu_s / 2, RATE)
    return network, train(work / name_of(f"waves-{kind}", share, seed), network, supervised(network, mixer), plan, muon)


def main() -> None:
    parser = study_parser(__doc__)
    parser.add_argument("--kinds", nargs="+", choices=("scratch", "fine", "frozen"), default=["scratch", "fine", "frozen"])
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu-seconds", type=float, default=120.0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    for kind in arguments.kinds:
        results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
        name = name_of(f"waves {kind}", arguments.share, arguments.seed)
        if name in results:
            continue
        network, facts = run(kind, arguments.share, arguments.seed, arguments.cpu_seconds, arguments.shards, arguments.work)
        network.eval()
        results[name] = {"kind": f"waves {kind}", "share": arguments.share, "seed": arguments.seed, "step": facts["step"],
                         "cpu_s": facts["cpu_s"], "total_cpu_s": round(arguments.cpu_seconds), "curve": facts["curve"],
                         "rows": {s: score_estimates(separator(network), found) for s, found in sets.items()}}
        store(arguments.out, results)
        print(name, {s: round(figure(rows), 2) for s, rows in results[name]["rows"].items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
