"""Runs the evaluation protocol on a set and stores one row per output; summaries are computed from the rows."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Callable

import numpy as np
from scipy.optimize import linear_sum_assignment

from training.errors import InputError
from training.measure.metrics import is_silent, sdr, si_sdr, summarize
from training.measure.perceptual import perceptual_figures
from training.measure.progress import one_by_one, source_of
from training.measure.sets import Mixture, build
from training.networks.separate import HearsPitches, ratio_mask, separate
from training.paths import data_pack
from training.recipe import Judgement
from training.signal.arrays import Array
from training.signal.classes import CLASSES, REST_SLOT

SETS = ("synthetic", "shifted", "real-select", "real-report", "real-in-rooms")
Apply = Callable[..., Array]
"""Separates with a network. Arguments: network, mixture [samples], its sample rate, players and, if the network accepts
them, their notes. Returns estimates [players + 1, samples], the rest last.
"""
SWAP_DB = 1.0
AUDIBLE_DB = -20.0
PAIR_STEM = "12_Spring/violin+cello"
"""For a mixture whose violin stem contains two players: declare two violins and add their outputs."""


def match_pairs(references: Array, estimates: Array, players: list[int]) -> Array:
    """Exchange the outputs of two players of one class if that fits the whole file better."""
    estimates = estimates.copy()
    for i in range(len(players) - 1):
        if players[i] == players[i + 1]:
            straight = sum(sdr(references[i + k], estimates[i + k]) for k in (0, 1))
            crossed = sum(sdr(references[i + k], estimates[i + 1 - k]) for k in (0, 1))
            if crossed > straight:
                estimates[[i, i + 1]] = estimates[[i + 1, i]]
    return estimates


def best_permutation(references: Array, estimates: Array) -> Array:
    """The estimates in the order with the highest mean SI-SDR, whatever their names."""
    fit = np.array([[si_sdr(r, e) for e in estimates] for r in references])
    return estimates[linear_sum_assignment(-fit)[1]]


def permuted_figures(references: Array, estimates: Array, prefix: str = "") -> list[dict[str, float]]:
    """Each player's SI-SDR improvement by name and with the best permutation of the players' stems. Both float32
    [players, samples].
    """
    signal = references.sum(0)
    permuted = best_permutation(references, estimates)
    return [{f"{prefix}{kind}_si_sdr_improvement": round(si_sdr(reference, output[row]) - si_sdr(reference, signal), 3)
             for kind, output in (("named", estimates), ("permuted", permuted))} for row, reference in enumerate(references)]


def swapped_share(references: Array, estimates: Array, rate: int) -> float | None:
    """Share of the one-second windows in which exchanging two stems would raise the mean SI-SDR of their players by
    SWAP_DB or more.

    A window counts if at least two players are within AUDIBLE_DB of their own level over the whole recording. Players
    of the same class are ordered as fits the whole recording best. Returns None if no window counts.
    """
    levels = np.sqrt((references**2).mean(1)) * 10 ** (AUDIBLE_DB / 20)
    counted = swapped = 0
    for begin in range(0, references.shape[1] - rate + 1, rate):
        window = slice(begin, begin + rate)
        heard = [i for i, r in enumerate(references) if np.sqrt((r[window] ** 2).mean()) > levels[i] and not is_silent(r[window])]
        if len(heard) < 2:
            continue
        fit = np.array([[si_sdr(references[i][window], estimates[j][window]) for j in heard] for i in heard])
        gains = [(fit[a, b] + fit[b, a] - fit[a, a] - fit[b, b]) / 2 for a, b in combinations(range(len(heard)), 2)]
        counted += 1
        swapped += max(gains) >= SWAP_DB
    return swapped / counted if counted else None


def energy_share(reference: Array, estimate: Array) -> float:
    """The share of a player's energy that an output contains: <output, player> / <player, player>. The outputs sum to the mixture,
    so over all of them the shares sum to one plus the player's correlation with the others.
    """
    player = reference.astype(np.float64)
    return float(player @ estimate.astype(np.float64) / (player @ player))


def told_figures(network: Any, mixture: Mixture, apply: Apply) -> list[dict[str, float]]:
    """`permuted_figures` of a separation with the annotated notes as input."""
    outputs = apply(network, mixture.references.sum(0), mixture.rate, mixture.players, mixture.notes)
    return permuted_figures(mixture.references, outputs[:-1], "told_")


def run_mixture(network: Any, mixture: Mixture, apply: Apply = separate, perceptual: bool = True, told: bool = False) -> list[dict[str, Any]]:
    """One row per player: metrics of the output, of the unprocessed mixture and of the ideal ratio mask.

    perceptual: also compute MS-SSIM and NLPD, which cost more than a fast network. told: also compute `told_figures`
    where the mixture has notes.
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
            if c == REST_SLOT and mixture.hidden == 1:
                row["hidden_share"] = energy_share(reference, estimates[index])
        rows.append({k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()})
    if not mixture.hidden and len(outputs) == len(rows) + 1 and not any(row["silent"] for row in rows):
        found = [permuted_figures(mixture.references, outputs[:-1])]
        if told and mixture.notes is not None:
            found.append(told_figures(network, mixture, apply))
        for kind in found:
            for row, more in zip(rows, kind):
                row |= more
        share = swapped_share(mixture.references, estimates, mixture.rate)
        if share is not None:
            rows[0]["swapped"] = round(share, 3)
    rest = float(np.sum(outputs[-1].astype(np.float64) ** 2) / np.sum(signal.astype(np.float64) ** 2))
    rows[0]["rest_db"] = round(10 * np.log10(rest + 1e-12), 2)
    return rows


def run_set(network: Any, mixtures: list[Mixture], apply: Apply = separate, perceptual: bool = True, told: bool = False) -> dict[str, Any]:
    """The rows, the CPU seconds per second of audio (one thread, including the ideal mask), and whether the masks were sharpened
    by partials, as the application sharpens those of every network that hears pitches.
    """
    begun, audio = time.process_time(), 0.0
    rows: list[dict[str, Any]] = []
    for mixture in mixtures:
        rows += run_mixture(network, mixture, apply, perceptual, told)
        audio += mixture.references.shape[1] / mixture.rate
    return {"date": date.today().isoformat(), "rows": rows, "audio_s": round(audio, 1),
            "cpu_s": round(time.process_time() - begun, 1), "sharpened": isinstance(network, HearsPitches)}


def figures(rows: list[dict[str, Any]], key: str = "si_sdr_improvement") -> dict[str, Any]:
    """Metrics per number of players and overall (each number of players has equal weight)."""
    heard = [r for r in rows if not r["silent"] and key in r]
    numbers = sorted({r["players"] for r in heard})
    per = {n: summarize(r[key] for r in heard if r["players"] == n) for n in numbers}
    return {"per": per, "mean": float(np.mean([s.mean for s in per.values()])) if per else float("nan"),
            "all": summarize(r[key] for r in heard),
            "silent": sum(r["silent"] for r in rows)}


def describe(name: str, result: dict[str, Any]) -> str:
    """One line per group and number of players, for the terminal."""
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
                  f"({columns['permuted'][n].mean:.2f})" + (f", told the notes {columns['told_named'][n].mean:.2f} "
                  f"({columns['told_permuted'][n].mean:.2f})" if n in columns["told_named"] else "") for n in columns["named"]]
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


def evaluate_sets(evaluated: Callable[[list[Mixture]], dict[str, Any]], judgement: Judgement) -> None:
    """Evaluate the requested sets, print their metrics, and store each set as soon as it is done; a set that was stopped is continued
    (`measure.progress`). evaluated: `run_set` with its network.

    @raises InputError for a set that is not part of the protocol
    """
    unknown = [name for name in judgement.sets if name not in SETS]
    if unknown:
        raise InputError(f"there is no set {unknown[0]}; there are {', '.join(SETS)}")
    pack = data_pack(judgement.data)
    out = judgement.out
    results = json.loads(out.read_text(encoding="utf-8")) if out is not None and out.exists() else {}
    source = source_of(judgement)
    for name in judgement.sets:
        mixtures = build(name, pack, judgement.rendered)[:: judgement.thin]
        results[name] = evaluated(mixtures) if out is None else one_by_one(evaluated, mixtures, out.with_name(f"{out.name}.{name}.part"), source)
        print(describe(name, results[name]), flush=True)
        if out is not None:
            store(out, results)


def store(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
