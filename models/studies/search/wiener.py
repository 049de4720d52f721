"""`python -m studies.search.wiener`: what a two-channel Wiener filter adds to the published masks, by kind of microphones.

Every source's image is Gaussian with a power per bin and frame, which the masks tell, and a spatial covariance per bin, which all frames together tell:
the model and its EM updates of Duong, Vincent and Gribonval, "Under-determined reverberant audio source separation using a
full-rank spatial covariance model", IEEE Trans. Audio, Speech and Language Processing 18(7), 2010. Nothing is trained. The application's filter is
`src-main/separation/spatial.ts`, which learns covariances as it goes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.signal import oaconvolve, resample_poly

from studies.search.stereo import SEED, placed
from studies.tables import by_mixture
from training.data.microphones import PAIRS
from training.data.rooms import simulated
from training.engine.checkpoint import load_weights
from training.errors import run_main
from training.measure.evaluate import store
from training.measure.excerpts import Excerpt, score_estimates
from training.measure.sets import SELECT, bach10
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import masks_of
from training.paths import REPOSITORY, data_pack
from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE
from training.signal.stft import istft, stft

SECONDS = 12
ROOMS = tuple(f"{kind}, in a room" for kind in ("coincident", "spaced"))
DECAY_S = (0.3, 1.8)


@dataclass(frozen=True)
class Way:
    """powers: exponent that makes a mask a share of the mixture's power; weights: exponent of the mask that weighs a bin in its source's
    covariance; rounds: of covariances, all but the first by EM. No rounds: the masks as they are."""

    powers: int = 1
    weights: int = 16
    rounds: int = 1


MASKS = "masks alone"
TRIED = {MASKS: Way(rounds=0), "weights masks¹⁶": Way(), "masks⁸": Way(weights=8), "masks⁴": Way(weights=4), "masks²": Way(weights=2),
         "powers and weights masks²": Way(2, 2), "the same, two rounds": Way(2, 2, 2)}
"""With powers as shares of the mixture's, sources that all sound from one place keep what their masks give them. A bin tells of a source's
place only where that source has it nearly alone."""
DIFFUSE = 0.01
"""Share of a source's power modelled as diffuse, which keeps covariances invertible."""
LEAST_SHARE = 1e-6
"""Of a mask, as a power."""
UNHEARD = 1e-3
"""Masks below this value do not contribute to a source's position."""
QUIET = 1e-12
"""Floor of a bin's power relative to the mean power, which keeps the filter defined in silence."""
TINY = 1e-30


def image_covariance(images: Array) -> Array:
    """complex [2, F, T] -> complex128 [2, 2, F], summed over frames."""
    wide = images.astype(np.complex128)
    return np.einsum("aft,bft->abf", wide, wide.conj())


def levelled(covariance: Array, diffuse: float) -> Array:
    """[2, 2, F] with trace 2, a share of it diffuse."""
    trace = (covariance[0, 0] + covariance[1, 1]).real / 2
    even = np.eye(2)[:, :, None]
    return (1 - diffuse) * covariance / np.where(trace > 0, trace, 1) + np.where(trace > 0, diffuse, 1) * even


def inverse(matrices: Array) -> Array:
    """Of 2 x 2 matrices, [2, 2, ...]."""
    (a, b), (c, d) = matrices
    return np.stack([np.stack([d, -b]), np.stack([-c, a])]) / (a * d - b * c)


def images_of(spectrum: Array, powers: Array, covariances: Array) -> tuple[Array, Array]:
    """The posterior means, complex [S, 2, F, T], which sum to the spectrum, and the inverse covariance of the mixture [2, 2, F, T].

    spectrum complex [2, F, T]; powers float [S, F, T], above zero; covariances complex [S, 2, 2, F].
    """
    mixture = inverse(np.einsum("sft,sabf->abft", powers, covariances, optimize=True))
    turned = np.einsum("abft,bft->aft", mixture, spectrum)
    return np.stack([p * np.einsum("abf,bft->aft", r, turned) for p, r in zip(powers, covariances)]), mixture


def wiener(spectrum: Array, masks: Array, way: Way = Way(), diffuse: float = DIFFUSE) -> Array:
    """spectrum complex [2, F, T], masks [S, F, T] that sum to one -> images complex [S, 2, F, T], which sum to the spectrum.

    Powers stay the masks' through all rounds: two channels tell less about them than the network.
    """
    if way.rounds == 0:
        return masks[:, None] * spectrum
    shares = np.maximum(masks, LEAST_SHARE)
    power = (np.abs(spectrum) ** 2).mean(0)
    powers = shares**way.powers * (power + QUIET * power.mean() + TINY)
    telling = np.where(masks < UNHEARD, 0, masks).astype(np.float64) ** (way.weights / 2)
    covariances = np.stack([levelled(image_covariance(m * spectrum), diffuse) for m in telling])
    images, mixture = images_of(spectrum, powers, covariances)
    for _ in range(way.rounds - 1):
        for s, (p, r) in enumerate(zip(powers, covariances)):
            explained = np.einsum("ft,abft->abf", p**2, mixture)
            left = r * p.sum(1) - np.einsum("abf,bcf,cdf->adf", r, explained, r)
            covariances[s] = levelled(image_covariance(images[s]) + left, diffuse)
        images, mixture = images_of(spectrum, powers, covariances)
    return images


def passages(pack: Path, thin: int) -> list[Excerpt]:
    """The first SECONDS of mixtures of real-select's pieces, at 22,050 Hz."""
    found = []
    for mixture in bach10(pack, SELECT)[::thin]:
        piece = mixture.references[:, : SECONDS * mixture.rate]
        found.append(Excerpt(mixture.name, mixture.players, resample_poly(piece, SAMPLE_RATE, mixture.rate, axis=1).astype(np.float32)))
    return found


def in_room(excerpt: Excerpt, seed: Sequence[int]) -> Excerpt:
    """Every player reaches each of the two microphones through a response of its own, of one decay time: a diffuse room, in which no player has one
    direction and reverberation outlasts the window."""
    rng = np.random.default_rng(seed)
    decay = float(np.exp(rng.uniform(*np.log(DECAY_S))))
    images = [[oaconvolve(channel, simulated(decay, rng)[0])[: len(channel)] for channel in player] for player in excerpt.references]
    return replace(excerpt, references=np.array(images, np.float32))


def heard(mono: Excerpt, kind: str, number: int) -> Excerpt:
    """The excerpt before the microphones `kind` (of PAIRS or ROOMS)."""
    pair, _, room = kind.partition(", ")
    excerpt = placed(mono, pair, (SEED, number))
    return in_room(excerpt, (SEED, number, 1)) if room else excerpt


def compared(network: HarmonicUNet, excerpts: list[Excerpt], kinds: Sequence[str], ways: Sequence[str]) -> dict[str, dict[str, Any]]:
    """One row per mixture, for each kind of microphones and each way of filtering."""
    grid = network.frontend
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {kind: {name: [] for name in ways} for kind in kinds}
    for number, mono in enumerate(excerpts):
        for kind in kinds:
            excerpt = heard(mono, kind, number)
            signal = excerpt.references.sum(0)
            spectrum = stft(signal, grid.size, grid.hop)
            masks = masks_of(network, np.sqrt((np.abs(spectrum) ** 2).mean(0)), excerpt.players)
            for name in ways:
                images = istft(wiener(spectrum, masks, TRIED[name]), signal.shape[1], grid.size, grid.hop)
                rows[kind][name] += score_estimates(lambda _: images, [excerpt])  # noqa: B023 - called at once
            print(excerpt.mixture, kind, *(f"{name} {np.mean([r['si_sdr_improvement'] for r in found[-len(mono.players):]]):.2f}"
                                           for name, found in rows[kind].items()), flush=True)
    return {kind: {name: by_mixture(found) for name, found in held.items()} for kind, held in rows.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, default=REPOSITORY / "models/training/recipes/harmonic_unet/checkpoint")
    parser.add_argument("--kinds", nargs="+", choices=(*PAIRS, *ROOMS), default=(*PAIRS, *ROOMS))
    parser.add_argument("--ways", nargs="+", choices=TRIED, default=list(TRIED))
    parser.add_argument("--thin", type=int, default=2, help="every n-th mixture")
    parser.add_argument("--out", type=Path, required=True, help="JSON; what else it holds is kept")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network)
    network.eval()
    known = json.loads(arguments.out.read_text(encoding="utf-8")) if arguments.out.exists() else {}
    found = compared(network, passages(data_pack(arguments.data), arguments.thin), arguments.kinds, arguments.ways)
    store(arguments.out, known | {kind: known.get(kind, {}) | held for kind, held in found.items()})


if __name__ == "__main__":
    run_main(main)
