"""`python -m training.measure.decisions.likeness`: the map from the encoder's embedding to the vectors that *what sounds alike* compares.

Linear discriminant analysis (Fisher 1936; many classes: Rao 1948) on solos of the training scenes: the embedding is whitened by its covariance within
instruments, so that differences between players, rooms and registers count less, and the directions in which the instruments' means do not
differ are scaled down. Nothing of the network is trained.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.data.ears.library import Library
from training.data.ears.views import Drawer, Shares
from training.engine.checkpoint import load_facts, load_weights, publish
from training.errors import run_main
from training.networks.ears import Ears
from training.signal.arrays import Array
from training.signal.classes import N_CLASSES

SHRINK = 0.2
"""Share of the identity, scaled to the same trace, in the covariance within instruments."""
OTHERS = 0.3
"""Scale of the directions that do not tell instruments apart."""
SEED = 3


def discriminants(embedding: Array, instrument: Array) -> tuple[Array, Array]:
    """embedding [n, d], instrument [n] -> centre [d], matrix [d, d]: (embedding - centre) @ matrix."""
    present = np.unique(instrument)
    means = np.stack([embedding[instrument == c].mean(0) for c in present])
    within = embedding - means[np.searchsorted(present, instrument)]
    size = embedding.shape[1]
    covariance = within.T @ within / len(within)
    covariance = (1 - SHRINK) * covariance + SHRINK * np.trace(covariance) / size * np.eye(size)
    values, vectors = np.linalg.eigh(covariance)
    whitening = vectors @ np.diag(values**-0.5) @ vectors.T
    _, _, directions = np.linalg.svd((means - means.mean(0)) @ whitening, full_matrices=True)
    scale = np.full(size, OTHERS)
    scale[: len(present) - 1] = 1
    matrix = whitening @ directions.T @ np.diag(scale) @ directions
    return embedding.mean(0), matrix / np.sqrt((matrix**2).sum() / size)


def solos(network: Ears, library: Library, count: int) -> tuple[Array, Array]:
    """Embeddings [count, d] and instruments [count] of windows with one player, with the training's rooms, equalisation and noise."""
    drawer = Drawer(library, np.random.default_rng(SEED), 1.0, Shares(solo=1.0, stem=0.0, mixture=0.0, room=0.5))
    features: list[Array] = []
    instruments: list[int] = []
    while len(features) < count:
        item = drawer.item(True)
        view = drawer.view(item, 0)
        if item.entries[0].trusted and view.target.sum() == 1:
            features.append(view.features)
            instruments.append(item.entries[0].cls)
    found = []
    with torch.no_grad():
        for at in range(0, count, 64):
            found.append(network.encode(torch.from_numpy(np.stack(features[at : at + 64]))).numpy())
    return np.concatenate(found).astype(np.float64), np.array(instruments)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--shards", type=Path, nargs="+", required=True, help="folders of rendered training shards")
    parser.add_argument("--windows", type=int, default=5000)
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint with the map, without suffix")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = Ears()
    load_weights(arguments.checkpoint, network)
    network.eval()
    embedding, instrument = solos(network, Library(arguments.shards), arguments.windows)
    centre, matrix = discriminants(embedding, instrument)
    with torch.no_grad():
        network.centre.copy_(torch.from_numpy(centre))
        network.likeness.copy_(torch.from_numpy(matrix))
    publish(arguments.out, network.state_dict(), load_facts(arguments.checkpoint))
    print(f"{len(np.unique(instrument))} of {N_CLASSES} instruments, {len(embedding)} windows")


if __name__ == "__main__":
    run_main(main)
