"""Tables of what an encoder hears: instruments, calibration, robustness, ablation. Figures come from results.json."""

from __future__ import annotations

from typing import Any

MEANING = {
    "synthetic": "rendered scenes: scores of the validation composers, recorded notes and rooms of the training sources",
    "shifted": "rendered scenes: the same scores, sample libraries and measured rooms that nothing was trained on",
    "real-select": "recorded players: Bach10 01, 03, 05 (stems and every ensemble of two to four), Medley-solos clips (`clips`) and "
                   "two or three of these together, without common music (`unaligned`); may steer choices",
    "real-report": "recorded players: Bach10 07, 09 (stems and every ensemble) and URMP excerpts (`urmp`; `urmp-doubled`: two violins); read once",
}

EXPLANATION = """A window is 3 s. An instrument counts as heard in it where it sounds for a third of a second at least and lies at most
14 dB under the loudest player; as not heard under a tenth of a second or 22 dB and more under; in between it is left out. Macro figures are means over the
instruments that the group contains; micro figures are over all eleven, so false alarms of absent ones count. *All right*: share of windows in which
all eleven are right. AP: average precision. ECE: expected calibration error of the probabilities, ten bins."""


def _table(head: list[str], body: list[list[str]]) -> str:
    def row(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    return "\n".join([row(head), row(["---"] * len(head)), *(row(b) for b in body)])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def set_table(results: dict[str, Any]) -> str:
    """A line a set and group."""
    body = []
    for name, entry in results["sets"].items():
        for group, s in entry["groups"].items():
            shown = f"**{name}**" if group == "all" else f"{name}/{group}"
            body.append([shown, str(s["windows"]), _figure(s["f1_macro"]), _figure(s["f1_micro"]), _figure(s["average_precision_macro"]),
                         _figure(s["average_precision_micro"]), _figure(s["exact"]), f"{s['ece']:.3f}"])
    return _table(["set", "windows", "F1 macro", "F1 micro", "AP macro", "AP micro", "all right", "ECE"], body)


def recording_table(results: dict[str, Any]) -> str:
    """A line a set and group: whole recordings instead of windows."""
    body = [[f"**{name}**" if group == "all" else f"{name}/{group}", str(r["recordings"]), _figure(r["f1_macro"]), _figure(r["f1_micro"]),
             _figure(r["ranked"])]
            for name, entry in results["sets"].items() for group, r in entry.get("recordings", {}).items()]
    return _table(["set", "recordings", "F1 macro", "F1 micro", "ranked right"], body)


def instrument_table(results: dict[str, Any]) -> str:
    """F1, average precision, windows with the instrument, false alarms; a column a set."""
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
    """How often it was so, by what was said; a column a set."""
    sets = {name: entry["groups"]["all"]["reliability"] for name, entry in results["sets"].items()}
    starts = sorted({r["from"] for rows in sets.values() for r in rows})
    body = []
    for start in starts:
        cells = [f"{start:.1f} to {start + 0.1:.1f}"]
        for rows in sets.values():
            found = [r for r in rows if r["from"] == start]
            cells.append(f"{found[0]['was']:.2f} ({found[0]['count']})" if found else "")
        body.append(cells)
    return _table(["probability said", *sets], body)


def robustness_table(results: dict[str, Any]) -> str:
    """F1 macro and cosine under damage; a pair of columns a set."""
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
    return _table(["damage", *(c for n in names for c in (f"{n}: F1 macro", f"{n}: cosine"))], body)


def ablation_table(ablations: dict[str, Any]) -> str:
    """A line a run: its head, and linear probes on its embeddings, on the shifted set."""
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
    """The manifest's `metrics`: a line a set, group and figure."""
    return [{"set": name if group == "all" else f"{name}/{group}", "players": None, "metric": metric,
             "value": round(s[metric], 3), "mixtures": s["windows"], "date": entry["date"]}
            for name, entry in results["sets"].items() for group, s in entry["groups"].items()
            for metric in ("f1_macro", "f1_micro", "average_precision_macro", "ece")]
