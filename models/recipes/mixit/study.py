"""`python -m recipes.mixit.study`: the runs of the few-label table, one after the other; what is there is not run again.

A run from scratch trains `--cpu-s` seconds on a share of the labels. A pre-trained one spends half of that on mixtures of
mixtures, once a seed and variant, and half on the labels. Scored on sets that may steer choices; `table` reads real-report.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..common.checkpoint import load_weights
from ..common.evaluate import store
from ..common.excerpts import Excerpt, cached, figure, score
from ..common.few_labels import FewLabels, Recordings
from ..common.paths import data_pack
from ..common.study import Plan, study_parser, train
from ..harmonic_unet.optimizer import Muon, groups_of
from .small import SmallUNet
from .steps import supervised, unsupervised

SETS = ("synthetic", "shifted", "real-select", "unaligned")
VARIANTS = {"random": (0.0, "declared"), "coherent": (1.0, "declared"), "blind": (0.0, "blind")}
"""Name of a pre-training -> share of coherent pairs, what assignments know."""
BATCH, FRAMES = 4, 64


@dataclass(frozen=True)
class Cell:
    """variant: a name of VARIANTS, or none: from scratch. share: of the labels; none: pre-training alone."""

    variant: str | None
    share: float | None
    seed: int

    @property
    def name(self) -> str:
        labels = "" if self.share is None else f"-{round(100 * self.share)}"
        return f"{self.variant or 'scratch'}{labels}-{self.seed}"


def cells(variants: list[str], shares: list[float], seeds: list[int], scratch: bool) -> list[Cell]:
    """Per seed and share: from scratch, then each pre-training (once a seed) and what follows it: a break leaves whole comparisons."""
    found: list[Cell] = []
    for seed in seeds:
        for share in shares:
            found += [Cell(None, share, seed)] if scratch else []
            found += [cell for v in variants for cell in (Cell(v, None, seed), Cell(v, share, seed)) if cell not in found]
    return found


def optimizer_of(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return Muon(groups_of(network, True), lr=rate)


def run(cell: Cell, shards: Path, work: Path, cpu_s: float, rate: float, look: Callable[[SmallUNet], float]) -> tuple[SmallUNet, dict[str, Any]]:
    """Train a cell, or load it if its files are there."""
    torch.manual_seed(cell.seed)
    rng = np.random.default_rng([cell.seed, 0 if cell.share is None else round(100 * cell.share)])
    network = SmallUNet().to(memory_format=torch.channels_last)
    plan = Plan(cpu_s if cell.variant is None else cpu_s / 2, rate)
    if cell.share is None:
        coherent, naming = VARIANTS[cell.variant or ""]
        loss = unsupervised(network, Recordings(shards), rng, BATCH, FRAMES, coherent, naming)
        plan = replace(plan, cool_down=0.0)
    else:
        if cell.variant is not None:
            run(Cell(cell.variant, None, cell.seed), shards, work, cpu_s, rate, look)
            load_weights(work / Cell(cell.variant, None, cell.seed).name, network)
        loss = supervised(network, FewLabels(shards, cell.share, cell.seed, rng), BATCH, FRAMES)
    facts = train(work / cell.name, network, loss, plan, optimizer_of, look=lambda: look(network))
    return network, facts


def glance(excerpts: list[Excerpt]) -> Callable[[SmallUNet], float]:
    """SI-SDR improvement on every ninth synthetic excerpt."""
    def look(network: SmallUNet) -> float:
        network.eval()
        return figure(score(network.batch, excerpts[::9]))
    return look


def main() -> None:
    parser = study_parser(__doc__)
    parser.add_argument("--variants", nargs="*", choices=VARIANTS, default=["random"])
    parser.add_argument("--shares", nargs="*", type=float, default=[0.05])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--no-scratch", action="store_true")
    parser.add_argument("--cpu-s", type=float, default=160.0, help="cost of every finished model")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="seconds after which no new run begins")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    begun = time.time()
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
    for cell in cells(arguments.variants, arguments.shares, arguments.seeds, not arguments.no_scratch):
        if cell.name in results:
            continue
        if time.time() - begun > arguments.stop_after:
            print("stopped before", cell.name, flush=True)
            break
        network, facts = run(cell, arguments.shards, arguments.work, arguments.cpu_s, arguments.rate, glance(sets["synthetic"]))
        network.eval()
        entry: dict[str, Any] = {"variant": cell.variant, "share": cell.share, "seed": cell.seed,
                                 "rows": {name: score(network.batch, found) for name, found in sets.items()}}
        if cell.share is None:
            entry["best_assignment"] = {name: score(network.batch, found, by_name=False) for name, found in sets.items()}
        entry |= {k: facts[k] for k in ("step", "cpu_s", "curve")}
        results[cell.name] = entry
        store(arguments.out, results)
        print(cell.name, {name: round(figure(rows), 2) for name, rows in entry["rows"].items()},
              {name: round(figure(rows), 2) for name, rows in entry.get("best_assignment", {}).items()}, flush=True)


if __name__ == "__main__":
    main()
