"""`python -m studies.search.table`: writes the output of `study`, `wiener` and `band` to `results.json` and the tables
of README.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from studies.common import SETS, paired
from studies.search.variants import BASELINE, GROUPS, VARIANTS
from studies.search.wiener import MASKS, TRIED
from studies.tables import (
    Rows,
    Runs,
    change_cells,
    headed,
    line,
    mean,
    rewrite,
    section,
)
from training.errors import run_main
from training.paths import REPOSITORY

HERE = REPOSITORY / "models" / "studies" / "search"
SEEDS = (1, 2)
SCORED = {"start": "not trained on", "last": "the last weights, not their running mean", "shifts": "two time shifts averaged"}
"""Rows that come with the baseline's own runs."""


def seeds_of(runs: Runs, *rows: str) -> list[int]:
    """Seeds for which all of these rows exist."""
    return [s for s in SEEDS if all(f"{row}-{s}" in runs for row in rows)]


def rows_of(runs: Runs, row: str, seeds: list[int], name: str) -> Rows:
    return [runs[f"{row}-{s}"]["rows"][name] for s in seeds]


def change(runs: Runs, before: str, after: str, name: str) -> str:
    """Mean of the change with its interval, and each seed's own where there are two."""
    seeds = seeds_of(runs, before, after)
    c = paired(rows_of(runs, before, seeds, name), rows_of(runs, after, seeds, name))
    each = f" ({' / '.join(f'{s:+.2f}' for s in c.seeds)})" if len(c.seeds) > 1 else ""
    return f"{c.mean:+.2f} ± {c.half:.2f}{each}"


def noise_table(runs: Runs) -> list[str]:
    """The difference between two baseline runs with different seeds."""
    found = headed("everything", *SETS)
    for seed in seeds_of(runs, BASELINE):
        found.append(line([f"seed {seed}, {runs[f'{BASELINE}-{seed}']['step']} steps",
                           *(f"{mean(rows_of(runs, BASELINE, [seed], name)):.2f}" for name in SETS)]))
    if len(seeds_of(runs, BASELINE)) == 2:
        first, second = ([rows_of(runs, BASELINE, [s], name) for name in SETS] for s in SEEDS)
        found.append(line(["second - first", *(change_cells(a, b)[0].strip("*") for a, b in zip(first, second))]))
    return found


def group_table(runs: Runs, group: str) -> list[str]:
    """One line per row of the search: remaining material, steps in the same time, and changes against its baseline.
    """
    named = {k: (v.title, v.against) for k, v in VARIANTS.items() if v.group == group and k != v.against and k != BASELINE}
    if group == "scored":
        named = {k: (title, BASELINE) for k, title in SCORED.items()}
    found = headed("change", "seeds", "scenes", "players", "steps", *SETS, "mean of sets")
    for key, (title, against) in named.items():
        seeds = seeds_of(runs, key, against)
        if seeds:
            one = runs[f"{key}-{seeds[0]}"]
            over = np.mean([paired(rows_of(runs, against, seeds, n), rows_of(runs, key, seeds, n)).mean for n in SETS])
            found.append(line([title, str(len(seeds)), str(one["scenes"]), str(one["players"]), str(one["step"]),
                               *(change(runs, against, key, name) for name in SETS), f"**{over:+.2f}**"]))
    return found


def stereo_table(runs: Runs) -> list[str]:
    """Compares the network with cues as input and the one without, by kind of microphones."""
    seeds = seeds_of(runs, "stereo-mono", "stereo-cues")
    found = headed("microphones", "seeds", "one channel heard", "cues heard too", "difference", "of each seed", "mixtures")
    for kind in runs[f"stereo-mono-{seeds[0]}"]["rows"] if seeds else []:
        before, after = (rows_of(runs, row, seeds, kind) for row in ("stereo-mono", "stereo-cues"))
        found.append(line([kind, str(len(seeds)), f"{mean(before):.2f}", f"{mean(after):.2f}", *change_cells(before, after)]))
    return found


def wiener_table(ways: dict[str, dict[str, list[dict[str, Any]]]]) -> list[str]:
    """The published network's masks, and the changes made by the filter."""
    tried = [name for name in TRIED if name != MASKS and any(name in rows for rows in ways.values())]
    found = headed("microphones", MASKS, *(f"{name}, change" for name in tried))
    for kind, rows in ways.items():
        changes = [change_cells([rows[MASKS]], [rows[name]])[0] if name in rows else "" for name in tried]
        found.append(line([kind, f"{mean([rows[MASKS]]):.2f}", *changes]))
    return found


def band_table(rows: list[dict[str, Any]]) -> list[str]:
    """A line a kind of recording: energy above the band, SI-SDR of the whole and of the upper band alone."""
    found = headed("recordings", "stems", "energy above 11 kHz, dB", "ideal mask", "ideal below, carried on above", "ideal below, nothing above",
                   "upper band alone: mixture", "carried on", "ideal")
    for group in sorted({r["group"] for r in rows}):
        held = [r for r in rows if r["group"] == group]
        keys = ("above_db", "ideal", "extended", "nothing", "mixture_above", "extended_above", "ideal_above")
        cells = [f"{np.median([r[k] for r in held]):.1f}" if k == "above_db" else f"{np.mean([r[k] for r in held]):.2f}" for k in keys]
        found.append(line([group, str(len(held)), *cells]))
    return found


def tables(content: dict[str, Any]) -> str:
    runs = content["runs"]
    parts = section("The baseline, and what a seed changes", noise_table(runs))
    for group in ("data", "mixing", "network", "scored"):
        parts += section(GROUPS[group], group_table(runs, group))
    parts += section("Level and phase between two channels as input", stereo_table(runs))
    for ways in content.get("wiener", []):
        count = len(next(iter(ways.values()))[MASKS])
        parts += section(f"A Wiener filter after the masks, {count} mixtures", wiener_table(ways))
    parts += section("Above the band", band_table(content.get("band", [])))
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, help="what study wrote")
    parser.add_argument("--wiener", type=Path, nargs="+", help="what runs of wiener wrote, a table each")
    parser.add_argument("--band", type=Path)
    arguments = parser.parse_args()
    target = HERE / "results.json"
    content: dict[str, Any] = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {"runs": {}}

    def read(path: Path) -> dict[str, Any]:
        return json.loads(path.read_text(encoding="utf-8"))

    if arguments.runs:
        content["runs"] |= read(arguments.runs)
    if arguments.wiener:
        content["wiener"] = [read(path) for path in arguments.wiener]
    if arguments.band:
        content["band"] = read(arguments.band)["rows"]
    target.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    rewrite(HERE / "README.md", tables(content))
    print(tables(content))


if __name__ == "__main__":
    run_main(main)
