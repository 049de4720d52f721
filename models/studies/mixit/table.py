"""`python -m studies.mixit.table`: adds the study's output to `results.json` and to the tables of README.md.

`--report` reads real-report, once, when all runs exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from studies.common import COST
from studies.mixit import conv_cell
from studies.mixit.study import VARIANTS, Cell
from studies.tables import (
    EQUAL_LABELS,
    KINDS,
    SEEDS,
    SHOWN,
    Rows,
    Runs,
    both_rules_table,
    by_mixture,
    gathered,
    headed,
    line,
    mean,
    options,
    published,
    rewrite,
    section,
    versus,
)
from training.data.few_labels import SHARES
from training.engine.checkpoint import load_weights
from training.errors import run_main
from training.measure.excerpts import Excerpt, cached, outputs, score_estimates
from training.networks.conv_tasnet.network import ConvTasNet
from training.networks.harmonic_unet.small import SmallUNet
from training.paths import REPOSITORY, data_pack
from training.signal.arrays import Array

HERE = REPOSITORY / "models" / "studies" / "mixit"
MAIN = "random"
LONGER = 480


def separator_of(network: ConvTasNet | SmallUNet) -> Callable[[Excerpt], Array]:
    if isinstance(network, ConvTasNet):
        return conv_cell.separator(network)
    return partial(outputs, network.batch)


def read_report(runs: Runs, work: Path, data: str | None, rendered: Path) -> None:
    """Score every run on real-report that has no rows there yet."""
    excerpts = cached("real-report", data_pack(data), rendered, work)
    for name, entry in runs.items():
        for kind in KINDS:
            if kind in entry and "real-report" not in entry[kind]:
                network: ConvTasNet | SmallUNet = conv_cell.fresh() if "network" in entry else SmallUNet()
                load_weights(work / name, network)
                network.eval()
                found = score_estimates(separator_of(network), excerpts[:: entry.get("thin", 1)], by_name=kind == "rows")
                entry[kind]["real-report"] = by_mixture(found)


def rows_of(runs: Runs, variant: str | None, share: float | None, seeds: list[int], name: str, kind: str = "rows", cost: int = COST) -> Rows:
    return [runs[Cell(variant, share, s, cost).name][kind][name] for s in seeds]


def seeds_of(runs: Runs, *cells: tuple[str | None, float | None], cost: int = COST) -> list[int]:
    """Seeds for which all of these runs exist."""
    return [s for s in SEEDS if all(Cell(v, share, s, cost).name in runs for v, share in cells)]


def shown_sets(runs: Runs) -> list[str]:
    return [s for s in SHOWN if all(s in e["rows"] for e in runs.values())]


def core_table(runs: Runs, key: str = "si_sdr_improvement", cost: int = COST) -> list[str]:
    found = headed("labels", "set", "from scratch", "MixIT, then labels", "difference", "of each seed", "mixtures")
    for share in SHARES:
        seeds = seeds_of(runs, (None, share), (MAIN, share), cost=cost)
        for name in shown_sets(runs) if seeds else []:
            scratch, mixit = (rows_of(runs, v, share, seeds, name, cost=cost) for v in (None, MAIN))
            found.append(versus([f"{share:.0%}", name], scratch, mixit, key))
    return found


def naming_table(runs: Runs) -> list[str]:
    found = headed("pre-training", "CPU s", "seeds", "outputs counted", *shown_sets(runs))
    for variant, cost in ((v, c) for v in VARIANTS for c in (COST, LONGER)):
        seeds = seeds_of(runs, (variant, None), cost=cost)
        for kind, label in zip(KINDS, ("by name", "by best assignment")) if seeds else ():
            found.append(line([variant, str(cost // 2), str(len(seeds)), label, *(
                f"{mean(rows_of(runs, variant, None, seeds, n, kind, cost)):.2f}" for n in shown_sets(runs))]))
    return found


def variant_table(runs: Runs) -> list[str]:
    """Every other kind of pre-training against the random one, alone and after 5 % of the labels."""
    found = headed("pre-training", "judged", "set", "random", "it", "difference", "of each seed", "mixtures")
    for variant in (v for v in VARIANTS if v != MAIN):
        for share, kind, label in ((None, "rows", "alone, by name"), (None, "best_assignment", "alone, by best assignment"), (0.05, "rows", "after 5 %")):
            seeds = seeds_of(runs, (variant, share), (MAIN, share))
            for name in shown_sets(runs) if seeds else []:
                main, own = (rows_of(runs, v, share, seeds, name, kind) for v in (MAIN, variant))
                found.append(versus([variant, label, name], main, own))
    return found


def curve_table(runs: Runs, cost: int = COST) -> list[str]:
    """Intermediate scores on synthetic excerpts, averaged over seeds; for pre-trained runs, those after pre-training.
    """
    times = [cost * n // 8 for n in range(1, 9)]
    found = headed("run", "seeds", *(f"{t} s" for t in times))
    for variant, share in [*((v, None) for v in VARIANTS), *((v, s) for s in SHARES for v in (None, *VARIANTS))]:
        seeds = seeds_of(runs, (variant, share), cost=cost)
        at: dict[int, list[float]] = {}
        for seed in seeds:
            for point in runs[Cell(variant, share, seed, cost).name]["curve"]:
                at.setdefault(round(point["cpu_s"] / 10) * 10 + (cost // 2 if variant and share else 0), []).append(point["look"])
        label = f"{variant or 'scratch'}, " + ("pre-training" if share is None else f"{share:.0%}")
        if seeds:
            found.append(line([label, str(len(seeds)), *(f"{np.mean(at[t]):.1f}" if t in at else "" for t in times)]))
    return found


def conv_table(runs: Runs) -> list[str]:
    """Conv-TasNet from scratch and after MixIT."""
    found = headed("labels", "CPU s", "set", "from scratch", "MixIT, then labels", "difference", "of each seed", "mixtures")
    cells = {e["variant"]: e for e in runs.values() if "network" in e}
    if len(cells) == 2:
        scratch, mixit = cells[None], cells[MAIN]
        found += [versus([f"{scratch['share']:.0%}", str(scratch["total_cpu_s"]), name], [scratch["rows"][name]], [mixit["rows"][name]])
                  for name in SHOWN if name in scratch["rows"] and name in mixit["rows"]]
    return found


def tables(runs: Runs, equal: Runs) -> str:
    return "\n".join([
        *section("From scratch against pre-trained, at equal cost", core_table(runs)),
        *section("Both rules: equal time on the labels, and equal total cost", both_rules_table(equal, runs, MAIN)),
        *section("The same, SDR", core_table(runs, "sdr")),
        *section(f"At {LONGER} CPU seconds", core_table(runs, cost=LONGER)),
        *section("What pre-training alone separates, and what it names", naming_table(runs)),
        *section("Random, coherent and blind pre-training", variant_table(runs)),
        *section("A Conv-TasNet", conv_table(runs)),
        *section("Along the way", curve_table(runs)),
        *section(f"Along the way, {LONGER} CPU seconds", curve_table(runs, LONGER))])


def main() -> None:
    arguments = options(__doc__).parse_args()
    torch.set_num_threads(1)
    target = HERE / "results.json"
    runs = gathered(published(target), arguments.results)
    if arguments.report:
        read_report(runs, arguments.work, arguments.data, arguments.rendered)
    target.write_text(json.dumps(runs, separators=(",", ":")) + "\n", encoding="utf-8")
    rewrite(HERE / "README.md", tables(runs, published(EQUAL_LABELS)))


if __name__ == "__main__":
    run_main(main)
