"""Markdown tables for the card of an instrument encoder: recognition, calibration, robustness, ablation. Figures come from results.json."""

from __future__ import annotations

from typing import Any

MEANING = {
    "synthetic": "rendered scenes: scores of the validation composers, recorded notes and rooms of the training sources",
    "shifted": "rendered scenes: the same scores, with sample libraries and measured rooms that were not used for training",
    "real-select": "recorded players: Bach10 01, 03, 05 (stems and every ensemble of two to four), Medley-solos clips (`clips`) and "
                   "mixtures of two or three clips that do not play together (`unaligned`); used for design choices",
    "real-report": "recorded players: Bach10 07, 09 (stems and every ensemble) and URMP excerpts (`urmp`; `urmp-doubled`: two violins); evaluated once",
}

EXPLANATION = """A window is 3 s. An instrument counts as present if it sounds for at least a third of a second, at most 14 dB below the loudest
player, and as absent if it sounds for less than a tenth of a second or at least 22 dB below; windows in between are not counted for it. Macro figures
are means over the instruments that the group contains; micro figures are over all eleven, so they include false alarms of absent instruments. *All
right* is the share of windows in which all eleven are right. AP is average precision. ECE is the expected calibration error of the probabilities, in
ten bins."""


def _table(head: list[str], body: list[list[str]]) -> str:
    def row(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    return "\n".join([row(head), row(["---"] * len(head)), *(row(b) for b in body)])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def set_table(results: dict[str, Any]) -> str:
    """Recognition by window, one line per set and group."""
    body = []
    for name, entry in results["sets"].items():
        for group, s in entry["groups"].items():
            shown = f"**{name}**" if group == "all" else f"{name}/{group}"
            body.append([shown, str(s["windows"]), _figure(s["f1_macro"]), _figure(s["f1_micro"]), _figure(s["average_precision_macro"]),
                         _figure(s["average_precision_micro"]), _figure(s["exact"]), f"{s['ece']:.3f}"])
    return _table(["set", "windows", "F1 macro", "F1 micro", "AP macro", "AP micro", "all right", "ECE"], body)


def recording_table(results: dict[str, Any]) -> str:
    """Recognition by whole recording, one line per set and group."""
    body = [[f"**{name}**" if group == "all" else f"{name}/{group}", str(r["recordings"]), _figure(r["f1_macro"]), _figure(r["f1_micro"]),
             _figure(r["ranked"])]
            for name, entry in results["sets"].items() for group, r in entry.get("recordings", {}).items()]
    return _table(["set", "recordings", "F1 macro", "F1 micro", "ranked right"], body)


def ensemble_table(decisions: dict[str, Any]) -> str:
    """The proposals of whole recordings, one line per group of real-select."""
    return _table(["real-select", "recordings", "precision", "recall", "all right"],
                  [[group, str(r["recordings"]), _figure(r["precision"]), _figure(r["recall"]), _figure(r["all_right"])]
                   for group, r in decisions["validation"]["ensemble"].items()])


STEM_KINDS = {"right": "contain what they are named after", "false": "are named after an instrument that nobody plays",
              "mistaken": "contain somebody else, though somebody plays that instrument", "mixed": "contain something of both",
              "exchanged": "bear another stem's name"}


def stem_table(decisions: dict[str, Any]) -> str:
    """The check's verdicts on separated stems, one line per set and kind of stem."""
    body = []
    for name, kinds in decisions["validation"]["stems"].items():
        for kind, r in kinds.items():
            body.append([name, STEM_KINDS[kind], str(r["stems"]), *(f"{r[verdict]:.0%}" for verdict in ("agrees", "differs", "unsure"))])
    return _table(["set", "stems that", "stems", "confirmed", "doubted", "nothing said"], body)


def instrument_table(results: dict[str, Any]) -> str:
    """F1, average precision, windows with the instrument and false alarms, one column per set."""
    sets = {name: entry["groups"]["all"] for name, entry in results["sets"].items()}
    instruments = list(next(iter(sets.values()))["instruments"])
    body = []
    for instrument in instruments:
        cells = [instrument]
        for s in sets.values():
            i = s["instruments"][instrument]
            cells.append(f"{_figure(i['f1'])} / {_figure(i['average_precision'])} ({i['positives']}; {i['false_alarms']})"
                         if i["positives"] else f"(0; {i['false_alarms']})")
        body.append(cells)
    return _table(["instrument", *sets], body)


def reliability_table(results: dict[str, Any]) -> str:
    """Observed frequency by predicted probability, one column per set."""
    sets = {name: entry["groups"]["all"]["reliability"] for name, entry in results["sets"].items()}
    starts = sorted({r["from"] for rows in sets.values() for r in rows})
    body = []
    for start in starts:
        cells = [f"{start:.1f} to {start + 0.1:.1f}"]
        for rows in sets.values():
            found = [r for r in rows if r["from"] == start]
            cells.append(f"{found[0]['was']:.2f} ({found[0]['count']})" if found else "")
        body.append(cells)
    return _table(["predicted probability", *sets], body)


def robustness_table(results: dict[str, Any]) -> str:
    """Macro F1 and cosine similarity under each degradation, two columns per set."""
    sets = results["robustness"]
    names = list(sets)
    body = []
    for index, row in enumerate(sets[names[0]]):
        cells = [row["damage"]]
        for name in names:
            r = sets[name][index]
            cells += [_figure(r["f1_macro"]), _figure(r["cosine"])]
        body.append(cells)
    body.append(["*another window*", *(c for n in names for c in ("", _figure(sets[n][0]["cosine_of_strangers"])))])
    return _table(["degradation", *(c for n in names for c in (f"{n}: F1 macro", f"{n}: cosine"))], body)


def ablation_table(ablations: dict[str, Any]) -> str:
    """One line per run and linear probe: figures of the head and of the probe on its embeddings, on the shifted set."""
    body = []
    for name, row in ablations.items():
        probes = {k: v for k, v in row.items() if k.startswith("probe")}
        for label, probe in probes.items():
            head = row.get("head")
            body.append([name, label.removeprefix("probe "), f"{probe['f1_macro']:.3f}", f"{probe['average_precision_macro']:.3f}",
                         f"{head['f1_macro']:.3f}" if head else "", f"{head['average_precision_macro']:.3f}" if head else "",
                         str(row["views"]), str(row["cpu_s"])])
    return _table(["run", "labels of the probe", "probe: F1 macro", "probe: AP macro", "head: F1 macro", "head: AP macro", "views", "CPU s"], body)


def manifest_metrics(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The manifest's `metrics`: one entry per set, group and figure."""
    return [{"set": name if group == "all" else f"{name}/{group}", "players": None, "metric": metric,
             "value": round(s[metric], 3), "mixtures": s["windows"], "date": entry["date"]}
            for name, entry in results["sets"].items() for group, s in entry["groups"].items()
            for metric in ("f1_macro", "f1_micro", "average_precision_macro", "ece")]
