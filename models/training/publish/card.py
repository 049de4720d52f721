"""The tables of a separator's card. Figures come from evaluation rows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from training.measure.evaluate import figures
from training.measure.metrics import Summary, summarize

MAIN_GROUPS = {"synthetic": "different", "shifted": "different", "real-select": "bach10",
               "real-report": "bach10", "real-in-rooms": "bach10"}
"""The group that a set's name alone stands for; others are written set/group."""

MEANING = {
    "synthetic": "validation scores, recorded notes and rooms of the training sources",
    "shifted": "validation scores, unseen sample libraries and unseen measured rooms",
    "real-select": "Bach10 01, 03, 05: recorded players; used for design choices",
    "real-select/unaligned": "Medley-solos clips of different players at equal RMS, which do not play together; used for design choices",
    "real-select/undeclared": "Bach10 trios with one undeclared player; *rest* among the instruments is that player in the rest stem",
    "real-select/doubled": "two Medley-solos clips of one instrument at equal RMS, which do not play together; used for design choices",
    "real-select/strings": "URMP 12 (two separate violins, cello) and 01 (violin, cello) and the pairs in them; used for design choices",
    "real-select/resampled": "Bach10 quartets of real-select two and four semitones higher and lower and 30 % slower; used for design choices",
    "real-report/strings": "URMP 24, a string quartet, with its trios and pairs, and a violin duo; evaluated once, for this card",
    "real-report": "Bach10 07, 09: recorded players; evaluated once, for this card",
    "real-report/urmp": "12_Spring: two violins (one stem) and cello; one recording of 10 s",
    "real-report/urmp-doubled": "two violins, each alone; one recording of 13 s",
    "real-in-rooms": "real-report in unseen measured rooms, a position per player",
}


def group_names(results: dict[str, Any]) -> list[tuple[str, str, list[dict[str, Any]], str]]:
    """(set, displayed name, rows, date) for every group of every set, in the protocol's order."""
    found = []
    for name, main in MAIN_GROUPS.items():
        if name not in results:
            continue
        rows = results[name]["rows"]
        groups = sorted({r["group"] for r in rows}, key=lambda g: (g != main, g))
        for group in groups:
            shown = name if group == main else f"{name}/{group}"
            found.append((name, shown, [r for r in rows if r["group"] == group], results[name]["date"]))
    return found


def sharpened_sets(results: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The sets evaluated with masks sharpened by partials, and those evaluated with the masks alone."""
    names = [name for name in MAIN_GROUPS if name in results]
    return [n for n in names if results[n].get("sharpened", False)], [n for n in names if not results[n].get("sharpened", False)]


def label(results: dict[str, Any], name: str, shown: str) -> str:
    """A group's name in a table; it says which groups have the masks alone where not all sets were evaluated alike."""
    sharpened, alone = sharpened_sets(results)
    return f"{shown} (masks alone)" if sharpened and name in alone else shown


def manifest_metrics(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The manifest's `metrics`: SI-SDR improvement in dB, one entry per group and number of players."""
    lines = []
    for _, shown, rows, date in group_names(results):
        for players, summary in figures(rows)["per"].items():
            mixtures = len({r["mixture"] for r in rows if r["players"] == players})
            lines.append({"set": shown, "players": players, "metric": "si_sdr_improvement",
                          "value": round(summary.mean, 2), "mixtures": mixtures, "date": date})
    return lines


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(head: list[str], body: list[list[str]]) -> str:
    return "\n".join([_row(head), _row(["---"] * len(head)), *(_row(b) for b in body)])


def one_decimal(value: float) -> str:
    """value rounded to the manifest's two decimals and then to one, halves away from zero, as the application rounds it."""
    if not np.isfinite(value):
        return f"{value:.1f}"
    return str(Decimal(str(round(value, 2))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _cell(summary: Summary) -> str:
    error = f" ± {summary.standard_error:.1f}" if np.isfinite(summary.standard_error) else ""
    return f"{one_decimal(summary.mean)}{error}"


def set_table(results: dict[str, Any]) -> str:
    """Markdown table of all sets: the unprocessed mixture, the result, its spread and the ideal ratio mask."""
    body = []
    for name, group, rows, _ in group_names(results):
        shown = label(results, name, group)
        f, ideal = figures(rows), figures(rows, "ideal_si_sdr_improvement")
        floor, floor_sdr = figures(rows, "mixture_si_sdr"), figures(rows, "mixture_sdr")
        out, ideal_sdr = figures(rows, "sdr"), figures(rows, "ideal_sdr")
        for n, s in f["per"].items():
            mixtures = len({r["mixture"] for r in rows if r["players"] == n})
            body.append([shown, str(n), str(mixtures), f"{floor['per'][n].mean:.1f}", _cell(s), f"{s.median:.1f}",
                         f"{s.tenth:.1f}", f"{s.worse:.0%}", f"{ideal['per'][n].mean:.1f}",
                         f"{floor_sdr['per'][n].mean:.1f}", f"{out['per'][n].mean:.1f}", f"{ideal_sdr['per'][n].mean:.1f}",
                         str(sum(r["silent"] for r in rows if r["players"] == n))])
        if len(f["per"]) > 1:
            every = f["all"]
            body.append([shown, "mean", "", f"{floor['mean']:.1f}", f"**{f['mean']:.1f}**", f"{every.median:.1f}",
                         f"{every.tenth:.1f}", f"{every.worse:.0%}", f"{ideal['mean']:.1f}",
                         f"{floor_sdr['mean']:.1f}", f"{out['mean']:.1f}", f"{ideal_sdr['mean']:.1f}", str(f["silent"])])
    head = ["set", "players", "mixtures", "unprocessed SI-SDR", "SI-SDR improvement", "median", "10th percentile", "worse",
            "ideal ratio mask", "unprocessed SDR", "SDR", "SDR of the ideal ratio mask", "silent"]
    return table(head, body)


def instrument_table(results: dict[str, Any]) -> str:
    """Markdown table of SI-SDR improvement by instrument and set, over all numbers of players."""
    groups = group_names(results)
    instruments = sorted({r["instrument"] for _, _, rows, _ in groups for r in rows})
    body = []
    for instrument in instruments:
        cells = [instrument]
        for _, _, rows, _ in groups:
            s = summarize(r["si_sdr_improvement"] for r in rows if r["instrument"] == instrument and not r["silent"])
            cells.append(f"{s.mean:.1f} ({s.outputs})" if s.outputs else "")
        body.append(cells)
    return table(["instrument", *(label(results, name, shown) for name, shown, _, _ in groups)], body)


def meanings(results: dict[str, Any]) -> str:
    lines = []
    for _, shown, _, _ in group_names(results):
        base = shown.split("/")[0]
        text = MEANING.get(shown) or f"as {base}, " + ("with two players of one instrument" if "doubled" in shown
                                                                  else "with one player of a trio not declared" if "undeclared" in shown
                                                                  else shown.split("/")[1])
        lines.append(f"- **{shown}**: {text}.")
    return "\n".join(lines)


EXPLANATION = """All figures are in dB. Improvement is relative to the unprocessed mixture, whose own figure is the lower reference; the ideal
ratio mask, computed from the references, is the upper limit of this kind of model. ± is the standard error over outputs; *worse* is the share of
outputs that are worse than the mixture; silent references are excluded and counted. Means weight each number of players equally."""


def dates(results: dict[str, Any]) -> str:
    """One sentence: when each set was evaluated."""
    return "Evaluated: " + ", ".join(f"{name} {results[name]['date']}" for name in MAIN_GROUPS if name in results) + "."


def method(results: dict[str, Any]) -> str:
    """Which sets were evaluated with masks sharpened by partials; an empty string if none was."""
    sharpened, alone = sharpened_sets(results)
    if not sharpened:
        return ""
    found = f"The masks were sharpened by partials, as in the application, on {', '.join(sharpened)}"
    return f"{found}; *masks alone* are earlier figures without it." if alone else f"{found}."


def speed(results: dict[str, Any]) -> str:
    """One sentence on the speed of evaluation in Python on one thread, including ideal masks and metrics."""
    audio, cpu = (sum(r[k] for r in results.values()) for k in ("audio_s", "cpu_s"))
    return f"Evaluation, including metrics and ideal masks, took {cpu / audio:.2f} CPU seconds per second of audio on one thread (PyTorch)."
