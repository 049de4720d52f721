"""Calibrates the encoder on validation scenes, then evaluates it on the sets.

Calibration (slope and offset of Platt scaling per class, and thresholds) uses only the two calibration sets: separate rendered
scenes, half of them from training sources and half from unseen libraries. It never uses real recordings.
"""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from training.data.ears.damage import DAMAGES
from training.errors import InputError
from training.measure.ears import scores
from training.measure.ears.listen import Heard, join, listen, log_mels
from training.measure.ears.probe import hear, platt
from training.measure.ears.sets import build, step_of, windows
from training.measure.evaluate import store
from training.networks.ears import HOP, Ears
from training.paths import data_pack
from training.recipe import Judgement
from training.signal.arrays import Array
from training.signal.classes import CLASSES, SAMPLE_RATE

CALIBRATION = ("synthetic-calibration", "shifted-calibration")
SETS = ("synthetic", "shifted", "real-select", "real-report")
ROBUST = {"shifted": 8, "real-select": 6}
"""Every n-th recording of a set is degraded for the robustness metrics."""


def evenly(heard: list[Heard]) -> Array:
    """One weight per window: sets have equal weight, and so do solos and ensembles within a set."""
    shares = []
    for h in heard:
        solo = h.players == 1
        share = np.where(solo, 0.5 / max(int(solo.sum()), 1), 0.5 / max(int((~solo).sum()), 1))
        shares.append(share * sum(len(k.players) for k in heard) / len(heard))
    return np.concatenate(shares)


def calibrate(network: Ears, pack: Path | None, rendered: Path) -> dict[str, list[float]]:
    """slope, offset and thresholds, one number per class; also stored in the network."""
    parts = [listen(network, *log_mels(network, (w for r in build(n, pack, rendered) for w in windows(r, step_of(n))))) for n in CALIBRATION]
    heard = join(*parts)
    slope, offset = platt(heard.logits, heard.target, heard.weight, evenly(parts))
    thresholds = scores.best_thresholds(heard.target, hear(heard.logits, slope, offset), heard.weight)
    return {"slope": slope.tolist(), "offset": offset.tolist(), "thresholds": [round(float(t), 3) for t in thresholds]}


def groups(heard: Heard) -> dict[str, Array]:
    names = sorted(set(heard.group))
    found = {n: heard.group == n for n in names}
    return {"all": np.ones(len(heard.group), bool), **found} if len(names) > 1 else found


def judge(heard: Heard, calibration: dict[str, list[float]]) -> dict[str, Any]:
    """One summary per group of recordings."""
    probability = hear(heard.logits, np.array(calibration["slope"]), np.array(calibration["offset"]))
    return {name: scores.summary(heard.target[k], probability[k], heard.weight[k], np.array(calibration["thresholds"]), CLASSES)
            for name, k in groups(heard).items()}


def by_recording(heard: Heard, calibration: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Metrics of whole recordings by group, from the mean probability over windows; an instrument counts as playing if
    it plays in a fifth of the windows.

    `ranked`: share of recordings whose n instruments are the n most probable ones.
    """
    probability = hear(heard.logits, np.array(calibration["slope"]), np.array(calibration["offset"]))
    found = {}
    for name, kept in groups(heard).items():
        spans = [heard.recording == r for r in sorted(set(heard.recording[kept]))]
        mean = np.stack([probability[s].mean(0) for s in spans])
        plays = np.stack([heard.target[s].mean(0) >= 0.2 for s in spans])
        tp, fp, fn = scores.counts(plays, mean >= np.array(calibration["thresholds"]), np.ones_like(mean))
        ranked = [set(np.argsort(-m)[: t.sum()]) == set(np.flatnonzero(t)) for m, t in zip(mean, plays)]
        found[name] = {"recordings": len(spans), "f1_macro": float(np.nanmean(scores.f1(tp, fp, fn))),
                       "f1_micro": float(2 * tp.sum() / (2 * tp.sum() + fp.sum() + fn.sum())), "ranked": float(np.mean(ranked))}
    return found


def robustness(network: Ears, name: str, pack: Path | None, rendered: Path, calibration: dict[str, list[float]]) -> list[dict[str, Any]]:
    """F1 with and without each degradation on the same windows, and the cosine between a window's two embeddings."""
    recordings = list(build(name, pack, rendered))[:: ROBUST[name]]
    step = step_of(name)

    def heard_with(damage: str | None) -> Heard:
        rng = np.random.default_rng(9)
        copies = (None if damage is None else DAMAGES[damage](r.audio(), rng) for r in recordings)
        return listen(network, *log_mels(network, (w for r, c in zip(recordings, copies) for w in windows(r, step, c))))

    plain = heard_with(None)
    others = np.random.default_rng(1).permutation(len(plain.embedding))
    chance = float((plain.embedding * plain.embedding[others]).sum(1).mean())
    rows = [{"damage": "none", "f1_macro": judge(plain, calibration)["all"]["f1_macro"], "cosine": 1.0,
             "cosine_of_strangers": chance, "windows": len(plain.group)}]
    for damage in DAMAGES:
        damaged = heard_with(damage)
        rows.append({"damage": damage, "f1_macro": judge(damaged, calibration)["all"]["f1_macro"],
                     "cosine": float((plain.embedding * damaged.embedding).sum(1).mean()), "windows": len(damaged.group)})
    return rows


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 4)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def describe(name: str, result: dict[str, Any]) -> str:
    lines = []
    for group, s in result.items():
        lines.append(f"{name}/{group}: {s['windows']} windows, F1 macro {s['f1_macro']:.3f} micro {s['f1_micro']:.3f}, "
                     f"AP macro {s['average_precision_macro']:.3f} micro {s['average_precision_micro']:.3f}, ECE {s['ece']:.3f}, all right {s['exact']:.2f}")
    return "\n".join(lines)


def evaluate_sets(network: Ears, source: dict[str, Any], judgement: Judgement, damaged: tuple[str, ...]) -> None:
    """Calibrate once per checkpoint, then evaluate and store the requested sets; stored sets are kept while `source` is
    unchanged.

    damaged: sets that are also evaluated under each degradation.

    @raises InputError for a set that is not part of the protocol, or if the rendered scenes are missing
    """
    unknown = [name for name in judgement.sets if name not in SETS] + [name for name in damaged if name not in ROBUST]
    if unknown:
        raise InputError(f"there is no set {unknown[0]}; there are {', '.join(SETS)}, and damaged {', '.join(ROBUST)}")
    rendered, out = judgement.rendered, judgement.out
    if rendered is None or out is None:
        raise InputError("the encoder is calibrated on rendered scenes: name them with --rendered, and --out for the results")
    pack = data_pack(judgement.data) if any(s.startswith("real") for s in [*judgement.sets, *damaged]) else None
    results: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    if results.get("source") != source:
        results = {"source": source, "calibration": calibrate(network, pack, rendered), "sets": {}, "robustness": {}}
    for name in judgement.sets:
        begun = time.process_time()
        features, kept = log_mels(network, (w for r in islice(build(name, pack, rendered), 0, None, judgement.thin) for w in windows(r, step_of(name))))
        seconds = len(kept) * step_of(name) * HOP / SAMPLE_RATE
        heard = listen(network, features, kept)
        result = rounded(judge(heard, results["calibration"]))
        results["sets"][name] = {"date": date.today().isoformat(), "groups": result,
                                 "recordings": rounded(by_recording(heard, results["calibration"])), "audio_s": round(seconds),
                                 "cpu_s": round(time.process_time() - begun, 1)}
        print(describe(name, result), flush=True)
        store(out, results)
    for name in damaged:
        results["robustness"][name] = rounded(robustness(network, name, pack, rendered, results["calibration"]))
        for row in results["robustness"][name]:
            print(name, row, flush=True)
        store(out, results)
