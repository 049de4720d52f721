"""Runs the protocol over a set and keeps a row an output; summaries are made from the rows."""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Any, Callable

import numpy as np
from scipy.optimize import linear_sum_assignment

from .classes import CLASSES, REST_SLOT
from .metrics import is_silent, sdr, si_sdr, summarize
from .paths import data_pack
from .perceptual import perceptual_figures
from .separate import ratio_mask, separate
from .sets import Mixture, build

SETS = ("synthetic", "shifted", "real-select", "real-report", "real-in-rooms")
Apply = Callable[..., np.ndarray]
"""A network's way to separate: network, mixture [samples], its rate, players, and, if it can be told them, their notes
-> estimates [players + 1, samples], rest last."""
PAIR_STEM = "12_Spring/violin+cello"
"""Its violin stem holds two players: two are declared, and their outputs are added."""


def match_pairs(references: np.ndarray, estimates: np.ndarray, players: list[int]) -> np.ndarray:
    """Exchange the outputs of two equal players where that fits the whole file better."""
    estimates = estimates.copy()
    for i in range(len(players) - 1):
        if players[i] == players[i + 1]:
            straight = sum(sdr(references[i + k], estimates[i + k]) for k in (0, 1))
            crossed = sum(sdr(references[i + k], estimates[i + 1 - k]) for k in (0, 1))
            if crossed > straight:
                estimates[[i, i + 1]] = estimates[[i + 1, i]]
    return estimates


def best_permutation(references: np.ndarray, estimates: np.ndarray) -> np.ndarray:
    """The estimates in the order that fits the references best, whatever they are called: highest mean SI-SDR."""
    fit = np.array([[si_sdr(r, e) for e in estimates] for r in references])
    return estimates[linear_sum_assignment(-fit)[1]]


def told_figures(network: Any, mixture: Mixture, apply: Apply) -> list[dict[str, float]]:
    """A player's SI-SDR improvement by name and with the best permutation: without notes, and told the notes of the annotation."""
    signal, count = mixture.references.sum(0), len(mixture.players)
    references = mixture.references[:count]
    rows: list[dict[str, float]] = [{} for _ in references]
    for prefix, notes in (("", ()), ("told_", (mixture.notes,))):
        named = apply(network, signal, mixture.rate, mixture.players, *notes)[:count]
        for kind, outputs in (("named", named), ("permuted", best_permutation(references, named))):
            for row, reference, output in zip(rows, references, outputs):
                row[f"{prefix}{kind}_si_sdr_improvement"] = round(si_sdr(reference, output) - si_sdr(reference, signal), 3)
    return rows


def run_mixture(network: Any, mixture: Mixture, apply: Apply = separate, perceptual: bool = True, told: bool = False) -> list[dict[str, Any]]:
    """One row a player: figures of the output, of the unprocessed mixture, of the ideal ratio mask.

    perceptual: MS-SSIM and NLPD too, which cost more than a quick network does. told: `told_figures` too, where the mixture has notes.
    """
    signal = mixture.references.sum(0)
    if mixture.name.startswith(PAIR_STEM):
        outputs = apply(network, signal, mixture.rate, [0, 0, 2])
        outputs = np.stack([outputs[0] + outputs[1], outputs[2], outputs[3]])
    else:
        outputs = apply(network, signal, mixture.rate, mixture.players)
    estimates = match_pairs(mixture.references, outputs[:-1], mixture.players)
    ideal = ratio_mask(mixture.references, mixture.rate)
    rows = []
    sounding = [*mixture.players, *[REST_SLOT] * mixture.hidden][: len(mixture.players) + min(mixture.hidden, 1)]
    for index, c in enumerate(sounding):
        if index == len(mixture.players):
            estimates = np.concatenate([estimates, outputs[-1:]])
        reference = mixture.references[index]
        row: dict[str, Any] = {"mixture": mixture.name, "group": mixture.group,
                               "players": len(mixture.players), "instrument": "rest" if c == REST_SLOT else CLASSES[c],
                               "silent": is_silent(reference)}
        if not row["silent"]:
            floor = si_sdr(reference, signal)
            row |= {"si_sdr_improvement": si_sdr(reference, estimates[index]) - floor,
                    "sdr": sdr(reference, estimates[index]),
                    "sdr_improvement": sdr(reference, estimates[index]) - sdr(reference, signal),
                    "mixture_si_sdr": floor, "mixture_sdr": sdr(reference, signal),
                    "ideal_si_sdr_improvement": si_sdr(reference, ideal[index]) - floor,
                    "ideal_sdr": sdr(reference, ideal[index])}
            for prefix, output in (("", estimates[index]), ("mixture_", signal), ("ideal_", ideal[index])) if perceptual else ():
                perceived = perceptual_figures(reference, output, mixture.rate) or {}
                row |= {prefix + key: perceived[key] for key in ("ms_ssim", "nlpd") if key in perceived}
        rows.append({k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()})
    if told and mixture.notes is not None and not any(row["silent"] for row in rows):
        for row, figures_told in zip(rows, told_figures(network, mixture, apply)):
            row |= figures_told
    rest = float(np.sum(outputs[-1].astype(np.float64) ** 2) / np.sum(signal.astype(np.float64) ** 2))
    rows[0]["rest_db"] = round(10 * np.log10(rest + 1e-12), 2)
    return rows


def run_set(network: Any, mixtures: list[Mixture], apply: Apply = separate, perceptual: bool = True, told: bool = False) -> dict[str, Any]:
    """Rows, and seconds of computing per second of audio (one thread, ideal mask included)."""
    begun, audio = time.process_time(), 0.0
    rows: list[dict[str, Any]] = []
    for mixture in mixtures:
        rows += run_mixture(network, mixture, apply, perceptual, told)
        audio += mixture.references.shape[1] / mixture.rate
    return {"date": date.today().isoformat(), "rows": rows, "audio_s": round(audio, 1),
            "cpu_s": round(time.process_time() - begun, 1)}


def figures(rows: list[dict[str, Any]], key: str = "si_sdr_improvement") -> dict[str, Any]:
    """Per number of players and over all of them (each number weighs the same)."""
    heard = [r for r in rows if not r["silent"] and key in r]
    numbers = sorted({r["players"] for r in heard})
    per = {n: summarize(r[key] for r in heard if r["players"] == n) for n in numbers}
    return {"per": per, "mean": float(np.mean([s.mean for s in per.values()])) if per else float("nan"),
            "all": summarize(r[key] for r in heard),
            "silent": sum(r["silent"] for r in rows)}


def describe(name: str, result: dict[str, Any]) -> str:
    """One line a group and number of players, for the terminal."""
    lines = []
    for group in sorted({r["group"] for r in result["rows"]}):
        rows = [r for r in result["rows"] if r["group"] == group]
        f, ideal, s = figures(rows), figures(rows, "ideal_si_sdr_improvement"), figures(rows, "sdr")
        for n, summary in f["per"].items():
            lines.append(f"{name} {group} {n} players: SI-SDRi {summary.mean:.2f} ± {summary.standard_error:.2f} "
                         f"(median {summary.median:.2f}, 10th {summary.tenth:.2f}, worse {summary.worse:.0%}, "
                         f"{summary.outputs} outputs), SDR {s['per'][n].mean:.2f}, ideal {ideal['per'][n].mean:.2f}")
        columns = {key: figures(rows, f"{key}_si_sdr_improvement")["per"] for key in ("named", "permuted", "told_named", "told_permuted")}
        lines += [f"{name} {group} {n} players, SI-SDRi by name (best permutation): {columns['named'][n].mean:.2f} "
                  f"({columns['permuted'][n].mean:.2f}), told the notes {columns['told_named'][n].mean:.2f} "
                  f"({columns['told_permuted'][n].mean:.2f})" for n in columns["told_named"]]
    return "\n".join(lines)


def compare(a: list[dict[str, Any]], b: list[dict[str, Any]], key: str = "si_sdr_improvement") -> tuple[float, float, int]:
    """Paired by mixture: mean of b - a, half width of the 95 % interval, number of mixtures."""
    def by_mixture(rows: list[dict[str, Any]]) -> dict[str, float]:
        sums: dict[str, list[float]] = {}
        for r in rows:
            if not r["silent"]:
                sums.setdefault(r["mixture"], []).append(r[key])
        return {k: float(np.mean(v)) for k, v in sums.items()}

    first, second = by_mixture(a), by_mixture(b)
    change = np.array([second[k] - first[k] for k in first if k in second])
    return float(change.mean()), float(1.96 * change.std(ddof=1) / np.sqrt(len(change))), len(change)


def evaluation_parser(description: str | None) -> argparse.ArgumentParser:
    """What every evaluation of a checkpoint is told; `evaluate_sets` takes what it parses."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--rendered", type=Path, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["real-select"])
    parser.add_argument("--out", type=Path, help="JSON of all rows; sets already in it are kept")
    parser.add_argument("--thin", type=int, default=1, help="every n-th mixture only, for a quick look")
    return parser


def evaluate_sets(evaluated: Callable[[list[Mixture]], dict[str, Any]], arguments: argparse.Namespace) -> None:
    """Run the wanted sets, tell their figures, and store each as soon as it is done. evaluated: `run_set` with its network."""
    pack = data_pack(arguments.data)
    results = json.loads(arguments.out.read_text(encoding="utf-8")) if arguments.out and arguments.out.exists() else {}
    for name in arguments.sets:
        results[name] = evaluated(build(name, pack, arguments.rendered)[:: arguments.thin])
        print(describe(name, results[name]), flush=True)
        if arguments.out:
            store(arguments.out, results)


def store(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
