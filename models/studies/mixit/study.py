"""`python -m studies.mixit.study`: trains the runs of the few-label table in order; existing results are not recomputed.

A run from scratch trains for `--cost` CPU seconds on a share of the labels. A pre-trained run spends half of that on
mixtures of mixtures, once per seed and variant, and half on the labels. Runs are scored on the sets that may guide
design choices; `table` reads real-report.
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

from studies.common import COST, SETS, add_label_steps, name_of, study_parser
from training.data.few_labels import FewLabels, Recordings
from training.engine.checkpoint import load_weights
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.steps import supervised, unsupervised
from training.measure.evaluate import store
from training.measure.excerpts import Excerpt, cached, figure, score
from training.networks.harmonic_unet.small import SmallUNet
from training.paths import data_pack

VARIANTS = {"random": (0.0, "declared"), "coherent": (1.0, "declared"), "blind": (0.0, "blind")}
"""Name of a pre-training -> share of coherent pairs, and what the assignments know."""
BATCH, FRAMES = 4, 64


@dataclass(frozen=True)
class Cell:
    """variant: a name of VARIANTS, or none for training from scratch. share: of the labels; none for pre-training alone.
    cost: CPU seconds of the finished model.
    """

    variant: str | None
    share: float | None
    seed: int
    cost: int = COST

    @property
    def name(self) -> str:
        return name_of(self.variant or "scratch", self.share, self.seed, self.cost)

    @property
    def plan(self) -> Plan:
        """The final share of the cost over which the learning rate decays. Pre-training at the cost of the core tables
        keeps its rate constant; a longer one decays it.
        """
        part = Plan(self.cost / (1 if self.variant is None else 2), look_every_s=self.cost / 8)
        return replace(part, cool_down=0.0) if self.share is None and self.cost == COST else part


def cells(variants: list[str], shares: list[float], seeds: list[int], scratch: bool, cost: int = COST) -> list[Cell]:
    """The order of runs. For each seed and share: training from scratch, then each pre-training (once per seed) and its
    fine-tuning, so that an interruption leaves complete comparisons.
    """
    found: list[Cell] = []
    for seed in seeds:
        for share in shares:
            found += [Cell(None, share, seed, cost)] if scratch else []
            found += [cell for v in variants for cell in (Cell(v, None, seed, cost), Cell(v, share, seed, cost)) if cell not in found]
    return found


def run(cell: Cell, shards: Path, work: Path, rate: float, look: Callable[[SmallUNet], float],
        label_steps: int | None = None) -> tuple[SmallUNet, dict[str, Any]]:
    """Train a cell, or load it if its files exist. label_steps: the length of training on labels, instead of the cell's cost."""
    torch.manual_seed(cell.seed)
    rng = np.random.default_rng([cell.seed, 0 if cell.share is None else round(100 * cell.share)])
    network = SmallUNet().to(memory_format=torch.channels_last)
    if cell.share is None:
        coherent, naming = VARIANTS[cell.variant or ""]
        loss = unsupervised(network, Recordings(shards), rng, BATCH, FRAMES, coherent, naming)
    else:
        if cell.variant is not None:
            before = replace(cell, share=None)
            run(before, shards, work, rate, look)
            load_weights(work / before.name, network)
        loss = supervised(network, FewLabels(shards, cell.share, cell.seed, rng), BATCH, FRAMES)
    steps = None if cell.share is None else label_steps
    facts = train(work / cell.name, network, loss, replace(cell.plan, rate=rate, steps=steps), muon, look=lambda: look(network))
    return network, facts


def glance(excerpts: list[Excerpt]) -> Callable[[SmallUNet], float]:
    """SI-SDR improvement on every ninth synthetic excerpt."""
    def look(network: SmallUNet) -> float:
        network.eval()
        return figure(score(network.batch, excerpts[::9]))
    return look


def main() -> None:
    parser = study_parser(__doc__)
    add_label_steps(parser)
    parser.add_argument("--variants", nargs="*", choices=VARIANTS, default=["random"])
    parser.add_argument("--shares", nargs="*", type=float, default=[0.05])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--no-scratch", action="store_true")
    parser.add_argument("--cost", type=int, default=COST, help="CPU seconds of every finished model")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="seconds after which no new run begins")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    begun = time.time()
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
    for cell in cells(arguments.variants, arguments.shares, arguments.seeds, not arguments.no_scratch, arguments.cost):
        if cell.name in results:
            continue
        if time.time() - begun > arguments.stop_after:
            print("stopped before", cell.name, flush=True)
            break
        network, facts = run(cell, arguments.shards, arguments.work, arguments.rate, glance(sets["synthetic"]), arguments.label_steps)
        network.eval()
        entry: dict[str, Any] = {"variant": cell.variant, "share": cell.share, "seed": cell.seed, "total_cpu_s": cell.cost,
                                 "rows": {name: score(network.batch, found) for name, found in sets.items()}}
        if cell.share is None:
            entry["best_assignment"] = {name: score(network.batch, found, by_name=False) for name, found in sets.items()}
        entry |= {k: facts[k] for k in ("step", "cpu_s", "curve")}
        results[cell.name] = entry
        store(arguments.out, results)
        print(cell.name, {name: round(figure(rows), 2) for name, rows in entry["rows"].items()},
              {name: round(figure(rows), 2) for name, rows in entry.get("best_assignment", {}).items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
