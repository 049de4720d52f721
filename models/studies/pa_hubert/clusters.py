"""`python -m studies.pa_hubert.clusters`: measures how much pseudo-labels reveal about the instruments."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.data.few_labels import Recordings, places_of
from training.engine.checkpoint import load_facts, load_weights
from training.errors import run_main
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.clusters import WEIGHTS, Codebook, features_of
from training.networks.pa_hubert.features import patches, sounding
from training.networks.pa_hubert.kmeans import normalised_information, purity
from training.networks.pa_hubert.network import MaskedEncoder
from training.recipes.pa_hubert.codebook import FRAMES, codebook
from training.signal.arrays import Array
from training.signal.classes import HOP, N_CLASSES, REST_CLASS, SCENE_FRAMES
from training.signal.stft import stft

KINDS: dict[str, dict[str, float]] = {
    "cepstrum alone": {"cepstrum": 1.0, "onset": 0.0, "harmonics": 0.0, "modulation": 0.0},
    "cepstrum and harmonics": {"cepstrum": 1.0, "onset": 0.0, "harmonics": 1.0, "modulation": 0.0},
    "all": WEIGHTS,
}


def load_encoder(path: Path) -> MaskedEncoder:
    encoder = MaskedEncoder(SmallUNet(), int(load_facts(path)["clusters"]))
    load_weights(path, encoder)
    return encoder.eval()


def owners(powers: Array, classes: list[int], to_log: Array) -> Array:
    """The class that holds more than half of a patch's power, [rows, columns]; -1 if there is none or it is not an
    instrument.
    """
    shares = np.stack([patches(torch.from_numpy((to_log @ p)[None].astype(np.float32)))[0].sum((2, 3)).numpy() for p in powers])
    best = shares.argmax(0)
    sure = shares.max(0) > 0.5 * shares.sum(0)
    named = np.array([c if 0 <= c < REST_CLASS else -1 for c in classes])[best]
    return np.where(sure, named, -1)


def judged(folder: Path, blank: MaskedEncoder, seed: int, excerpts: int) -> tuple[Tensor, Array]:
    """Log spectra of random excerpts of a folder of shards, and the dominant class of their patches. Nothing else in the
    study reads stems.
    """
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
    """Name the instruments of `other` clusters by each cluster's most common class in another set of scenes."""
    table = np.zeros((max(clusters.max(), other.max()) + 1, N_CLASSES))
    np.add.at(table, (clusters, truth), 1)
    table += 1e-3 * table.sum(0) / table.sum()
    return table.argmax(1)[other]


def judge(books: list[Codebook], known: tuple[Tensor, Array], unknown: tuple[Tensor, Array],
          encoder: MaskedEncoder | None) -> dict[str, float]:
    """Measures how much clusters reveal about instruments beyond register alone, and how far codebooks of different
    seeds agree.

    purity names clusters from the scenes that it is measured on and so overrates large numbers of small clusters;
    accuracy names them from other scenes (`known`) and is measured on `unknown`.
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
    alone: Mapping[str, dict[str, float] | None] = {"encoder": None}
    kinds = alone if encoder else KINDS
    for name, weights in kinds.items():
        books = [codebook(recordings, seed, encoder, weights) for seed in (1, 2, 3)]
        report[name] = {k: round(v, 4) for k, v in judge(books, known, unknown, encoder).items()}
        print(name, json.dumps(report[name]), flush=True)
    arguments.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_main(main)
