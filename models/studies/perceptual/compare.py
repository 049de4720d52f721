"""`python -m studies.perceptual.compare`: tests whether perceptual losses give better representations than the metrics
themselves.

After T. Namgyal, A. Hepburn, R. Santos-Rodriguez, V. Laparra, J. Malo, "The effect of perceptual metrics on music
representation learning for genre classification" (2024, arXiv 2409.17069): nearest neighbours directly on MSE, NLPD
and MS-SSIM between log-mels, against nearest neighbours and logistic regression on the latents of one autoencoder per
loss. Writes results.json and README.md beside this file. Stages store their intermediate results in --work.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch

from studies.perceptual.autoencoder import Autoencoder, latents, train
from studies.perceptual.classify import (
    Predictor,
    difference,
    distances,
    interval,
    logistic,
    nearest,
    over_splits,
    squared,
)
from studies.perceptual.data import (
    Scenes,
    Task,
    articulations,
    composers,
    images_of,
    instruments,
    load_task,
    store_task,
    unlabelled,
)
from studies.perceptual.ears import embeddings, weights_of
from studies.perceptual.report import write_report
from training.errors import run_main
from training.measure.evaluate import store
from training.paths import data_pack
from training.signal.arrays import Array

FOLDER = Path(__file__).resolve().parent
LOSSES = ("mse", "nlpd", "ms_ssim")
SEED = 20
TASKS = ("instrument", "articulation", "composer")


def prepare(work: Path, pack: Path, rendered: Path, excerpts: int) -> tuple[list[Task], torch.Tensor]:
    """The three tasks and the autoencoders' images, computed once."""
    if not (work / "images.npy").exists() or not all((work / f"task-{name}.npz").exists() for name in TASKS):
        training = Scenes([rendered / "train"])
        shifted = Scenes([rendered / "eval" / "shifted", rendered / "eval" / "shifted-calibration"])
        rng = np.random.default_rng(SEED)
        composed, used = composers(pack, training, 3, 60, rng)
        tasks = [instruments(training, shifted, 80, rng), articulations(pack, 100, rng), composed]
        tasks[0].splits = [(tasks[0].splits[0][0], t) for t in _capped(tasks[0], 30, rng)]
        for task in tasks:
            store_task(work / f"task-{task.name}.npz", task)
        (work / "scenes.json").write_text(json.dumps({"training": len(training.records), "shifted": len(shifted.records)}))
        np.save(work / "images.npy", images_of(unlabelled(training, excerpts, used, rng)).half().numpy())
        print(f"{excerpts} excerpts ({time.process_time():.0f} CPU s)", flush=True)
    return [load_task(work / f"task-{name}.npz") for name in TASKS], torch.from_numpy(np.load(work / "images.npy")).float()


def _capped(task: Task, most: int, rng: np.random.Generator) -> list[Array]:
    """At most this many test items per class."""
    test = rng.permutation(task.splits[0][1])
    return [np.sort(np.concatenate([test[task.labels[test] == c][:most] for c in range(len(task.classes))]))]


def autoencoders(work: Path, images: torch.Tensor, steps: int, batch: int, seeds: int) -> dict[str, Any]:
    """Weights in work/LOSS-SEED.npz and metrics in work/LOSS-SEED.json; `untrained` is the shared initialisation."""
    made: dict[str, Any] = {}
    for seed in range(1, seeds + 1):
        for kind in LOSSES:
            path = work / f"{kind}-{seed}.npz"
            if not path.exists():
                network, figures = train(kind, images, steps, batch, seed)
                np.savez(path, **{k: v.numpy() for k, v in network.state_dict().items()})
                path.with_suffix(".json").write_text(json.dumps(figures))
            made[f"{kind}-{seed}"] = json.loads(path.with_suffix(".json").read_text())
    return made


def load(path: Path) -> Autoencoder:
    network = Autoencoder()
    stored = np.load(path)
    network.load_state_dict({k: torch.from_numpy(stored[k]) for k in stored.files})
    return network.eval()


def representations(work: Path, task: Task, images: torch.Tensor, seeds: int,
                    ears: Path | None) -> dict[str, list[Array]]:
    """Vectors of every item, by the model that computed them; several runs of each."""
    found: dict[str, list[Array]] = {"mean spectrum": [images.mean(2).numpy().astype(np.float64)]}
    torch.manual_seed(1)
    found["autoencoder, untrained"] = [latents(Autoencoder().eval(), images)]
    for kind in LOSSES:
        found[f"autoencoder, {kind}"] = [latents(load(work / f"{kind}-{seed}.npz"), images) for seed in range(1, seeds + 1)]
    if ears is not None:
        found["semisupcon"] = [embeddings(ears, task.audio)]
    return found


def by_metric(kind: str, images: torch.Tensor, labels: Array, training: Array, test: Array) -> Array:
    return nearest(distances(kind, images[test], images[training]), labels[training], labels.max() + 1)


def by_neighbours(x: Array, labels: Array, training: Array, test: Array) -> Array:
    return nearest(squared(x[test], x[training]), labels[training], labels.max() + 1)


def by_regression(x: Array, task: Task, training: Array, test: Array) -> Array:
    return logistic(x[training], task.labels[training], task.groups[training], x[test], len(task.classes))


def most_frequent(labels: Array, training: Array, test: Array) -> Array:
    return np.full(len(test), np.bincount(labels[training]).argmax())


def run_task(work: Path, task: Task, seeds: int, ears: Path | None) -> dict[str, Any]:
    images = images_of(task.audio)
    tested = np.sort(np.concatenate([t for _, t in task.splits]))
    y = task.labels
    stored = work / f"predictions-{task.name}.npz"
    predictions: dict[str, Array] = dict(np.load(stored)) if stored.exists() else {}

    def record(name: str, predictors: list[Predictor]) -> None:
        """One row of predictions per run; stored rows are kept unless their weights have changed."""
        if name not in predictions or name.startswith("semisupcon"):
            begun = time.process_time()
            predictions[name] = np.stack([over_splits(task.splits, len(y), p)[tested] for p in predictors])
            np.savez(stored, **predictions)
            print(f"{task.name}: {name} ({time.process_time() - begun:.0f} CPU s)", flush=True)

    record("most frequent class", [partial(most_frequent, y)])
    for kind in LOSSES:
        record(f"{kind}, neighbours", [partial(by_metric, kind, images, y)])
    for name, runs in representations(work, task, images, seeds, ears).items():
        record(f"{name}, neighbours", [partial(by_neighbours, x, y) for x in runs])
        record(f"{name}, regression", [partial(by_regression, x, task) for x in runs])
    truth, groups = y[tested], task.groups[tested]
    rows = {name: interval(truth, list(p), groups) for name, p in predictions.items()}
    against = {}
    for kind in ("nlpd", "ms_ssim"):
        for how in ("neighbours", "regression"):
            against[f"autoencoder, {kind} minus mse, {how}"] = difference(
                truth, list(predictions[f"autoencoder, mse, {how}"]), list(predictions[f"autoencoder, {kind}, {how}"]), groups)
    for kind in LOSSES:
        for how in ("neighbours", "regression"):
            against[f"{kind}: {how} on the autoencoder minus direct neighbours"] = difference(
                truth, list(predictions[f"{kind}, neighbours"]), list(predictions[f"autoencoder, {kind}, {how}"]), groups)
    return {"classes": {c: int(np.sum(truth == i)) for i, c in enumerate(task.classes)},
            "training": len(np.unique(np.concatenate([a for a, _ in task.splits]))), "test": len(tested),
            "groups": len(np.unique(groups)), "splits": len(task.splits), "weighted_f1": rows, "differences": against}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--rendered", type=Path, required=True, help="folder with train/ and eval/ shards")
    parser.add_argument("--work", type=Path, required=True, help="any folder outside the repository")
    parser.add_argument("--excerpts", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--ears", type=Path, help="SemiSupCon's weights, without suffix; its row is left out without")
    parser.add_argument("--only-train", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.work.mkdir(parents=True, exist_ok=True)
    tasks, images = prepare(arguments.work, data_pack(arguments.data), arguments.rendered, arguments.excerpts)
    made = autoencoders(arguments.work, images, arguments.steps, arguments.batch, arguments.seeds)
    if arguments.only_train:
        return
    results = {"date": date.today().isoformat(), "seed": SEED, "excerpts": len(images),
               "scenes": json.loads((arguments.work / "scenes.json").read_text()), "steps": arguments.steps,
               "batch": arguments.batch, "seeds": arguments.seeds, "autoencoders": made,
               "ears_sha256": sha256(weights_of(arguments.ears).read_bytes()).hexdigest() if arguments.ears else None,
               "tasks": {task.name: run_task(arguments.work, task, arguments.seeds, arguments.ears) for task in tasks},
               "cpu_s": round(time.process_time())}
    store(FOLDER / "results.json", results)
    write_report(FOLDER / "README.md", results)


if __name__ == "__main__":
    run_main(main)
