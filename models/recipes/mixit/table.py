"""`python -m recipes.mixit.table`: the study's runs as `results.json` and as the tables of README.md.

`--report` reads real-report, once, when all runs are there.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..common.checkpoint import load_weights
from ..common.excerpts import cached, figure, score
from ..common.few_labels import SHARES
from ..common.paths import REPOSITORY, data_pack
from ..common.study import paired
from .small import SmallUNet
from .study import SETS, VARIANTS, Cell

HERE = REPOSITORY / "models" / "recipes" / "mixit"
SHOWN = (*SETS, "real-report")
MAIN = "random"
BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"

Runs = dict[str, dict[str, Any]]


def by_mixture(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a mixture: means over its excerpts and players."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["mixture"], []).append(row)
    return [{"mixture": name, "players": held[0]["players"],
             **{k: round(float(np.mean([r[k] for r in held])), 3) for k in ("si_sdr_improvement", "sdr")}}
            for name, held in found.items()]


def compact(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {k: {name: by_mixture(rows) for name, rows in entry[k].items()} for k in ("rows", "best_assignment") if k in entry}


def read_report(runs: Runs, work: Path, data: str | None, rendered: Path) -> None:
    """Scores every run on real-report that has no rows of it yet."""
    excerpts = cached("real-report", data_pack(data), rendered, work)
    network = SmallUNet()
    for name, entry in runs.items():
        for kind, by_name in (("rows", True), ("best_assignment", False)):
            if kind in entry and "real-report" not in entry[kind]:
                load_weights(work / name, network)
                network.eval()
                entry[kind]["real-report"] = by_mixture(score(network.batch, excerpts, by_name))


def rows_of(runs: Runs, variant: str | None, share: float | None, seeds: list[int], name: str, kind: str = "rows") -> list[list[dict[str, Any]]]:
    return [runs[Cell(variant, share, s).name][kind][name] for s in seeds]


def seeds_of(runs: Runs, *cells: tuple[str | None, float | None]) -> list[int]:
    """Seeds for which all of these runs are there."""
    return [s for s in (1, 2, 3) if all(Cell(v, share, s).name in runs for v, share in cells)]


def shown_sets(runs: Runs) -> list[str]:
    return [s for s in SHOWN if all(s in e["rows"] for e in runs.values())]


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def mean(rows: list[list[dict[str, Any]]], key: str = "si_sdr_improvement") -> float:
    return float(np.mean([figure(r, key) for r in rows]))


def change_cell(first: list[list[dict[str, Any]]], second: list[list[dict[str, Any]]], key: str) -> list[str]:
    c = paired(first, second, key)
    seeds = " / ".join(f"{s:+.2f}" for s in c.seeds) if len(c.seeds) > 1 else "one seed"
    return [f"**{c.mean:+.2f} ± {c.half:.2f}**", seeds, str(c.mixtures)]


def core_table(runs: Runs, key: str = "si_sdr_improvement") -> list[str]:
    head = ["labels", "set", "from scratch", "MixIT, then labels", "difference", "of each seed", "mixtures"]
    found = [line(head), line(["---"] * len(head))]
    for share in SHARES:
        seeds = seeds_of(runs, (None, share), (MAIN, share))
        if not seeds:
            continue
        for name in shown_sets(runs):
            scratch, mixit = (rows_of(runs, v, share, seeds, name) for v in (None, MAIN))
            found.append(line([f"{share:.0%}", name, f"{mean(scratch, key):.2f}", f"{mean(mixit, key):.2f}", *change_cell(scratch, mixit, key)]))
    return found


def naming_table(runs: Runs) -> list[str]:
    head = ["pre-training", "seeds", "outputs counted", *shown_sets(runs)]
    found = [line(head), line(["---"] * len(head))]
    for variant in VARIANTS:
        seeds = seeds_of(runs, (variant, None))
        for kind, label in (("rows", "by name"), ("best_assignment", "by best assignment")):
            if seeds:
                found.append(line([variant, str(len(seeds)), label, *(
                    f"{mean(rows_of(runs, variant, None, seeds, n, kind)):.2f}" for n in shown_sets(runs))]))
    return found


def variant_table(runs: Runs) -> list[str]:
    """Every other kind of pre-training against the random one, alone and after 5 % of the labels."""
    head = ["pre-training", "judged", "set", "random", "it", "difference", "of each seed", "mixtures"]
    found = [line(head), line(["---"] * len(head))]
    for variant in (v for v in VARIANTS if v != MAIN):
        for share, kind, label in ((None, "rows", "alone, by name"), (None, "best_assignment", "alone, by best assignment"), (0.05, "rows", "after 5 %")):
            seeds = seeds_of(runs, (variant, share), (MAIN, share))
            for name in shown_sets(runs) if seeds else []:
                main, own = (rows_of(runs, v, share, seeds, name, kind) for v in (MAIN, variant))
                found.append(line([variant, label, name, f"{mean(main):.2f}", f"{mean(own):.2f}", *change_cell(main, own, "si_sdr_improvement")]))
    return found


def curve_table(runs: Runs) -> list[str]:
    """The glance at synthetic excerpts along the way, mean over seeds; of pre-trained runs after their pre-training."""
    longest = max((e for e in runs.values() if e["variant"] is None), key=lambda e: len(e["curve"]))
    times = [round(p["cpu_s"] / 10) * 10 for p in longest["curve"]]
    found = [line(["run", "seeds", *(f"{t} s" for t in times)]), line(["---"] * (len(times) + 2))]
    offset = max(times) // 2
    for variant, share in [*((v, None) for v in VARIANTS), *((v, s) for s in SHARES for v in (None, *VARIANTS))]:
        seeds = seeds_of(runs, (variant, share))
        if not seeds:
            continue
        at: dict[int, list[float]] = {}
        for seed in seeds:
            for point in runs[Cell(variant, share, seed).name]["curve"]:
                at.setdefault(round(point["cpu_s"] / 10) * 10 + (offset if variant and share else 0), []).append(point["look"])
        label = f"{variant or 'scratch'}, " + ("pre-training" if share is None else f"{share:.0%}")
        found.append(line([label, str(len(seeds)), *(f"{np.mean(at[t]):.1f}" if t in at else "" for t in times)]))
    return found


def tables(runs: Runs) -> str:
    parts = [
        "### From scratch against pre-trained, at equal cost", "", *core_table(runs), "",
        "The same, SDR:", "", *core_table(runs, "sdr"), "",
        "### What pre-training alone separates, and what it names", "", *naming_table(runs), "",
        "### Random, coherent and blind pre-training", "", *variant_table(runs), "",
        "### Along the way", "", *curve_table(runs)]
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="the study's folder")
    parser.add_argument("--results", type=Path, nargs="+", required=True, help="what the study wrote")
    parser.add_argument("--report", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    target = HERE / "results.json"
    runs: Runs = {k: compact(e) for file in arguments.results for k, e in json.loads(file.read_text(encoding="utf-8")).items()}
    if target.exists():
        for name, entry in json.loads(target.read_text(encoding="utf-8")).items():
            for kind in ("rows", "best_assignment"):
                same = name in runs and all(runs[name][k] == entry[k] for k in ("step", "cpu_s"))
                if same and "real-report" in entry.get(kind, {}):
                    runs[name][kind]["real-report"] = entry[kind]["real-report"]
    if arguments.report:
        read_report(runs, arguments.work, arguments.data, arguments.rendered)
    target.write_text(json.dumps(runs, separators=(",", ":")) + "\n", encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n\n{tables(runs)}\n\n{END}{after}", encoding="utf-8")
    print(tables(runs))


if __name__ == "__main__":
    main()
