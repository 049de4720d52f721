"""Ears: an encoder of three seconds of music, trained with a contrastive loss that pulls together views of one item and items that share instruments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from training.data.ears.library import Library
from training.data.ears.views import Drawer
from training.engine.checkpoint import load_facts, load_weights
from training.engine.conf import fill
from training.engine.trainer import Result
from training.errors import InputError
from training.measure.ears.judge import evaluate_sets
from training.networks.ears import (
    FFT_SIZE,
    HOP,
    NARROW,
    WINDOW_FRAMES,
    Config,
    Ears,
    folded,
    parameter_count,
)
from training.paths import REPOSITORY
from training.publish import hearing, model
from training.publish.export import Segment, described
from training.recipe import Job, Judgement, Publication, Session
from training.recipes.semisupcon.batches import MODES, draw_batch, losses
from training.recipes.semisupcon.export import interface, to_onnx, write_fixture

DECISIONS = REPOSITORY / "models" / "ears" / "decisions.json"
ABLATIONS = REPOSITORY / "models" / "studies" / "semisupcon" / "ablations.json"


@dataclass(frozen=True)
class StageOptions:
    """The recipe's own keys of a stage."""

    mode: str = "semi"
    labels: float = 1.0
    """Share of scenes whose labels may be used."""
    batch: int = 32
    """Items per batch; each gives two views."""
    head: float = 2.0
    """Weight of the head's loss relative to the contrastive loss."""
    narrow: bool = False
    """Use an encoder of half the width."""


@dataclass(frozen=True)
class EvaluationOptions:
    """robustness: sets that are also evaluated with degraded audio."""

    robustness: tuple[str, ...] = ()


class EarsRecipe:
    kinds: Mapping[str, Callable[[Job], None]] = MappingProxyType({})

    def session(self, job: Job) -> Session:
        options = fill(StageOptions, job.stage.options, f"stage {job.stage.name}")
        if options.mode not in MODES:
            raise InputError(f"stage {job.stage.name}: mode is one of {', '.join(MODES)}")
        library = Library(list(job.shards))
        drawer = Drawer(library, job.rng, options.labels if options.mode != "self" else 1.0)
        network = Ears(NARROW if options.narrow else Config()).to(job.device, memory_format=torch.channels_last)
        decayed = [p for p in network.parameters() if p.ndim > 1]
        others = [p for p in network.parameters() if p.ndim <= 1]
        optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}],
                                      lr=job.stage.settings.schedule.rate, betas=(0.9, 0.98))

        def step() -> Result:
            batch = draw_batch(drawer, options.mode, options.batch).to(job.device)
            attraction, head = losses(network, batch, options.mode)
            return Result(attraction + options.head * head, {"contrastive": attraction, "head": head}, {"views": len(batch.items)})

        return Session(network, optimizer, step, {"mode": options.mode, "labels": options.labels, "scenes": len(library.scenes)})

    def evaluate(self, judgement: Judgement) -> None:
        options = fill(EvaluationOptions, judgement.options, "evaluation")
        network = Ears()
        load_weights(judgement.checkpoint, network, judgement.kind)
        evaluate_sets(network.eval(), {"step": load_facts(judgement.checkpoint)["step"], "kind": judgement.kind}, judgement, options.robustness)

    def export(self, publication: Publication) -> None:
        facts = load_facts(publication.checkpoint)
        results = model.read_results(publication.results)
        if results["source"]["step"] != facts["step"]:
            raise InputError(f"{publication.results} judges step {results['source']['step']}, the checkpoint is at {facts['step']}")
        network = Ears()
        load_weights(publication.checkpoint, network)
        network.slope.copy_(torch.tensor(results["calibration"]["slope"]))
        network.offset.copy_(torch.tensor(results["calibration"]["offset"]))
        network.eval()
        weights = publication.target / "model.onnx"
        to_onnx(network, weights)
        architecture = f"SemiSupCon encoder: residual network on a log-mel spectrogram, {parameter_count(folded(network)) / 1e6:.1f} M parameters"
        content = described(publication.model.id, publication.model.version, publication.model.title, "embedding", architecture,
                            Segment(WINDOW_FRAMES, FFT_SIZE, HOP), interface(network, results["calibration"]["thresholds"]), weights,
                            model.training_of(publication, facts, facts["cpu_s"]), hearing.manifest_metrics(results))
        model.write(publication, network, content, results, facts)
        write_fixture(network, publication.fixtures / publication.model.id)

    def page(self, folder: Path, name: str, results: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
        decisions = json.loads(DECISIONS.read_text(encoding="utf-8"))
        ablations = json.loads(ABLATIONS.read_text(encoding="utf-8"))
        return {
            "set_table": hearing.set_table(results), "explanation": hearing.EXPLANATION,
            "meanings": "\n".join(f"- **{s}**: {hearing.MEANING[s]}." for s in results["sets"]),
            "recording_table": hearing.recording_table(results), "instrument_table": hearing.instrument_table(results),
            "reliability_table": hearing.reliability_table(results), "robustness_table": hearing.robustness_table(results),
            "ensemble_table": hearing.ensemble_table(decisions), "stem_table": hearing.stem_table(decisions),
            "stems_fitted": str(decisions["validation"]["fitted_to_stems"]),
            "agrees": f"{decisions['stems']['agrees']:.2f}", "differs": f"{decisions['stems']['differs']:.2f}",
            "ablation_table": hearing.ablation_table(ablations), "views": str(facts["views"]),
        }


RECIPE = EarsRecipe()
