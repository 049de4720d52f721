"""`python -m training.recipes.conv_tasnet.export`: weights to ONNX, manifest, card, results page, fixtures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch

from training.publish import card
from training.engine.checkpoint import load_facts, publish
from training.signal.classes import CLASSES, N_CLASSES, PLAYERS_PER_CLASS, REST_SLOT, SAMPLE_RATE
from training.publish.export import OPSET, Segment, Training, described, write_manifest
from training.publish.fixtures import FOLDER, demo_audio
from training.paths import REPOSITORY
from training.recipes.harmonic_unet.export import DATA
from training.recipes.conv_tasnet.evaluate import load
from training.networks.conv_tasnet.network import ConvTasNet, parameter_count
from training.networks.conv_tasnet.stream import BlockNetwork
from training.networks.conv_tasnet.use import MASK_POWER, PIECE

RECIPE = "models/training/recipes/conv_tasnet"
STREAM_BLOCKS = 12
"""Of one mask each, a quarter of a second together: what the causal network takes at once in the application."""
TITLES = {"conv-tasnet": "Conv-TasNet", "conv-tasnet-causal": "Conv-TasNet, causal"}


@torch.no_grad()
def to_onnx(network: ConvTasNet, path: Path) -> BlockNetwork | None:
    """Inputs audio [1, samples], counts [1, N_CLASSES], slots [S], of a stream state [size] too; outputs stems
    [1, S, samples] and state_next."""
    network.eval()
    counts = torch.zeros(1, N_CLASSES)
    counts[0, 0] = 1
    slots = torch.tensor([0, REST_SLOT])
    axes = {"slots": {0: "wanted"}, "stems": {1: "wanted"}}
    if not network.config.causal:
        torch.onnx.export(network, (torch.randn(1, PIECE) * 0.05, counts, slots), str(path), input_names=["audio", "counts", "slots"],
                          output_names=["stems"], dynamic_axes=axes, opset_version=OPSET)
        return None
    blocks = BlockNetwork(network, STREAM_BLOCKS * network.config.block).eval()
    torch.onnx.export(blocks, (torch.randn(1, blocks.samples) * 0.05, counts, slots, torch.zeros(blocks.size)), str(path),
                      input_names=["audio", "counts", "slots", "state"], output_names=["stems", "state_next"],
                      dynamic_axes=axes, opset_version=OPSET)
    return blocks


def manifest(model_id: str, version: str, network: ConvTasNet, blocks: BlockNetwork | None, weights: Path, training: Training,
             metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """The manifest of a separator that gives waveforms."""
    samples = PIECE if blocks is None else blocks.samples
    c = network.config
    interface: dict[str, Any] = {
        "causal": c.causal,
        "lookahead_ms": round((c.lookahead + 1) * 1000 / SAMPLE_RATE, 2) if c.causal else round(PIECE * 1000 / SAMPLE_RATE),
        "segment_samples": samples,
        "delay_samples": c.delay if c.causal else 0,
        "frontend": {"type": "waveform"},
        "output": "waveform",
        "stems": "masks",
        "mask": {"size": 2048, "hop": 1024, "power": int(MASK_POWER)},
        "inputs": [
            {"name": "audio", "role": "audio", "shape": [1, samples], "dtype": "float32"},
            {"name": "counts", "role": "counts", "shape": [1, N_CLASSES], "dtype": "float32"},
            {"name": "slots", "role": "slots", "shape": [-1], "dtype": "int64"},
        ],
        "outputs": [{"name": "stems", "role": "stems", "shape": [1, -1, samples], "dtype": "float32"}],
        "state": [] if blocks is None else [{"name": "state", "role": "state", "shape": [blocks.size], "dtype": "float32"}],
        "sources": {"kind": "conditioned", "classes": list(CLASSES), "players_per_class": PLAYERS_PER_CLASS, "rest": True},
    }
    kind = "causal, " if c.causal else ""
    content = described(model_id, version, TITLES[model_id], "separation",
                        f"Conv-TasNet ({kind}harmonic bottleneck, instrument conditioning), {parameter_count(network) / 1e6:.1f} M parameters",
                        Segment(), interface, weights, training, metrics)
    del content["segment_frames"]
    return content


def write_fixture(network: ConvTasNet, folder: Path) -> None:
    """What PyTorch makes of the golden audio for two players, as a whole signal: what other runtimes' pieces or blocks must give."""
    audio = demo_audio()
    counts = torch.zeros(1, N_CLASSES)
    slots = torch.tensor([0, PLAYERS_PER_CLASS * CLASSES.index("clarinet"), REST_SLOT])
    counts[0, [0, CLASSES.index("clarinet")]] = 1
    whole = torch.from_numpy(audio[None])
    if not network.config.causal:
        whole = torch.nn.functional.pad(whole, (0, PIECE - len(audio)))
    with torch.no_grad():
        stems = network(whole, counts, slots)[:, :, : len(audio)].numpy()
    folder.mkdir(parents=True, exist_ok=True)
    stems.astype("<f4").tofile(folder / "stems.f32")
    description = {
        "audio": {"file": "../audio.f32", "samples": len(audio)},
        "counts": [float(c) for c in counts[0]],
        "slots": slots.tolist(),
        "stems": {"file": "stems.f32", "shape": list(stems.shape)},
        "dtype": "float32, little-endian, last axis fastest",
        "tolerance": 1e-4,
    }
    (folder / "waveforms.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def write_card(model: Path, results: dict[str, Any], direct: dict[str, Any] | None, facts: dict[str, Any], content: dict[str, Any],
               recipe: Path) -> None:
    """The model's README.md. direct: figures of the network's own waveforms."""
    own = [] if direct is None else [
        "### The network's own waveforms", "", "The tables above are of ratio masks on the recording's spectrum (2048 / 1024 at 22.05 kHz), as Divisi makes "
        "stems. The same network's waveforms as they come, with "
        + (f"{content['lookahead_ms']} ms of look-ahead in all" if content["causal"] else "all above 11 kHz left to the rest")
        + "; fewer mixtures of each set:", "", card.set_table(direct), ""]
    kept = [recipe / "card" / name for name in (f"{content['id']}.md", "comparisons.md", "asked.md", "limits.md")]
    lines = [
        f"# {content['title']}", "", "Generated by `python -m training.recipes.conv_tasnet.export`; do not edit.", "",
        f"Version {content['version']}. {content['architecture']}. It takes the waveform of an ensemble and the list of players, and gives a "
        "waveform for each declared player and one for the rest; they sum to the mixture. Divisi makes ratio masks of these waveforms' "
        "spectra and applies them to the recording's own spectrum, so stems keep its rate, band and stereo image. Eleven instruments, at most two players each.", "",
        "## Figures", "", card.set_table(results), "", card.EXPLANATION, "", card.meanings(results), "",
        "### By instrument", "", "SI-SDR improvement (outputs), all numbers of players together.", "",
        card.instrument_table(results), "", card.speed(results), "", *own,
        *[part for file in kept if file.is_file() for part in (file.read_text(encoding="utf-8").strip(), "")],
        "## Training", "",
        inherited(facts) + f"{facts['step']} steps, {facts['audio_s'] / 3600:.1f} hours of mixtures drawn from {facts['scenes']} rendered scenes of 12 s, "
        f"{facts['cpu_s'] / 60:.0f} CPU minutes of one thread; hardware: {content['training']['hardware']}. Seeds {content['training']['seeds']}. "
        f"Recipe: [`{RECIPE}`](../training/recipes/conv_tasnet/README.md).", "",
        "Data:", "", *[f"- {d}" for d in DATA], "", "Nothing of the evaluation recordings entered training. Weights: MIT.", "",
    ]
    (model / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def inherited(facts: dict[str, Any]) -> str:
    """A sentence on what the weights began with; nothing where they began with noise."""
    before = facts.get("inherited")
    return "" if before is None else (f"It began with the weights of a non-causal network, made in {before['step']} steps, {before['audio_s'] / 3600:.1f} hours of mixtures "
                                      f"and {before['cpu_s'] / 60:.0f} CPU minutes (convolutions over time folded into the past); then ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--results", type=Path, required=True, help="JSON that evaluate wrote")
    parser.add_argument("--direct", type=Path, help="JSON that evaluate --waveforms wrote")
    parser.add_argument("--version", required=True)
    parser.add_argument("--hardware", default="2 shared CPU cores, one thread, no GPU")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load(arguments.checkpoint, arguments.kind)
    facts = load_facts(arguments.checkpoint)
    results = json.loads(arguments.results.read_text(encoding="utf-8"))
    direct = json.loads(arguments.direct.read_text(encoding="utf-8")) if arguments.direct else None
    model_id = "conv-tasnet-causal" if network.config.causal else "conv-tasnet"
    models = REPOSITORY / "models"
    model, recipe = models / model_id, REPOSITORY / RECIPE
    model.mkdir(exist_ok=True)
    blocks = to_onnx(network, model / "model.onnx")
    training = Training(RECIPE, DATA, list(facts["seeds"]), round((facts["cpu_s"] + facts.get("inherited", {}).get("cpu_s", 0.0)) / 3600, 2), arguments.hardware)
    content = manifest(model_id, arguments.version, network, blocks, model / "model.onnx", training, card.manifest_metrics(results))
    write_manifest(model / "manifest.json", content)
    (recipe / f"card/results-{model_id}.json").write_text(json.dumps(results, separators=(",", ":")) + "\n", encoding="utf-8")
    write_card(model, results, direct, facts, content, recipe)
    (models / "README.md").write_text(card.results_page(models), encoding="utf-8")
    publish(recipe / f"checkpoint-{model_id}", network, facts)
    write_fixture(network, FOLDER / model_id)
    print(f"{model}: {content['weights']['bytes']} bytes, {content['weights']['sha256'][:12]}")


if __name__ == "__main__":
    main()
