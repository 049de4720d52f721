"""Pa-HuBERT small: a separator whose encoder is pre-trained by masked prediction, then trained in stages on all labels.

The first stage loads the pre-trained encoder; each later stage starts from the previous stage's weights with a new optimizer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch

from training.data.few_labels import Recordings
from training.data.mixing import Mixer
from training.engine.checkpoint import load_facts, load_weights
from training.engine.conf import fill
from training.engine.optimizer import muon
from training.engine.trainer import Result
from training.errors import InputError
from training.losses.steps import supervised
from training.measure.evaluate import evaluate_sets, run_set
from training.networks.harmonic_unet.network import HarmonicUNet, parameter_count
from training.networks.harmonic_unet.small import SMALL, SmallUNet
from training.networks.pa_hubert.network import take_over
from training.publish import card, model, pages
from training.publish.export import manifest, to_onnx, write_mask_fixture
from training.publish.fixtures import PLAYERS, demo_audio
from training.recipe import Job, Judgement, Publication, Session
from training.recipes.pa_hubert.pretrain import pretrain
from training.signal.classes import CLASSES, HOP, SAMPLE_RATE
from training.signal.stft import stft

BATCH, FRAMES = 4, 80


@dataclass(frozen=True)
class StageOptions:
    """comb: train with the pitch-based refinement, as in the published model."""

    comb: bool = False


@dataclass(frozen=True)
class PretrainOptions:
    """Rounds of clustering and prediction, one or two."""

    rounds: int = 2


@dataclass(frozen=True)
class EvaluationOptions:
    """This recipe has none."""


def pretraining(job: Job) -> None:
    """Masked prediction on unlabelled mixtures; finished rounds are skipped."""
    options = fill(PretrainOptions, job.stage.options, f"stage {job.stage.name}")
    if options.rounds not in (1, 2) or job.stage.budget.unit != "cpu_s":
        raise InputError(f"stage {job.stage.name}: a pre-training has one or two rounds, and a budget in cpu_s")
    pretrain(job.checkpoint, Recordings(job.folder, whole=True), job.stage.seed, job.stage.budget.amount, options.rounds)


def go_on(network: HarmonicUNet, source: Path, combed: bool) -> None:
    """Load an earlier stage's weights; if that stage had no comb, everything but the comb."""
    if combed:
        load_weights(source, network)
        return
    plain = SmallUNet()
    load_weights(source, plain)
    network.load_state_dict({**network.state_dict(), **plain.state_dict()})


class PaHubertRecipe:
    kinds: Mapping[str, Callable[[Job], None]] = MappingProxyType({"pretrain": pretraining})

    def session(self, job: Job) -> Session:
        options = fill(StageOptions, job.stage.options, f"stage {job.stage.name}")
        network = (HarmonicUNet(SMALL) if options.comb else SmallUNet()).to(job.device, memory_format=torch.channels_last)
        mixer = Mixer(job.folder, job.rng)
        if not mixer.places:
            raise InputError(f"{job.folder} has no shards: render some first")
        extra: dict[str, Any] = {"comb": options.comb, "scenes": len(mixer.places)}
        draw = supervised(network, mixer, BATCH, FRAMES, job.device)

        def start(source: Path | None) -> None:
            if source is None:
                raise InputError(f"stage {job.stage.name}: a separator starts from a pre-trained encoder or from the part before")
            before = load_facts(source)
            if "clusters" in before:
                take_over(network, source)
            else:
                go_on(network, source, bool(before["comb"]))
            extra["seeds"] = before.get("seeds", [before.get("seed")])
            extra["parts"] = [*before.get("parts", []), {"of": source.name, "steps": before["step"], "cpu_s": before.get("budget_cpu_s", before["cpu_s"])}]

        return Session(network, muon(network, job.stage.settings.schedule.rate), lambda: Result(draw()), extra, begin=start)

    def evaluate(self, judgement: Judgement) -> None:
        fill(EvaluationOptions, judgement.options, "evaluation")
        network = HarmonicUNet(SMALL)
        load_weights(judgement.checkpoint, network, judgement.kind)
        evaluate_sets(partial(run_set, network.eval(), perceptual=False), judgement)

    def export(self, publication: Publication) -> None:
        network = HarmonicUNet(SMALL)
        load_weights(publication.checkpoint, network)
        network.eval()
        facts = load_facts(publication.checkpoint)
        results = model.read_results(publication.results)
        weights = publication.target / "model.onnx"
        to_onnx(network, weights)
        training = model.training_of(publication, facts, facts["cpu_s"] + sum(p["cpu_s"] for p in facts["parts"]))
        architecture = ("Small harmonic log-frequency residual U-Net whose encoder was pre-trained by masked prediction, "
                        f"{parameter_count(network) / 1e6:.1f} M parameters")
        content = manifest(publication.model.id, publication.model.version, publication.model.title, architecture, weights, training,
                           card.manifest_metrics(results), network.frontend)
        model.write(publication, network, content, results, facts)
        players = {CLASSES.index(n): PLAYERS.count(n) for n in PLAYERS}
        magnitude = np.abs(stft(demo_audio(), network.frontend.size, network.frontend.hop))
        write_mask_fixture(network, publication.fixtures / publication.model.id, magnitude, players)

    def page(self, folder: Path, name: str, results: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
        parts = "; ".join(f"`{p['of']}` {p['steps']} steps, {p['cpu_s']:.0f} CPU s" for p in facts["parts"])
        return {**pages.separator_values(results), "batch": str(BATCH), "seconds": f"{FRAMES * HOP / SAMPLE_RATE:.1f}", "parts": parts}


RECIPE = PaHubertRecipe()
