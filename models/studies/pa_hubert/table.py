"""`python -m studies.pa_hubert.table`: adds the studies' output to `study.json` and to the tables of README.md.

`--report` reads real-report, once, when all runs exist. Runs from scratch are read from `studies.mixit`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from studies.common import COST, name_of
from studies.mixit.table import LONGER
from studies.pa_hubert import complex_masks, wave_study
from studies.pa_hubert.complex_masks import ComplexUNet
from studies.pa_hubert.waves import WaveUNet
from studies.tables import (
    EQUAL_LABELS,
    SEEDS,
    SHOWN,
    Rows,
    Runs,
    both_rules_table,
    by_mixture,
    gathered,
    headed,
    line,
    mean,
    options,
    published,
    rewrite,
    section,
    versus,
)
from training.data.few_labels import SHARES
from training.engine.checkpoint import load_facts, load_weights
from training.errors import run_main
from training.measure.excerpts import Excerpt, cached, score, score_estimates
from training.networks.harmonic_unet.small import SmallUNet
from training.paths import REPOSITORY, data_pack

HERE = REPOSITORY / "models" / "studies" / "pa_hubert"
MIXIT = REPOSITORY / "models" / "studies" / "mixit" / "results.json"
OTHERS = {"half": "from scratch, half the cost", "frozen": "encoder frozen", "first round": "one round of clusters"}


def scorer(name: str, entry: dict[str, Any], work: Path) -> Callable[[list[Excerpt]], list[dict[str, Any]]]:
    """Score a run again from its checkpoint."""
    kinds: dict[str, Callable[[], WaveUNet | ComplexUNet | SmallUNet]] = {"waves": WaveUNet, "complex": ComplexUNet}
    network = kinds.get(entry["kind"].split()[0], SmallUNet)()
    load_weights(work / name.replace(" ", "-"), network)
    network.eval()
    if isinstance(network, WaveUNet):
        return lambda found: score_estimates(wave_study.separator(network), found)
    if isinstance(network, ComplexUNet):
        return lambda found: score_estimates(complex_masks.separator(network), found)
    return lambda found: score(network.batch, found)


def rows_of(runs: Runs, kind: str, share: float, seeds: list[int], name: str, cost: int = COST) -> Rows:
    return [runs[name_of(kind, share, s, cost)]["rows"][name] for s in seeds]


def seeds_of(runs: Runs, share: float, *kinds: str, cost: int = COST) -> list[int]:
    """Seeds for which all of these runs exist."""
    return [s for s in SEEDS if all(name_of(k, share, s, cost) in runs for k in kinds)]


def sets_of(runs: Runs, share: float, seeds: list[int], *kinds: str, cost: int = COST) -> list[str]:
    return [n for n in SHOWN if all(n in runs[name_of(k, share, s, cost)]["rows"] for k in kinds for s in seeds)]


def core_table(runs: Runs, key: str = "si_sdr_improvement", cost: int = COST) -> list[str]:
    found = headed("labels", "set", "from scratch", "pre-trained, then labels", "difference", "of each seed", "mixtures")
    for share in SHARES:
        seeds = seeds_of(runs, share, "scratch", "fine", cost=cost)
        for name in sets_of(runs, share, seeds, "scratch", "fine", cost=cost) if seeds else []:
            first, second = (rows_of(runs, k, share, seeds, name, cost) for k in ("scratch", "fine"))
            found.append(versus([f"{share:.0%}", name], first, second, key))
    return found


def against(runs: Runs, base: str, others: dict[str, str]) -> list[str]:
    """Kinds of runs against `base`, on the seeds that both have."""
    found = headed("run", "labels", "set", "CPU s", base, "it", "difference", "of each seed", "mixtures")
    for kind, label in others.items():
        for share in SHARES:
            seeds = seeds_of(runs, share, base, kind)
            for name in sets_of(runs, share, seeds, base, kind) if seeds else []:
                cost = runs[name_of(kind, share, seeds[0])].get("total_cpu_s", "")
                first, second = (rows_of(runs, k, share, seeds, name) for k in (base, kind))
                found.append(versus([label, f"{share:.0%}", name, str(cost)], first, second))
    return found


def every_run(runs: Runs) -> list[str]:
    """SI-SDR improvement of each run, whether or not its seed has a partner."""
    shown = [s for s in SHOWN if any(s in e["rows"] for e in runs.values())]
    found = headed("run", "labels", "seed", "CPU s", *shown)
    for _, entry in sorted(runs.items(), key=lambda item: (item[1]["share"], item[0])):
        kind = entry.get("kind", "scratch")
        figures = [f"{mean([entry['rows'][s]]):.2f}" if s in entry["rows"] else "" for s in shown]
        cost = entry.get("total_cpu_s", round(entry["cpu_s"]))
        found.append(line([kind, f"{entry['share']:.0%}", str(entry["seed"]), str(cost), *figures]))
    return found


def cluster_table(report: dict[str, dict[str, float]]) -> list[str]:
    found = headed("clusters of", "purity", "named by other scenes", "information with instruments", "agreement of seeds")
    first = next(iter(report.values()))
    found.append(line(["register alone", f"{first['purity_of_register']:.3f}", f"{first['accuracy_of_register']:.3f}", "", ""]))
    for name, r in report.items():
        found.append(line([name, f"{r['purity']:.3f}", f"{r['accuracy']:.3f}", f"{r['information']:.3f}", f"{r['stability']:.2f}"]))
    return found


def pretraining_table(curves: dict[str, list[dict[str, float]]]) -> list[str]:
    found = headed("encoder", "round", "CPU s", "step", "loss", "named right")
    for name, points in curves.items():
        for p in points:
            found.append(line([name, str(p["round"]), f"{p['cpu_s']:.0f}", str(int(p["step"])), f"{p['loss']:.2f}", f"{p['look']:.2f}"]))
    return found


def along_the_way(runs: Runs) -> list[str]:
    """Intermediate scores on synthetic excerpts for the first seed; curves of pre-trained runs begin where pre-training
    ends.
    """
    found = headed("run (seed 1)", "CPU s: SI-SDR improvement")
    for share, cost in ((s, c) for s in SHARES for c in (COST, LONGER)):
        for kind in ("scratch", "half", "fine", "frozen"):
            entry = runs.get(name_of(kind, share, 1, cost))
            if entry is not None:
                total: float = entry["total_cpu_s"] if "total_cpu_s" in entry else entry["cpu_s"]
                before = round(total - entry["cpu_s"])
                curve = ", ".join(f"{before + p['cpu_s']:.0f}: {p['look']:.1f}" for p in entry["curve"])
                found.append(line([f"{kind} {share:.0%}, {round(total)} s", curve]))
    return found


def tables(runs: Runs, clusters: dict[str, dict[str, float]], curves: dict[str, list[dict[str, float]]]) -> str:
    waves = {"waves fine": "pre-trained, fine-tuned", "waves frozen": "pre-trained, frozen"}
    return "\n".join([
        *section("From scratch against pre-trained, at equal cost", core_table(runs)),
        *section("Both rules: equal time on the labels, and equal total cost", both_rules_table(published(EQUAL_LABELS), runs, "fine")),
        *section("The same, SDR", core_table(runs, "sdr")),
        *section(f"At {LONGER} CPU seconds", core_table(runs, cost=LONGER)),
        *section("Every run", every_run(runs)),
        *section("Other runs, against scratch", against(runs, "scratch", OTHERS)),
        *section("Other runs, against fine-tuning", against(runs, "fine", OTHERS)),
        *section("Complex masks, against real ones", against(runs, "fine", {"complex": "complex mask, fine-tuned"})),
        *section("In the time domain", against(runs, "waves scratch", waves)),
        *section("Clusters and instruments", cluster_table(clusters)),
        *section("Masked prediction along the way", pretraining_table(curves)),
        *section("Training on labels along the way", along_the_way(runs))]).rstrip()


def curves_of(work: Path) -> dict[str, list[dict[str, float]]]:
    """The training statistics of every spectrogram encoder's rounds."""
    found: dict[str, list[dict[str, float]]] = {}
    for state in sorted(work.glob("encoder-*.state.npz")):
        path = state.with_name(state.name[: -len(".state.npz")])
        facts = load_facts(path)
        pretraining_s, rounds, seed = path.name.split("-")[1:4]
        name = f"{pretraining_s} s, {rounds} round{'s' if rounds != '1' else ''}, seed {seed}"
        found.setdefault(name, []).extend({**p, "round": facts["round"]} for p in facts["curve"])
    return {k: sorted(v, key=lambda p: (p["round"], p["cpu_s"])) for k, v in found.items()}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--scratch", type=Path, default=MIXIT, help="JSON with the runs from scratch")
    parser.add_argument("--clusters", type=Path, help="JSON that studies.pa_hubert.clusters wrote, if it is new")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    target = HERE / "study.json"
    kept = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {"runs": {}, "clusters": {}, "pretraining": {}}
    runs = gathered(kept["runs"], arguments.results)
    if arguments.report:
        excerpts = cached("real-report", data_pack(arguments.data), arguments.rendered, arguments.work)
        for name, entry in runs.items():
            if "real-report" not in entry["rows"]:
                entry["rows"]["real-report"] = by_mixture(scorer(name, entry, arguments.work)(excerpts))
    clusters = json.loads(arguments.clusters.read_text(encoding="utf-8")) if arguments.clusters else kept["clusters"]
    curves = kept["pretraining"] | curves_of(arguments.work)
    target.write_text(json.dumps({"runs": runs, "clusters": clusters, "pretraining": curves}, separators=(",", ":")) + "\n", encoding="utf-8")
    scratch = {n: e for n, e in json.loads(arguments.scratch.read_text(encoding="utf-8")).items() if n.startswith("scratch")}
    rewrite(HERE / "README.md", tables(scratch | runs, clusters, curves))


if __name__ == "__main__":
    run_main(main)
