"""Code shared by the tables of the few-label studies: one row per mixture, paired lines, and updating a README's tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studies.common import SETS, name_of, paired
from training.data.few_labels import SHARES
from training.measure.excerpts import figure

SHOWN = (*SETS, "real-report")
SEEDS = (1, 2, 3)
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


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def headed(*cells: str) -> list[str]:
    """The first two lines of a table."""
    return [line(cells), line(["---"] * len(cells))]


def mean(rows: Rows, key: str = "si_sdr_improvement") -> float:
    return float(np.mean([figure(r, key) for r in rows]))


def change_cells(first: Rows, second: Rows, key: str = "si_sdr_improvement") -> list[str]:
    """Difference with its interval, each seed's own, mixtures."""
    c = paired(first, second, key)
    seeds = " / ".join(f"{s:+.2f}" for s in c.seeds) if len(c.seeds) > 1 else "one seed"
    return [f"**{c.mean:+.2f} ± {c.half:.2f}**", seeds, str(c.mixtures)]


def versus(labels: Sequence[str], first: Rows, second: Rows, key: str = "si_sdr_improvement") -> str:
    """labels, the means of both, and the change from the first to the second."""
    return line([*labels, f"{mean(first, key):.2f}", f"{mean(second, key):.2f}", *change_cells(first, second, key)])


def equal_labels_table(halves: Runs, pretrained: Runs, kind: str) -> list[str]:
    """The papers' comparison: both sides train on the labels for the same time, and pre-training comes on top of it.

    halves: runs of the kind `half` of `studies.pa_hubert.study`, which train from scratch for as long as a pre-trained run trains on labels.
    kind: of the pre-trained runs in `pretrained`.
    """
    found = headed("labels", "set", "from scratch", "pre-trained, then labels", "difference", "of each seed", "mixtures")
    for share in SHARES:
        pairs = [(halves[name_of("half", share, s)], pretrained[name_of(kind, share, s)]) for s in SEEDS
                 if name_of("half", share, s) in halves and name_of(kind, share, s) in pretrained]
        for name in SHOWN:
            if pairs and all(name in side["rows"] for pair in pairs for side in pair):
                first, second = ([pair[side]["rows"][name] for pair in pairs] for side in (0, 1))
                found.append(versus([f"{share:.0%}", name], first, second))
    return found


def section(title: str, table: Sequence[str]) -> list[str]:
    """Empty if the table has only a header."""
    return [f"### {title}", "", *table, ""] if len(table) > 2 else []


def rewrite(readme: Path, tables: str) -> None:
    """Write the tables between the markers of a README."""
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n\n{tables.strip()}\n\n{END}{after}", encoding="utf-8")
