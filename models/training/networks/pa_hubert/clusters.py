"""`python -m training.networks.pa_hubert.clusters`: k-means pseudo-labels of patches, and how good they are.

Round one clusters primitive features; round two those of a pre-trained encoder's bottleneck. Features are
standardised a row (patches of one pitch region), so that clusters tell more than register.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from training.data.few_labels import Recordings, places_of
from training.data.mixit import colour
from training.engine.checkpoint import load_facts, load_weights
from training.errors import run_main
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.features import (
    patches,
    primitive_features,
    sounding,
    weighted,
)
from training.networks.pa_hubert.kmeans import (
    assign,
    fit,
    normalised_information,
    purity,
)
from training.networks.pa_hubert.network import MaskedEncoder
from training.signal.arrays import Array
from training.signal.classes import HOP, N_CLASSES, REST_CLASS, SCENE_FRAMES
from training.signal.stft import stft

FRAMES = 88
CLUSTERS = 128
EXCERPTS = 160
"""Of 4 s, that are clustered."""
WEIGHTS = {"cepstrum": 1.0, "onset": 0.25, "harmonics": 1.0, "modulation": 0.25}
KINDS: dict[str, dict[str, float]] = {
    "cepstrum alone": {"cepstrum": 1.0, "onset": 0.0, "harmonics": 0.0, "modulation": 0.0},
    "cepstrum and harmonics": {"cepstrum": 1.0, "onset": 0.0, "harmonics": 1.0, "modulation": 0.0},
    "all": WEIGHTS,
}


@dataclass
class Codebook:
    """Turns features of patches into cluster numbers."""

    mean: Array
    """[rows, D]."""
    scale: Array
    weights: dict[str, float] | None
    """Of the groups of primitive features; None: the features are an encoder's."""
    centres: Array
    cpu_s: float

    def points(self, features: Array) -> Array:
        """[B, rows, columns, D] -> what is clustered, the same shape."""
        standard = (features - self.mean[None, :, None]) / self.scale[None, :, None]
        if self.weights is None:
            return standard
        return weighted(torch.from_numpy(standard), self.weights).numpy()

    def name(self, features: Tensor) -> Array:
        """int64 [B, rows, columns]."""
        found = self.points(features.numpy())
        return assign(found.reshape(-1, found.shape[-1]), self.centres).reshape(found.shape[:3])


def load_encoder(path: Path) -> MaskedEncoder:
    encoder = MaskedEncoder(SmallUNet(), int(load_facts(path)["clusters"]))
    load_weights(path, encoder)
    return encoder.eval()


@torch.no_grad()
def features_of(log_spectrum: Tensor, encoder: MaskedEncoder | None) -> Tensor:
    """[B, log_bins, T] -> [B, rows, columns, D]; without an encoder, primitive features."""
    return primitive_features(log_spectrum) if encoder is None else encoder.represent(log_spectrum)


def standardised(features: Array, heard: Array, weights: dict[str, float] | None,
                 count: int, seed: int) -> Codebook:
    """A codebook from features [N, rows, columns, D] of which `heard` [N, rows, columns] count."""
    rows = features.shape[1]
    every = features[heard]
    mean, scale = np.tile(every.mean(0), (rows, 1)), np.tile(every.std(0), (rows, 1))
    for row in range(rows):
        here = features[:, row][heard[:, row]]
        if len(here) >= 200:
            mean[row], scale[row] = here.mean(0), here.std(0)
    book = Codebook(mean, np.maximum(scale, 1e-3), weights, np.zeros((0, features.shape[-1]), np.float32), 0.0)
    book.centres = fit(book.points(features)[heard], count, np.random.default_rng(seed))
    return book


def magnitudes(recordings: Recordings, rng: Generator, size: int) -> Tensor:
    """Excerpts of unlabelled recordings, each a little coloured: [size, N_BINS, FRAMES]."""
    return torch.from_numpy(np.stack([np.abs(stft(recordings.draw(FRAMES, rng).audio) * colour(rng)) for _ in range(size)]))


def codebook(recordings: Recordings, seed: int, encoder: MaskedEncoder | None, weights: dict[str, float] | None = WEIGHTS) -> Codebook:
    """Clusters of unlabelled recordings' patches: of primitive features, or of an encoder's."""
    begun, rng, blank = time.process_time(), np.random.default_rng([3, seed]), MaskedEncoder(SmallUNet(), 2)
    with torch.no_grad():
        spectra = torch.cat([blank.log_spectrum(magnitudes(recordings, rng, 8)) for _ in range(EXCERPTS // 8)])
    features = np.concatenate([features_of(s, encoder).numpy() for s in spectra.split(8)])
    book = standardised(features, sounding(spectra).numpy(), None if encoder else weights, CLUSTERS, seed)
    book.cpu_s = time.process_time() - begun
    return book


def owners(powers: Array, classes: list[int], to_log: Array) -> Array:
    """Class that holds more than half of a patch's power [rows, columns]; -1: nobody does, or it is no instrument's."""
    shares = np.stack([patches(torch.from_numpy((to_log @ p)[None].astype(np.float32)))[0].sum((2, 3)).numpy() for p in powers])
    best = shares.argmax(0)
    sure = shares.max(0) > 0.5 * shares.sum(0)
    named = np.array([c if 0 <= c < REST_CLASS else -1 for c in classes])[best]
    return np.where(sure, named, -1)


def judged(folder: Path, blank: MaskedEncoder, seed: int, excerpts: int) -> tuple[Tensor, Array]:
    """Log spectra of random excerpts of a folder of shards, and who owns their patches. Nothing else looks at stems."""
    rng, places = np.random.default_rng(seed), places_of(folder)
    spectra, truth = [], []
    for _ in range(excerpts):
        shard, number = places[int(rng.integers(len(places)))]
        classes = json.loads((folder / shard / "scenes.json").read_text(encoding="utf-8"))[number]["classes"]
        begin = int(rng.integers(0, SCENE_FRAMES - FRAMES + 1)) * HOP
        parts = np.load(folder / shard / "parts.npy", mmap_mode="r")[number, :, begin : begin + (FRAMES - 1) * HOP + 1]
        found = stft(parts.astype(np.float32) / 32768)
        spectra.append(blank.log_spectrum(torch.from_numpy(np.abs(found.sum(0))[None])))
        truth.append(owners(np.abs(found) ** 2, classes, blank.unet.to_log.float().numpy()))
    return torch.cat(spectra), np.stack(truth)


def named(clusters: Array, truth: Array, other: Array) -> Array:
    """The instruments of `other` clusters, each named after the commonest owner of that cluster in another set of scenes."""
    table = np.zeros((max(clusters.max(), other.max()) + 1, N_CLASSES))
    np.add.at(table, (clusters, truth), 1)
    table += 1e-3 * table.sum(0) / table.sum()
    return table.argmax(1)[other]


def judge(books: list[Codebook], known: tuple[Tensor, Array], unknown: tuple[Tensor, Array],
          encoder: MaskedEncoder | None) -> dict[str, float]:
    """How much clusters tell of instruments, beside register alone, and how far codebooks of different seeds agree.

    purity names clusters after the scenes it judges, and so flatters many small clusters; accuracy names them after other
    scenes (`known`) and judges on `unknown`.
    """
    sides = []
    for spectra, truth in (known, unknown):
        kept = (truth >= 0) & sounding(spectra).numpy()
        features = features_of(spectra, encoder)
        register = np.broadcast_to(np.arange(truth.shape[1])[None, :, None], truth.shape)[kept]
        sides.append((truth[kept], register, [book.name(features)[kept] for book in books]))
    (before, row_before, names_before), (instruments, register, names) = sides
    pairs = [normalised_information(a, b) for i, a in enumerate(names) for b in names[:i]]
    return {
        "patches": len(instruments),
        "purity": float(np.mean([purity(n, instruments) for n in names])),
        "accuracy": float(np.mean([(named(a, before, b) == instruments).mean() for a, b in zip(names_before, names)])),
        "purity_of_register": purity(register, instruments),
        "accuracy_of_register": float((named(row_before, before, register) == instruments).mean()),
        "commonest_instrument": purity(np.zeros_like(instruments), instruments),
        "information": float(np.mean([normalised_information(n, instruments) for n in names])),
        "stability": float(np.mean(pairs)) if pairs else float("nan"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered training shards")
    parser.add_argument("--rendered", type=Path, required=True, help="folder with validation-calibration/ shards, to judge on")
    parser.add_argument("--encoder", type=Path, help="checkpoint of a first round: judges clusters of its features instead")
    parser.add_argument("--report", type=Path, required=True, help="JSON that the judgement is added to")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    recordings, blank = Recordings(arguments.shards, whole=True), MaskedEncoder(SmallUNet(), 2)
    encoder = load_encoder(arguments.encoder) if arguments.encoder else None
    with torch.no_grad():
        known = judged(arguments.shards, blank, 98, 160)
        unknown = judged(arguments.rendered / "validation-calibration", blank, 99, 80)
    report = json.loads(arguments.report.read_text()) if arguments.report.exists() else {}
    for name, weights in ({"encoder": None} if encoder else KINDS).items():
        books = [codebook(recordings, seed, encoder, weights) for seed in (1, 2, 3)]
        report[name] = {k: round(v, 4) for k, v in judge(books, known, unknown, encoder).items()}
        print(name, json.dumps(report[name]), flush=True)
    arguments.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_main(main)
