"""`python -m studies.search.naming`: would exchanging the names of stems by how they sound mend stems that the network named wrongly?

Stems of `training.measure.decisions.draw` and `.fit --recorded`, separated under right declarations. A stem's fit to a name is the timbre part
of the stem check's regression (`content.py`), plus a share of what the regression learned about the mask's own colour. Names are exchanged where
another order of the mixture's names fits better by a margin.
"""

from __future__ import annotations

import argparse
import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.engine.checkpoint import load_weights
from training.errors import InputError, run_main
from training.measure.decisions.content import whole
from training.measure.decisions.stems import StemWindows, read
from training.networks.ears import Ears
from training.paths import REPOSITORY
from training.recipe import FOLDER
from training.signal.arrays import Array

MISNAMED = 0.3
"""A mixture counts as misnamed if the best order of its names raises the sum over its stems of their own instrument's share by more than this."""
CHANGED = 0.1
MARGINS = (0.0, 1.0, 2.0, 3.0)
COLOURS = (0.0, 0.25, 0.5, 1.0)
"""Shares of the regression's term for the name."""


def mixtures(windows: StemWindows) -> list[Array]:
    """The rows of `whole(windows)` of each mixture: stems of one mixture share windows of the recording."""
    groups: list[tuple[set[bytes], list[int]]] = []
    for row, number in enumerate(np.unique(windows.number)):
        heard = {spectrum.tobytes() for spectrum in windows.mixture[windows.number == number]}
        if groups and groups[-1][0] & heard:
            groups[-1][0].update(heard)
            groups[-1][1].append(row)
        else:
            groups.append((heard, [row]))
    return [np.array(rows) for _, rows in groups]


def best_order(fit: Array) -> tuple[Array, float]:
    """fit: [stems, names]. The order with the greatest sum, and what it gains over the order as it is."""
    rows = np.arange(len(fit))
    order = max((np.array(p) for p in permutations(rows)), key=lambda p: float(fit[rows, p].sum()))
    return order, float(fit[rows, order].sum() - fit[rows, rows].sum())


def outcomes(network: Ears, fitted: dict[str, Any], windows: StemWindows, colour: float) -> Array:
    """[mixtures, 3]: what the best order gains, the margin of the order by timbre, and what that order gains."""
    stems = whole(network, windows)
    timbre = stems.vector @ np.array(fitted["stem"]).T + colour * np.array(fitted["name"]).T[stems.name]
    found = []
    for group in mixtures(windows):
        rows = group[stems.kind[group] == "right"]
        if len(rows) < 2:
            continue
        names = stems.name[rows]
        share = stems.content[np.ix_(rows, names)]
        order, margin = best_order(timbre[np.ix_(rows, names)])
        found.append((best_order(share)[1], margin, share[np.arange(len(rows)), order].sum() - np.trace(share)))
    return np.array(found).reshape(-1, 3)


def summary(found: Array) -> dict[str, object]:
    possible, margin, gained = found.T
    return {"mixtures": len(found), "misnamed": int((possible > MISNAMED).sum()),
            "exchanged": {str(least): {"better": int(((margin > least) & (gained > CHANGED)).sum()),
                                       "worse": int(((margin > least) & (gained < -CHANGED)).sum())} for least in MARGINS}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stems", type=Path, nargs="+", help="files of stems")
    arguments = parser.parse_args()
    missing = [path for path in arguments.stems if not path.is_file()]
    if missing:
        raise InputError(f"{missing[0]} is not a file of stems")
    torch.set_num_threads(1)
    network = Ears()
    load_weights(FOLDER / "semisupcon" / "checkpoint", network)
    network.eval()
    fitted = json.loads((REPOSITORY / "models" / "ears" / "decisions.json").read_text(encoding="utf-8"))["stems"]
    for colour in COLOURS:
        found = np.concatenate([outcomes(network, fitted, read(path), colour) for path in arguments.stems])
        print(json.dumps({"colour": colour, **summary(found)}), flush=True)


if __name__ == "__main__":
    run_main(main)
