"""`python -m training.publish.ablations`: paired comparisons of evaluated variants, as a table of the card.

Each variant is a JSON file that `evaluate` wrote for the same sets. The interval is the 95 % interval over mixtures; each variant
is trained once, so the interval does not include the spread between runs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.errors import run_main
from training.measure.evaluate import compare, figures
from training.paths import REPOSITORY
from training.publish.card import group_names

HEAD = """## Effect of each change

SI-SDR improvement in dB, paired by mixture; ± is half of the 95 % interval over mixtures. Each variant was trained once, so the interval excludes the spread
between runs; mixtures share pieces and players, so it is on the narrow side. Only sets that may influence design choices are used.

| change | set | before | after | difference | mixtures |
| --- | --- | --- | --- | --- | --- |
"""


def lines(label: str, before: Path, after: Path) -> list[str]:
    """One table line for every group with at least ten mixtures that both files contain."""
    first, second = (json.loads(p.read_text(encoding="utf-8")) for p in (before, after))
    changed = {shown: rows for _, shown, rows, _ in group_names(second)}
    found = []
    for name, shown, rows, _ in group_names(first):
        if shown in changed and name not in ("real-report", "real-in-rooms") and len({r["mixture"] for r in rows}) >= 10:
            mean, half, count = compare(rows, changed[shown])
            a, b = (figures(r)["mean"] for r in (rows, changed[shown]))
            found.append(f"| {label} | {shown} | {a:.2f} | {b:.2f} | {mean:+.2f} ± {half:.2f} | {count} |")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pair", nargs=3, action="append", metavar=("LABEL", "BEFORE", "AFTER"), required=True)
    arguments = parser.parse_args()
    table = [line for label, before, after in arguments.pair for line in lines(label, Path(before), Path(after))]
    target = REPOSITORY / "models/training/recipes/harmonic_unet/card/ablations.md"
    target.write_text(HEAD + "\n".join(table) + "\n", encoding="utf-8")
    print("\n".join(table))


if __name__ == "__main__":
    run_main(main)
