"""`python -m studies.semisupcon.ablate`: self-supervised, supervised and semi-supervised runs of equal cost.

Every run trains an encoder of half the width for the same CPU time. Then a linear probe is fitted to the embeddings of training windows
whose labels the run was allowed to see (the self-supervised one: as many as its row says), its thresholds are
chosen on synthetic validation, and both the probe and the run's own head are judged on the shifted set.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.data.ears.library import Library
from training.data.ears.views import Drawer
from training.engine.checkpoint import load_facts, load_weights
from training.errors import run_main
from training.measure.ears import scores
from training.measure.ears.listen import listen, log_mels
from training.measure.ears.probe import fit, hear
from training.measure.ears.sets import build, step_of, windows
from training.networks.ears import NARROW, Ears
from training.signal.arrays import Array
from training.signal.classes import CLASSES

RUNS: dict[str, tuple[str, float]] = {
    "semi-supervised, 100 %": ("semi", 1.0),
    "semi-supervised, 5 %": ("semi", 0.05),
    "supervised, 100 %": ("supervised", 1.0),
    "self-supervised": ("self", 1.0),
    "semi-supervised, 25 %": ("semi", 0.25),
    "supervised, 5 %": ("supervised", 0.05),
}
PROBE_VIEWS = 1200


def folder_of(work: Path, mode: str, labels: float, seed: int) -> Path:
    """Where the run's checkpoint `main` lies."""
    return work / f"{mode}-{round(100 * labels)}-{seed}"


def judged(truth: dict[str, Any], probability: dict[str, Array]) -> dict[str, float]:
    """Macro and micro F1 on the shifted set, thresholds of synthetic validation."""
    valid, shifted = truth["synthetic"], truth["shifted"]
    thresholds = scores.best_thresholds(valid.target, probability["synthetic"], valid.weight, low=0.05)
    s = scores.summary(shifted.target, probability["shifted"], shifted.weight, thresholds, CLASSES)
    return {k: round(s[k], 4) for k in ("f1_macro", "f1_micro", "average_precision_macro")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, nargs="+", required=True)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the runs' checkpoints")
    parser.add_argument("--cpu-minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, required=True, help="JSON; runs already in it are kept")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
    network = Ears(NARROW)
    sets = {name: log_mels(network, (w for r in islice(build(name, None, arguments.rendered), 0, None, 2) for w in windows(r, step_of(name))))
            for name in ("synthetic", "shifted")}
    library = Library(arguments.shards)
    for name, (mode, labels) in RUNS.items():
        if name in results:
            continue
        folder = folder_of(arguments.work, mode, labels, arguments.seed)
        checkpoint = folder / "main"
        options = {"mode": f'"{mode}"', "labels": labels, "rate": arguments.rate, "seed": arguments.seed, "narrow": "true",
                   "budget": f"{{cpu_s = {60 * arguments.cpu_minutes}}}"}
        changes = [part for key, value in options.items() for part in ("--set", f"{key}={value}")]
        subprocess.run([sys.executable, "-m", "training", "train", "semisupcon", "--stage", "main", "--shards", *map(str, arguments.shards),
                        "--work", str(folder), *changes], check=True)
        load_weights(checkpoint, network)
        network.eval()
        heard = {k: listen(network, *v) for k, v in sets.items()}
        row: dict[str, Any] = {"mode": mode, "labels": labels, "cpu_s": round(float(load_facts(checkpoint)["cpu_s"])),
                               "views": load_facts(checkpoint)["views"]}
        if mode != "self":
            row["head"] = judged(heard, {k: hear(h.logits, np.ones(1), np.zeros(1)) for k, h in heard.items()})
        for share in (0.05, 0.25, 1.0) if mode == "self" else (labels,):
            drawer = Drawer(library, np.random.default_rng(3), share)
            views = [drawer.view(drawer.item(True), 0) for _ in range(PROBE_VIEWS)]
            with torch.no_grad():
                embedding = np.concatenate([network.encode(torch.from_numpy(np.stack([v.features for v in views[i : i + 64]]))).numpy()
                                            for i in range(0, len(views), 64)])
            weights, bias = fit(embedding, np.stack([v.target for v in views]), np.stack([v.weight for v in views]))
            row[f"probe {round(100 * share)} %"] = judged(heard, {k: 1 / (1 + np.exp(-(h.embedding @ weights + bias))) for k, h in heard.items()})
        results[name] = row
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(name, row, flush=True)


if __name__ == "__main__":
    run_main(main)
