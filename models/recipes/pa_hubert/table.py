"""`python -m recipes.pa_hubert.table`: the studies' runs as `study.json` and as the tables of README.md.

`--report` reads real-report, once, when all runs are there. Runs from scratch are read from `recipes.mixit`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from ..common.checkpoint import load_facts, load_weights
from ..common.excerpts import Excerpt, cached, score, score_estimates
from ..common.few_labels import SHARES
from ..common.paths import REPOSITORY, data_pack
from ..mixit.small import SmallUNet
from ..mixit.table import SHOWN, change_cell, by_mixture, line, mean
from . import complex_masks, wave_study
from .complex_masks import ComplexUNet
from .waves import WaveUNet

HERE = REPOSITORY / "models" / "recipes" / "pa_hubert"
MIXIT = REPOSITORY / "models" / "recipes" / "mixit" / "results.json"
BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"
SEEDS = (1, 2, 3)
OTHERS = {"half": "from scratch, half the cost", "frozen": "encoder frozen", "first round": "one round of clusters"}

Runs = dict[str, dict[str, Any]]
Rows = list[list[dict[str, Any]]]


def scorer(name: str, entry: dict[str, Any], work: Path) -> Callable[[list[Excerpt]], list[dict[str, Any]]]:
    """Scores a run again from its checkpoint."""
    network = WaveUNet() if entry["kind"].startswith("waves") else ComplexUNet() if entry["kind"].startswith("complex") else SmallUNet()
    load_weights(work / name.replace(" ", "-"), network)
    network.eval()
    if isinstance(network, WaveUNet):
        return lambda found: score_estimates(wave_study.separator(network), found)
    if isinstance(network, ComplexUNet):
        return lambda found: score_estimates(complex_masks.separator(network), found)
    return lambda found: score(network.batch, found)


def name_of(kind: str, share: float, seed: int) -> str:
    return f"{kind}-{round(100 * share)}-{seed}"


def rows_of(runs: Runs, kind: str, share: float, seeds: list[int], name: str) -> Rows:
    return [runs[name_of(kind, share, s)]["rows"][name] for s in seeds]


def seeds_of(runs: Runs, share: float, *kinds: str) -> list[int]:
    """Seeds for which all of these runs are there."""
    return [s for s in SEEDS if all(name_of(k, share, s) in runs for k in kinds)]


def sets_of(runs: Runs, share: float, seeds: list[int], *kinds: str) -> list[str]:
    return [n for n in SHOWN if all(n in runs[name_of(k, share, s)]["rows"] for k in kinds for s in seeds)]


def core_table(runs: Runs, key: str = "si_sdr_improvement") -> list[str]:
    head = ["labels", "set", "from scratch", "pre-trained, then labels", "difference", "of each seed", "mixtures"]
    found = [line(head), line(["---"] * len(head))]
    for share in SHARES:
        seeds = seeds_of(runs, share, "scratch", "fine")
        for name in sets_of(runs, share, seeds, "scratch", "fine") if seeds else []:
            a, b = (rows_of(runs, k, share, seeds, name) for k in ("scratch", "fine"))
            found.append(line([f"{share:.0%}", name, f"{mean(a, key):.2f}", f"{mean(b, key):.2f}", *change_cell(a, b, key)]))
    return found


def against(runs: Runs, base: str, others: dict[str, str]) -> list[str]:
    """Kinds of runs against `base` on the seeds that both have."""
    head = ["run", "labels", "set", "CPU s", "SI-SDR improvement", f"against {base}", "of each seed", "mixtures"]
    found = [line(head), line(["---"] * len(head))]
    for kind, label in others.items():
        for share in SHARES:
            seeds = seeds_of(runs, share, base, kind)
            for name in sets_of(runs, share, seeds, base, kind) if seeds else []:
                a, b = (rows_of(runs, k, share, seeds, name) for k in (base, kind))
                cost = runs[name_of(kind, share, seeds[0])].get("total_cpu_s", "")
                found.append(line([label, f"{share:.0%}", name, str(cost), f"{mean(b):.2f}", *change_cell(a, b, "si_sdr_improvement")]))
    return found


def every_run(runs: Runs) -> list[str]:
    """SI-SDR improvement of each run, whether or not its seed has a partner."""
    shown = [s for s in SHOWN if any(s in e["rows"] for e in runs.values())]
    found = [line(["run", "labels", "seed", "CPU s", *shown]), line(["---"] * (len(shown) + 4))]
    for name, entry in sorted(runs.items(), key=lambda item: (item[1]["share"], item[0])):
        kind = name.rsplit("-", 2)[0]
        figures = [f"{mean([entry['rows'][s]]):.2f}" if s in entry["rows"] else "" for s in shown]
        cost = entry.get("total_cpu_s", round(entry["cpu_s"]))
        found.append(line([kind, f"{entry['share']:.0%}", str(entry["seed"]), str(cost), *figures]))
    return found


def cluster_table(report: dict[str, dict[str, float]]) -> list[str]:
    head = ["clusters of", "purity", "named by other scenes", "information with instruments", "agreement of seeds"]
    found = [line(head), line(["---"] * len(head))]
    first = next(iter(report.values()))
    found.append(line(["register alone", f"{first['purity_of_register']:.3f}", f"{first['accuracy_of_register']:.3f}", "", ""]))
    for name, r in report.items():
        found.append(line([name, f"{r['purity']:.3f}", f"{r['accuracy']:.3f}", f"{r['information']:.3f}", f"{r['stability']:.2f}"]))
    return found


def pretraining_table(curves: dict[str, list[dict[str, float]]]) -> list[str]:
    head = ["encoder", "round", "CPU s", "step", "loss", "named right"]
    found = [line(head), line(["---"] * len(head))]
    for name, points in curves.items():
        for p in points:
            found.append(line([name, str(p["round"]), f"{p['cpu_s']:.0f}", str(int(p["step"])), f"{p['loss']:.2f}", f"{p['look']:.2f}"]))
    return found


def along_the_way(runs: Runs) -> list[str]:
    """The glance at synthetic excerpts, of the first seed; pre-trained runs begin where their pre-training ends."""
    found = [line(["run (seed 1)", "CPU s: SI-SDR improvement"]), line(["---"] * 2)]
    for share in SHARES:
        for kind in ("scratch", "half", "fine", "frozen"):
            entry = runs.get(name_of(kind, share, 1))
            if entry is not None:
                before = round(entry.get("total_cpu_s", entry["cpu_s"]) - entry["cpu_s"])
                found.append(line([f"{kind} {share:.0%}", ", ".join(f"{before + p['cpu_s']:.0f}: {p['look']:.1f}" for p in entry["curve"])]))
    return found


def section(title: str, table: list[str]) -> list[str]:
    """Nothing where the table has a head alone."""
    return [f"### {title}", "", *table, ""] if len(table) > 2 else []


def tables(runs: Runs, clusters: dict[str, dict[str, float]], curves: dict[str, list[dict[str, float]]]) -> str:
    waves = {"waves fine": "pre-trained, fine-tuned", "waves frozen": "pre-trained, frozen"}
    return "\n".join([
        *section("From scratch against pre-trained, at equal cost", core_table(runs)),
        *section("The same, SDR", core_table(runs, "sdr")),
        *section("Every run", every_run(runs)),
        *section("Other runs, against scratch", against(runs, "scratch", OTHERS)),
        *section("Other runs, against fine-tuning", against(runs, "fine", OTHERS)),
        *section("Complex masks, against real ones", against(runs, "fine", {"complex": "complex mask, fine-tuned"})),
        *section("In the time domain", against(runs, "waves scratch", waves)),
        *section("Clusters and instruments", cluster_table(clusters)),
        *section("Masked prediction along the way", pretraining_table(curves)),
        *section("Training on labels along the way", along_the_way(runs))]).rstrip()


def curves_of(work: Path) -> dict[str, list[dict[str, float]]]:
    """What every spectrogram encoder's rounds saw."""
    found: dict[str, list[dict[str, float]]] = {}
    for state in sorted(work.glob("encoder-*.state.npz")):
        path = state.with_name(state.name[: -len(".state.npz")])
        facts = load_facts(path)
        pretraining_s, rounds, seed = path.name.split("-")[1:4]
        name = f"{pretraining_s} s, {rounds} round{'s' if rounds != '1' else ''}, seed {seed}"
        found.setdefault(name, []).extend({**p, "round": facts["round"]} for p in facts["curve"])  # type: ignore[union-attr]
    return {k: sorted(v, key=lambda p: (p["round"], p["cpu_s"])) for k, v in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="the studies' folder")
    parser.add_argument("--results", type=Path, required=True, help="the studies' JSON")
    parser.add_argument("--scratch", type=Path, default=MIXIT, help="JSON with the runs from scratch")
    parser.add_argument("--clusters", type=Path, required=True, help="JSON that recipes.pa_hubert.clusters wrote")
    parser.add_argument("--report", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    target = HERE / "study.json"
    kept: Runs = json.loads(target.read_text(encoding="utf-8"))["runs"] if target.exists() else {}
    runs: Runs = {}
    for name, entry in json.loads(arguments.results.read_text(encoding="utf-8")).items():
        runs[name] = entry | {"rows": {s: by_mixture(rows) for s, rows in entry["rows"].items()}}
        before = kept.get(name, {"rows": {}})
        if "real-report" in before["rows"] and before["step"] == entry["step"]:
            runs[name]["rows"]["real-report"] = before["rows"]["real-report"]
    if arguments.report:
        excerpts = cached("real-report", data_pack(arguments.data), arguments.rendered, arguments.work)
        for name, entry in runs.items():
            if "real-report" not in entry["rows"]:
                entry["rows"]["real-report"] = by_mixture(scorer(name, entry, arguments.work)(excerpts))
    clusters = json.loads(arguments.clusters.read_text(encoding="utf-8"))
    curves = curves_of(arguments.work)
    target.write_text(json.dumps({"runs": runs, "clusters": clusters, "pretraining": curves}, separators=(",", ":")) + "\n", encoding="utf-8")
    scratch = {n: e | {"rows": {s: by_mixture(r) for s, r in e["rows"].items()}}
               for n, e in json.loads(arguments.scratch.read_text(encoding="utf-8")).items() if n.startswith("scratch")}
    text = (HERE / "README.md").read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    shown = tables(scratch | runs, clusters, curves)
    (HERE / "README.md").write_text(f"{before}{BEGIN}\n\n{shown}\n\n{END}{after}", encoding="utf-8")
    print(shown)


if __name__ == "__main__":
    main()
