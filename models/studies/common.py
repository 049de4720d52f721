"""Code shared by the studies: command line, names of runs, and the paired comparison of runs of equal cost."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import t as student_t

SETS = ("synthetic", "shifted", "real-select", "unaligned")
"""The sets that runs are scored on; design choices may depend on all of these."""
COST = 160
"""CPU seconds of a run in the core tables, covering pre-training and labels together."""


def study_parser(description: str | None) -> argparse.ArgumentParser:
    """The options of every study: where its material is and where its results go."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoints and excerpts")
    parser.add_argument("--out", type=Path, required=True, help="JSON; runs in it are kept")
    return parser


def add_label_steps(parser: argparse.ArgumentParser) -> None:
    """The option of the studies that compare runs of equal training on the labels."""
    parser.add_argument("--label-steps", type=int, help="train on the labels for so many steps, whatever they cost")


def name_of(kind: str, share: float | None, seed: int, cost: int = COST) -> str:
    """A run's name in results and checkpoints. share: of the labels; without one, pre-training alone."""
    labels = "" if share is None else f"-{round(100 * share)}"
    return f"{kind}{labels}-{seed}{'' if cost == COST else f'-{cost}s'}"


def mean_by(rows: Sequence[dict[str, Any]], key: str) -> dict[str, float]:
    """Mean of a metric for every mixture, over its excerpts and players."""
    sums: dict[str, list[float]] = {}
    for row in rows:
        sums.setdefault(row["mixture"], []).append(row[key])
    return {k: float(np.mean(v)) for k, v in sums.items()}


@dataclass(frozen=True)
class Change:
    """Mean of second - first, half the width of its 95 % interval over mixtures, the number of mixtures, and the change
    of each seed.
    """

    mean: float
    half: float
    mixtures: int
    seeds: tuple[float, ...]

    @property
    def half_over_seeds(self) -> float:
        """Half the width of the 95 % interval over seeds (Student's t); nan for one seed."""
        n = len(self.seeds)
        return float(student_t.ppf(0.975, n - 1) * np.std(self.seeds, ddof=1) / np.sqrt(n)) if n > 1 else float("nan")


def paired(first: Sequence[Sequence[dict[str, Any]]], second: Sequence[Sequence[dict[str, Any]]],
           key: str = "si_sdr_improvement") -> Change:
    """Rows of the same seeds in the same order. Differences are averaged over seeds first; the interval is then computed
    over mixtures.
    """
    if len(first) != len(second) or not first:
        raise ValueError("a paired comparison needs the same seeds on both sides")
    per_seed = []
    for a, b in zip(first, second):
        before, after = mean_by(a, key), mean_by(b, key)
        if before.keys() != after.keys():
            raise ValueError("a paired comparison needs the same mixtures on both sides")
        per_seed.append([after[k] - before[k] for k in sorted(before)])
    change = np.array(per_seed)
    over = change.mean(0)
    half = 1.96 * over.std(ddof=1) / np.sqrt(len(over)) if len(over) > 1 else float("nan")
    return Change(float(over.mean()), float(half), len(over), tuple(float(x) for x in change.mean(1)))
