"""`python -m studies.perceptual.fit`: fits NLPD's divisive normalisation to log-mels of training music.

As in Laparra et al. 2016, sigma of a level is the mean amplitude of its coefficients, and the non-negative p are the
least-squares prediction of the amount by which a coefficient's amplitude exceeds sigma from the amplitudes of its
eight neighbours. (If sigma is free, it becomes 0 for log-mels, whose frames overlap, and zeros are divided by zeros.)
Prints the table in training/measure/perceptual.py and src-shared/dsp/nlpd.ts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import nnls

from training.errors import run_main
from training.measure.log_mel import log_mel, rms
from training.measure.perceptual import LEVELS, laplacian_pyramid
from training.signal.classes import SAMPLE_RATE

OFFSETS = [(m, t) for m in (-1, 0, 1) for t in (-1, 0, 1) if (m, t) != (0, 0)]


def training_images(folder: Path, count: int, seed: int) -> list[torch.Tensor]:
    """Log-mels of whole scenes and of single parts, alternating, of training shards."""
    rng = np.random.default_rng(seed)
    shards = sorted(folder.glob("shard-*"))
    images = []
    for number in range(count):
        shard = shards[int(rng.integers(len(shards)))]
        records = json.loads((shard / "scenes.json").read_text(encoding="utf-8"))
        scene = int(rng.integers(len(records)))
        places = [p for p, c in enumerate(records[scene]["classes"]) if c >= 0]
        chosen = places if number % 2 else [places[int(rng.integers(len(places)))]]
        audio = np.load(shard / "parts.npy", mmap_mode="r")[scene][chosen].astype(np.float32).sum(0) / 32768
        images.append(log_mel(audio, SAMPLE_RATE, rms(audio)))
    return images


def fit_level(bands: list[torch.Tensor]) -> tuple[float, list[tuple[int, int, float]]]:
    """sigma and the neighbours' weights for one level of many pyramids; negligible neighbours are dropped."""
    amplitudes = [band.abs().numpy() for band in bands]
    sigma = float(np.concatenate([a.ravel() for a in amplitudes]).mean())
    gram, moment = np.zeros((len(OFFSETS),) * 2), np.zeros(len(OFFSETS))
    for amplitude in amplitudes:
        mels, frames = amplitude.shape
        columns = np.stack([amplitude[1 + m : mels - 1 + m, 1 + t : frames - 1 + t].ravel() for m, t in OFFSETS])
        gram += columns @ columns.T
        moment += columns @ (amplitude[1:-1, 1:-1].ravel() - sigma)
    # The Cholesky factor of the normal equations has the same non-negative solution as the data.
    factor = np.linalg.cholesky(gram + 1e-12 * np.trace(gram) * np.eye(len(gram)))
    solution, _ = nnls(factor.T, np.linalg.solve(factor, moment))
    return sigma, [(m, t, round(float(p), 4)) for (m, t), p in zip(OFFSETS, solution) if p >= 0.005]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with training shards")
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pyramids = [laplacian_pyramid(i) for i in training_images(arguments.rendered, arguments.scenes, arguments.seed)]
    for level in range(LEVELS):
        sigma, neighbours = fit_level([p[level] for p in pyramids])
        print(f"    Normaliser({sigma:.4f}, {tuple(neighbours)}),")


if __name__ == "__main__":
    run_main(main)
