"""Writes the new model's folder: weights, manifest and card, with all metrics taken from the measurements."""

from __future__ import annotations

import hashlib
import platform
from datetime import date
from statistics import fmean
from typing import Any

from torch import nn

from training.adapt import start
from training.adapt.plan import Plan, Source
from training.adapt.score import Row, change, mean
from training.adapt.training import Learner
from training.networks.separate import frontend_of
from training.publish.export import (
    Training,
    manifest,
    takes_notes,
    to_onnx,
    write_manifest,
)
from training.signal.classes import CLASSES, SAMPLE_RATE

SOLOS = "your held-back solos"
RECORDINGS = "your held-back recordings"
LICENCE = "made from MIT-licensed weights with recordings of your own; theirs decide whether it may be passed on"


def _entries(name: str, rows: list[Row], metric: str, when: str) -> list[dict[str, Any]]:
    found = []
    for players in sorted({r.players for r in rows}):
        some = [r for r in rows if r.players == players]
        found.append({"set": name, "players": players, "metric": metric, "value": round(mean(some), 2),
                      "mixtures": len({r.mixture for r in some}), "date": when})
    return found


def metrics(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[dict[str, Any]]:
    """The metrics of the manifest. Recordings have no references, so their metric has a name of its own."""
    today = date.today().isoformat()
    return [
        *_entries(SOLOS, after["solos"], "si_sdr_improvement", today),
        *_entries(f"{SOLOS}, before", before["solos"], "si_sdr_improvement", today),
        *_entries(RECORDINGS, after["recordings"], "unmixing_si_sdr_improvement", today),
        *_entries(f"{RECORDINGS}, before", before["recordings"], "unmixing_si_sdr_improvement", today),
    ]


def figures(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[dict[str, Any]]:
    """The measurements for the host, each with its change and half the width of its 95 % interval."""
    found = []
    for kind in ("solos", "recordings"):
        old, new = before[kind], after[kind]
        if not new:
            continue
        by, half = change(old, new)
        found.append({
            "kind": kind, "mixtures": len({r.mixture for r in new}), "before": round(mean(old), 3), "after": round(mean(new), 3),
            "change": round(by, 3), "half": round(half, 3) if half == half else None,
            "instruments": [{"name": name, "before": round(_of(name, old), 3), "after": round(_of(name, new), 3)}
                            for name in sorted({r.name for r in new})]})
    return found


def _of(name: str, rows: list[Row]) -> float:
    return fmean(r.improvement for r in rows if r.name == name)


def seconds(sources: list[Source]) -> float:
    return sum(len(s.audio) for s in sources) / SAMPLE_RATE


def _material(plan: Plan) -> list[str]:
    lines = []
    if plan.recordings:
        lines.append(f"{len(plan.recordings)} recordings of your own, {seconds(plan.recordings) / 60:.1f} min, without references")
    for c in sorted({s.players[0] for s in plan.solos}):
        some = [s for s in plan.solos if s.players[0] == c]
        lines.append(f"{len(some)} solo passages of {CLASSES[c]}, {seconds(some):.0f} s")
    return lines


def write(plan: Plan, network: nn.Module, learner: Learner, share: float, before: dict[str, list[Row]],
          after: dict[str, list[Row]]) -> None:
    """Fill plan.out, which must exist and be empty."""
    to_onnx(network, plan.out / "model.onnx")
    data = [f"the published weights of {plan.start_id} {plan.start_version}, and what these were trained on", *_material(plan)]
    training = Training("models/training/adapt", data, [plan.seed], round(learner.cpu_s / 3600, 3),
                        f"{platform.machine()} {platform.system()}, {plan.threads} thread{'' if plan.threads == 1 else 's'}, no GPU")
    content = manifest(plan.model_id, "1.0.0", plan.title, plan.architecture, plan.out / "model.onnx", training, metrics(before, after),
                       frontend_of(network), takes_notes(network))
    content["weights"]["licence"] = LICENCE
    content["training"] |= {"start": {"id": plan.start_id, "version": plan.start_version}, "steps": learner.step,
                            "minutes": round(learner.minutes, 1), "share_of_the_way": share, "pretraining": plan.pretraining,
                            "checkpoint": _checkpoint(plan, network, learner)}
    write_manifest(plan.out / "manifest.json", content)
    (plan.out / "README.md").write_text(card(plan, learner, share, before, after), encoding="utf-8")


def _checkpoint(plan: Plan, network: nn.Module, learner: Learner) -> dict[str, Any]:
    """Describe the weights that a further adaptation starts from, and their network."""
    path = start.keep(plan, network, learner.step)
    content = path.read_bytes()
    return {"recipe": plan.recipe, "file": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


WAYS = {
    "unmixing": "Recordings taught by unmixing (two of them mixed, to be taken apart again)",
    "masked-prediction": "Recordings taught by masked prediction (parts of their spectra hidden, to be guessed from the rest)",
}


def _sentence(name: str, before: list[Row], after: list[Row]) -> str:
    by, half = change(before, after)
    sure = f" ± {half:.1f}" if half == half else ""
    return f"{name}: {mean(before):.1f} dB before, **{mean(after):.1f} dB** after ({by:+.1f}{sure}, {len({r.mixture for r in after})} mixtures)"


def _by_instrument(before: list[Row], after: list[Row]) -> list[str]:
    lines = ["| instrument | before | after | in mixtures |", "| --- | --- | --- | --- |"]
    for name in sorted({r.name for r in after}):
        count = sum(r.name == name for r in after)
        lines.append(f"| {name} | {_of(name, before):.1f} | {_of(name, after):.1f} | {count} |")
    return lines


def card(plan: Plan, learner: Learner, share: float, before: dict[str, list[Row]], after: dict[str, list[Row]]) -> str:
    lines = [
        f"# {plan.title}", "", "Generated by Divisi; do not edit.", "",
        f"{plan.start_id} {plan.start_version}, adapted on this computer to recordings of your own. "
        f"{learner.step} steps in {learner.minutes:.1f} minutes; the weights lie {share:.0%} of the way from the start to where the training "
        "ended, which did best on a part of your material that was kept for choosing.", "",
        "## Figures", "",
        "SI-SDR improvement over the unprocessed mixture, in dB, on material that neither taught nor chose. ± is half of the 95 % interval of "
        "the difference, paired by mixture. It is little material, by the same players and rooms that taught: figures on other recordings "
        "will be lower, and were not measured.", "",
    ]
    if after["solos"]:
        lines += [f"- {_sentence('Your held-back solos, mixed with each other', before['solos'], after['solos'])}", "",
                  *_by_instrument(before["solos"], after["solos"]), ""]
    if after["recordings"]:
        lines += [f"- {_sentence('Your held-back recordings, two mixed and taken apart again', before['recordings'], after['recordings'])}. "
                  "There are no references: this tells how well the players of one recording are told from those of another, and nothing about "
                  "the players of one recording among each other.", ""]
    return "\n".join([
        *lines, "## Material", "", *[f"- {line}" for line in _material(plan)], "",
        *([f"{WAYS[plan.pretraining]}{'; solos followed' if plan.solos else ''}.", ""] if plan.recordings else []),
        "## Limits", "",
        "- Instruments that none of your solos plays were not measured; they may have become worse.",
        "- Two players of one instrument were not measured.",
        f"- Otherwise those of {plan.start_id}.", ""])
