"""Conv-TasNet: waveforms from waveforms, conditioned on the players or blind."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from training.data.mixing import Mixer, Options
from training.data.waveforms import waveform_batch
from training.engine.checkpoint import load_facts, load_weights
from training.engine.conf import fill
from training.engine.optimizer import Muon
from training.engine.trainer import Result
from training.errors import InputError
from training.losses.waveform import waveform_loss
from training.measure.evaluate import evaluate_sets, run_set
from training.networks.conv_tasnet.network import ConvTasNet
from training.networks.conv_tasnet.start import (
    PRESETS,
    begin,
    blind_slots,
    config_of,
    groups_of,
    inherit,
)
from training.networks.conv_tasnet.use import MASK_POWER, masked, waveforms
from training.publish import card, model, pages
from training.recipe import Job, Judgement, Publication, Session
from training.recipes.conv_tasnet.export import manifest, to_onnx, write_fixture
from training.signal.classes import CLASSES, SAMPLE_RATE


@dataclass(frozen=True)
class StageOptions:
    """The recipe's own keys of a stage."""

    batch: int = 4
    frames: int = 86
    """Length of an example in hops of 1024 samples."""
    preset: str = "non-causal"
    config: dict[str, Any] = field(default_factory=dict)
    """Fields of the network's Config to change."""
    mixing: dict[str, Any] = field(default_factory=dict)
    """Fields of `data.mixing.Options` to change."""
    instrument: str = ""
    """Separate this instrument from all others; empty: every declared player."""
    float32: bool = False
    """Train in float32 even where bfloat16 is faster."""


@dataclass(frozen=True)
class EvaluationOptions:
    """How a checkpoint is used."""

    waveforms: bool = False
    """Evaluate the network's own waveforms instead of ratio masks on the recording's spectrum."""
    power: float = MASK_POWER
    """Exponent of the ratio masks."""
    perceptual: bool = True
    """Also compute MS-SSIM and NLPD, which cost more than the network."""


def load(checkpoint: Path, kind: str = "mean") -> ConvTasNet:
    """The network of a stage's checkpoint, in evaluation mode."""
    facts = load_facts(checkpoint)
    network = ConvTasNet(config_of(facts["preset"], json.loads(facts["config"])))
    load_weights(checkpoint, network, kind)
    return network.eval()


class ConvTasNetRecipe:
    kinds: Mapping[str, Callable[[Job], None]] = MappingProxyType({})

    def session(self, job: Job) -> Session:
        where = f"stage {job.stage.name}"
        options = fill(StageOptions, job.stage.options, where)
        if options.preset not in PRESETS or options.instrument not in ("", *CLASSES):
            raise InputError(f"{where}: preset is {' or '.join(PRESETS)}, and instrument one of {', '.join(CLASSES)}")
        only = CLASSES.index(options.instrument) if options.instrument else None
        network = ConvTasNet(config_of(options.preset, options.config)).to(job.device, memory_format=torch.channels_last)
        network.fast = network.fast and not options.float32
        blind = network.config.blind
        mixer = Mixer(job.folder, job.rng, fill(Options, options.mixing, f"{where}, mixing"))
        if not mixer.places:
            raise InputError(f"{job.folder} has no shards: render some first")
        extra: dict[str, Any] = {"scenes": len(mixer.places), "preset": options.preset, "config": json.dumps(options.config)}

        def step() -> Result:
            before = time.process_time()
            batch = waveform_batch(mixer, options.batch, options.frames, only)
            drawing_s = time.process_time() - before
            mixture, slots, counts, sources = (torch.from_numpy(x).to(job.device) for x in (batch.mixture, batch.slots, batch.counts, batch.sources))
            stems = network.batch(mixture, counts, blind_slots(slots) if blind else slots)
            loss, gain = waveform_loss(stems, sources, mixture, slots, blind)
            return Result(loss, {"improvement_db": gain}, {"audio_s": mixture.numel() / SAMPLE_RATE, "drawing_s": drawing_s})

        def start(source: Path | None) -> None:
            """Initialise the decoder as the encoder's inverse; a causal network inherits all other weights from its parent."""
            begin(network)
            if source is None:
                return
            parent = load(source)
            if parent.config.causal == network.config.causal:
                raise InputError(f"{where}: only a causal network goes on from a non-causal one")
            inherit(network, parent)
            facts = load_facts(source)
            extra["inherited"] = {key: facts[key] for key in ("step", "cpu_s", "audio_s")}

        def after_save(_: Mapping[str, torch.Tensor]) -> None:
            mixer.refresh()
            extra["scenes"] = len(mixer.places)

        optimizer = Muon(groups_of(network), lr=job.stage.settings.schedule.rate)
        return Session(network, optimizer, step, extra, begin=start, after_save=after_save)

    def evaluate(self, judgement: Judgement) -> None:
        options = fill(EvaluationOptions, judgement.options, "evaluation")
        network = load(judgement.checkpoint, judgement.kind)
        apply = waveforms if options.waveforms else partial(masked, power=options.power)
        evaluate_sets(partial(run_set, network, apply=apply, perceptual=options.perceptual), judgement)

    def export(self, publication: Publication) -> None:
        network = load(publication.checkpoint)
        facts = load_facts(publication.checkpoint)
        results = model.read_results(publication.results)
        blocks = to_onnx(network, publication.target / "model.onnx")
        training = model.training_of(publication, facts, facts["cpu_s"] + facts.get("inherited", {}).get("cpu_s", 0.0))
        content = manifest(publication.model, network, blocks, publication.target / "model.onnx", training, card.manifest_metrics(results))
        model.write(publication, network, content, results, facts)
        direct = publication.results.with_name(f"{publication.model.id}-waveforms.json")
        if direct.exists():
            table = card.set_table(model.read_results(direct))
            (publication.folder / "card" / f"waveforms-{publication.model.id}.md").write_text(table + "\n", encoding="utf-8")
        write_fixture(network, publication.fixtures / publication.model.id)

    def page(self, folder: Path, name: str, results: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
        causal = facts["preset"] == "causal"
        own = folder / "card" / f"waveforms-{name}.md"
        latency = folder / "card" / f"{name}.md"
        before = facts.get("inherited")
        return {
            **pages.separator_values(results), "audio_hours": f"{facts['audio_s'] / 3600:.1f}",
            "waveforms": "" if not own.is_file() else WAVEFORMS.format(above=BELOW[causal]) + "\n\n" + own.read_text(encoding="utf-8").strip(),
            "latency": latency.read_text(encoding="utf-8").strip() if latency.is_file() else "",
            "inherited": "" if before is None else INHERITED.format(steps=before["step"], hours=before["audio_s"] / 3600, minutes=before["cpu_s"] / 60),
        }


WAVEFORMS = """### The network's own waveforms

The tables above are for ratio masks on the recording's spectrum (2048 / 1024 at 22.05 kHz), which Divisi uses to make stems. The following table is for the
same network's own waveforms, with {above}, on fewer mixtures of each set:"""
BELOW = {True: "4.99 ms of look-ahead in total", False: "everything above 11 kHz left in the rest"}
INHERITED = ("Training started from the weights of a non-causal network, trained for {steps} steps on {hours:.1f} hours of mixtures in {minutes:.0f} "
             "CPU minutes (convolutions over time folded into the past). Its own training: ")
RECIPE = ConvTasNetRecipe()
