"""The Harmonic U-Net: masks from magnitude spectra, trained on mixtures of rendered players."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from training.data.device.mixer import DeviceMixer, Inputs
from training.data.mixing import Mixer, Options
from training.data.wet import WetMixer
from training.engine.anchor import Anchor
from training.engine.average import average
from training.engine.checkpoint import load_facts, load_weights
from training.engine.conf import fill
from training.engine.optimizer import Muon, groups_of
from training.engine.trainer import Result, nothing
from training.errors import InputError
from training.measure.evaluate import evaluate_sets, run_set
from training.measure.perceptual import parse_perceptual
from training.networks.harmonic_unet.network import HarmonicUNet, parameter_count
from training.paths import data_pack
from training.publish import card, fixtures, model, pages
from training.publish.export import manifest, to_onnx
from training.recipe import Job, Judgement, Publication, Session
from training.recipes.harmonic_unet.batches import Validation, inputs_of, losses, reset_rest
from training.signal.classes import HOP, REST_SLOT, SAMPLE_RATE


@dataclass(frozen=True)
class StageOptions:
    """The recipe's own keys of a stage."""

    batch: int = 4
    frames: int = 86
    mixing: dict[str, Any] = field(default_factory=dict)
    """Fields of `data.mixing.Options` to change."""
    rooms: float = 0.0
    """Share of the examples whose dry players are put into a room; needs the data pack."""
    only: tuple[str, ...] = ()
    """Name prefixes of the parameters to train; empty trains all of them."""
    phrases: float = 0.0
    """With packed material: share of the players who play recorded phrases."""
    perceptual: str = ""
    """A perceptual loss to add to the SNR loss, and its weight: `nlpd:5`, `ms_ssim:5`."""
    leak_weight: float = 0.0
    """Weight added to the rest's, times the share of its energy that reaches other stems (`losses.separation`)."""
    anchor: float = 0.0
    """Share of the distance from the start's weights by which every step moves back at the full learning rate."""
    float32: bool = False
    """Train in float32 even where bfloat16 is faster."""
    adamw: bool = False
    """Use AdamW for the convolutions too."""
    reset_rest: bool = False
    """Start the rest's output from the players' mean."""
    rest_bias: float | None = None
    """Set the rest's bias, which moves slowly by itself."""


@dataclass(frozen=True)
class AverageOptions:
    """Two stages, of which the second started from the first."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class EvaluationOptions:
    """notes: also evaluate with the annotated notes where a mixture has them, as an upper bound."""

    notes: bool = False


def average_stages(job: Job) -> None:
    """The mean of two stages' weights (`engine.average`)."""
    options = fill(AverageOptions, job.stage.options, f"stage {job.stage.name}")
    if len(options.of) != 2:
        raise InputError(f"stage {job.stage.name}: an average is of two stages")
    first, second = (job.work / name for name in options.of)
    network = HarmonicUNet()
    average(first, second, job.checkpoint, network, HarmonicUNet(), Muon(groups_of(network, True), lr=1.0))


def batches_of(job: Job, options: StageOptions, mixing: Options, network: HarmonicUNet) -> tuple[Callable[[], Inputs], Callable[[], object], Callable[[], int]]:
    """How batches are drawn, how new shards are found, and the number of scenes: from packed material, on the device, or from rendered shards."""
    if job.material is not None:
        packed = DeviceMixer(job.material, job.rng, mixing, network.frontend, job.device, options.rooms, options.phrases)
        return lambda: packed.batch(options.batch, options.frames), nothing, lambda: packed.scenes
    mixer = (WetMixer(job.folder, job.rng, mixing, network.frontend, data_pack(job.data), options.rooms) if options.rooms > 0
             else Mixer(job.folder, job.rng, mixing, network.frontend))
    if not mixer.places:
        raise InputError(f"{job.folder} has no shards: render some first")
    return lambda: inputs_of(mixer.batch(options.batch, options.frames), job.device), mixer.refresh, lambda: len(mixer.places)


class HarmonicUNetRecipe:
    kinds: Mapping[str, Callable[[Job], None]] = MappingProxyType({"average": average_stages})

    def session(self, job: Job) -> Session:
        options = fill(StageOptions, job.stage.options, f"stage {job.stage.name}")
        mixing = fill(Options, options.mixing, f"stage {job.stage.name}, mixing")
        perceptual = parse_perceptual(options.perceptual) if options.perceptual else None
        network = HarmonicUNet().to(job.device, memory_format=torch.channels_last)  # faster on CPU
        network.fast = network.fast and not options.float32
        draw, refresh, scenes = batches_of(job, options, mixing, network)
        judged = None if job.validation is None else Validation(job.validation, mixing, network, options.batch, options.frames)
        anchor = None
        if options.anchor > 0:
            if job.start is None:
                raise InputError(f"stage {job.stage.name}: an anchor needs a start")
            start = HarmonicUNet()
            load_weights(job.start, start)
            anchor = Anchor(start.to(job.device))
        rate = job.stage.settings.schedule.rate
        optimizer = Muon(groups_of(network, not options.adamw), lr=rate)
        extra = {"scenes": scenes()}

        def step() -> Result:
            if anchor is not None:
                anchor.pull(network, options.anchor * optimizer.param_groups[0]["lr"] / rate)
            loss, gain = losses(network, draw(), perceptual, options.leak_weight)
            return Result(loss, {"improvement_db": gain}, {"audio_s": options.batch * options.frames * HOP / SAMPLE_RATE})

        def after_start() -> None:
            if options.reset_rest:
                reset_rest(network)
            if options.rest_bias is not None:
                network.slot_bias.data[REST_SLOT] = options.rest_bias

        def after_load() -> None:
            for name, parameter in network.named_parameters() if options.only else ():
                parameter.requires_grad_(name.startswith(options.only))

        def after_save(mean: Mapping[str, torch.Tensor]) -> None:
            refresh()
            extra["scenes"] = scenes()
            if judged is not None:
                print(f"validation: {judged.report(mean, job.device)}", flush=True)

        return Session(network, optimizer, step, extra, after_start=after_start, after_load=after_load, after_save=after_save)

    def evaluate(self, judgement: Judgement) -> None:
        options = fill(EvaluationOptions, judgement.options, "evaluation")
        network = HarmonicUNet()
        load_weights(judgement.checkpoint, network, judgement.kind)
        network.eval()
        evaluate_sets(partial(run_set, network, told=options.notes), judgement)

    def export(self, publication: Publication) -> None:
        network = HarmonicUNet()
        load_weights(publication.checkpoint, network)
        network.eval()
        facts = load_facts(publication.checkpoint)
        results = model.read_results(publication.results)
        weights = publication.target / "model.onnx"
        to_onnx(network, weights)
        architecture = f"Harmonic log-frequency residual U-Net with instrument conditioning and pitch combs, {parameter_count(network) / 1e6:.1f} M parameters"
        training = model.training_of(publication, facts, facts["cpu_s"])
        content = manifest(publication.model.id, publication.model.version, publication.model.title, architecture, weights, training,
                           card.manifest_metrics(results), network.frontend, told=True, presence=network.config.presence)
        model.write(publication, network, content, results, facts)
        fixtures.write_all(network, publication.fixtures)

    def page(self, folder: Path, name: str, results: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
        return {**pages.separator_values(results), "audio_hours": f"{facts['audio_s'] / 3600:.1f}"}


RECIPE = HarmonicUNetRecipe()
