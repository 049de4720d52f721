"""Code shared by the tables of the few-label studies: one row per mixture, paired lines, and updating a README's tables."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studies.common import SETS, Change, name_of, paired
from training.data.few_labels import SHARES
from training.measure.excerpts import figure
from training.paths import REPOSITORY

SHOWN = (*SETS, "real-report")
SEEDS = (1, 2, 3)
EQUAL_LABELS = REPOSITORY / "models" / "studies" / "equal_labels.json"
"""Runs that train on the labels for one and the same time, from scratch and pre-trained."""
BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"
KINDS = ("rows", "best_assignment")
"""What a run may have been scored by: the outputs' names, or as fits best."""

Runs = dict[str, dict[str, Any]]
Rows = list[list[dict[str, Any]]]
"""Of the same run with several seeds."""


def by_mixture(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per mixture: means over its excerpts and players."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["mixture"], []).append(row)
    return [{"mixture": name, "players": held[0]["players"],
             **{k: round(float(np.mean([r[k] for r in held])), 3) for k in ("si_sdr_improvement", "sdr")}}
            for name, held in found.items()]


def compact(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {k: {name: by_mixture(rows) for name, rows in entry[k].items()} for k in KINDS if k in entry}


def gathered(kept: Runs, files: Sequence[Path]) -> Runs:
    """The runs that are published already and those that studies wrote since; of a run that is in both, the new scores, and the old
    ones of sets that the new lack, if it is the same training."""
    runs = dict(kept)
    for name, entry in ((n, e) for file in files for n, e in json.loads(file.read_text(encoding="utf-8")).items()):
        found, before = compact(entry), runs.get(name, {})
        if all(before.get(k) == found[k] for k in ("step", "cpu_s")):
            for kind in KINDS:
                if kind in found:
                    found[kind] = before.get(kind, {}) | found[kind]
        runs[name] = found
    return runs


def options(description: str | None) -> argparse.ArgumentParser:
    """What every program takes that adds runs to published ones."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data")
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="the studies' folder")
    parser.add_argument("--results", type=Path, nargs="*", default=[], help="what the studies wrote since")
    parser.add_argument("--report", action="store_true")
    return parser


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def headed(*cells: str) -> list[str]:
    """The first two lines of a table."""
    return [line(cells), line(["---"] * len(cells))]


def mean(rows: Rows, key: str = "si_sdr_improvement") -> float:
    return float(np.mean([figure(r, key) for r in rows]))


def each_seed(change: Change) -> str:
    return " / ".join(f"{s:+.2f}" for s in change.seeds) if len(change.seeds) > 1 else "one seed"


def change_cells(first: Rows, second: Rows, key: str = "si_sdr_improvement") -> list[str]:
    """Difference with its interval, each seed's own, mixtures."""
    c = paired(first, second, key)
    return [f"**{c.mean:+.2f} ± {c.half:.2f}**", each_seed(c), str(c.mixtures)]


def versus(labels: Sequence[str], first: Rows, second: Rows, key: str = "si_sdr_improvement") -> str:
    """labels, the means of both, and the change from the first to the second."""
    return line([*labels, f"{mean(first, key):.2f}", f"{mean(second, key):.2f}", *change_cells(first, second, key)])


def published(file: Path) -> Runs:
    """The runs that a study has published; none before its first."""
    found: Runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def pairs_of(runs: Runs, before: str, after: str, share: float, name: str) -> tuple[Rows, Rows]:
    """The rows of a set of two kinds of runs, of the seeds that both have."""
    seeds = [s for s in SEEDS if all(name in runs.get(name_of(k, share, s), {}).get("rows", {}) for k in (before, after))]
    first, second = ([runs[name_of(k, share, s)]["rows"][name] for s in seeds] for k in (before, after))
    return first, second


def intervals(change: Change) -> str:
    """Mean, its interval over mixtures and, of several seeds, over seeds."""
    seeds = f" / {change.half_over_seeds:.2f}" if len(change.seeds) > 1 else " / one seed"
    return f"**{change.mean:+.2f}** ± {change.half:.2f}{seeds}"


def both_rules_table(equal: Runs, whole: Runs, kind: str) -> list[str]:
    """The papers' rule and equal total cost side by side.

    equal: runs of `studies.equal_labels`: both sides train equally long on the labels, and pre-training comes on top of it. Its
    `scratch` runs spend the total on the labels. whole: runs of equal total cost on other scenes, for shares without those. kind: of
    the pre-trained runs.
    """
    found = headed("labels", "set", "from scratch", "pre-trained, then labels", "the papers' rule: difference ± mixtures / seeds", "of each seed",
                   "equal total cost: difference ± mixtures / seeds", "of each seed", "mixtures")
    for share in SHARES:
        for name in SHOWN:
            first, second = pairs_of(equal, "half", kind, share, name)
            if not first:
                continue
            change, cost = paired(first, second), ["", ""]
            here = pairs_of(equal, "scratch", kind, share, name)
            other = here if here[0] else pairs_of(whole, "scratch", kind, share, name)
            if other[0]:
                costly = paired(*other)
                cost = [intervals(costly), each_seed(costly)]
            found.append(line([f"{share:.0%}", name, f"{mean(first):.2f}", f"{mean(second):.2f}", intervals(change), each_seed(change),
                               *cost, str(change.mixtures)]))
    return found


def section(title: str, table: Sequence[str]) -> list[str]:
    """Empty if the table has only a header."""
    return [f"### {title}", "", *table, ""] if len(table) > 2 else []


def rewrite(readme: Path, tables: str) -> None:
    """Write the tables between the markers of a README."""
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n\n{tables.strip()}\n\n{END}{after}", encoding="utf-8")
