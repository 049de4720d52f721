"""Training: warm-up, constant rate, linear cool-down by CPU time; resumable; counts process CPU seconds.

The decoder begins as the encoder's inverse. A checkpoint is two .npz files
of plain arrays (common/checkpoint.py).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.engine.checkpoint import follow, resume, save
from training.signal.classes import CLASSES, SAMPLE_RATE
from training.data.mixing import Mixer, Options
from training.data.waveforms import waveform_batch
from training.engine.optimizer import Muon
from training.networks.conv_tasnet.filters import inverse
from training.losses.waveform import waveform_loss
from training.networks.conv_tasnet.network import CAUSAL, Config, ConvTasNet, parameter_count

MEAN_DECAY = 0.998
PRESETS: dict[str, Config] = {"non-causal": Config(), "causal": CAUSAL}


def config_of(preset: str, changes: str) -> Config:
    """changes: JSON of Config's fields; lists become tuples."""
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(changes).items()}
    return replace(PRESETS[preset], **values)


def groups_of(network: ConvTasNet) -> list[dict[str, Any]]:
    """Matrices of the separator's inside (Muon); other matrices, of which the filters move slowly; vectors (no decay)."""
    turned = [m.weight for name, m in network.named_modules()
              if isinstance(m, (nn.Conv2d, nn.Linear)) and min(m.weight.flatten(1).shape) >= 8 and "condition" not in name]
    filters = [network.encoder, network.decoder]
    known = {id(p) for p in (*turned, *filters)}
    others = [p for p in network.parameters() if id(p) not in known]
    return [{"params": turned, "muon": True, "weight_decay": 0.01, "scale": 1.0},
            {"params": filters, "weight_decay": 0.0, "scale": 0.01},
            {"params": [p for p in others if p.ndim > 1], "weight_decay": 0.01, "scale": 1.0},
            {"params": [p for p in others if p.ndim <= 1], "weight_decay": 0.0, "scale": 1.0}]


def begin(network: ConvTasNet) -> None:
    """The decoder becomes the encoder's inverse."""
    c = network.config
    decoder = inverse(network.encoder.detach().numpy(), network.first, c.synthesis, c.stride)
    network.decoder.data = torch.from_numpy(decoder)


def rate_at(step: int, left: float, arguments: argparse.Namespace) -> float:
    """left: share of the whole run's CPU seconds that is left; the last `cool_down` of them see a falling rate."""
    warm = min(1.0, (step + 1) / arguments.warm_up)
    return arguments.rate * warm * min(1.0, max(left, 0.0) / max(arguments.cool_down, 1e-6))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered training shards")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--start", type=Path, help="checkpoint to continue from, if the own one does not exist")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="non-causal")
    parser.add_argument("--config", default="{}", help="JSON: fields of network.Config to change")
    parser.add_argument("--cpu-seconds", type=float, required=True, help="process CPU seconds of the whole training, all sittings together")
    parser.add_argument("--sitting", type=float, default=1e9, help="CPU seconds of this sitting")
    parser.add_argument("--cool-down", type=float, default=0.5, help="share of the whole training with falling rate")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warm-up", type=int, default=40)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--frames", type=int, default=86, help="length of an example in hops of 1024 samples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=CLASSES, help="one instrument against all others")
    parser.add_argument("--float32", action="store_true", help="even where bfloat16 is faster")
    parser.add_argument("--options", default="{}", help="JSON: fields of mixing.Options to change")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    config = config_of(arguments.preset, arguments.config)
    network = ConvTasNet(config).to(memory_format=torch.channels_last)
    network.fast = network.fast and not arguments.float32
    mixer = Mixer(arguments.shards, rng, replace(Options(), **json.loads(arguments.options)))
    only = CLASSES.index(arguments.only) if arguments.only else None
    mean: dict[str, Tensor] = {}
    optimizer = Muon(groups_of(network), lr=arguments.rate)
    facts: dict[str, Any] = {"step": 0, "cpu_s": 0.0, "audio_s": 0.0, "seeds": []}
    own = arguments.checkpoint
    own.parent.mkdir(parents=True, exist_ok=True)
    source = own if own.with_name(f"{own.name}.state.npz").exists() else arguments.start
    cpu = time.process_time()
    if source is not None:
        facts = resume(source, network, mean, optimizer)
        if source == own:
            rng.bit_generator.state = facts["generator"]
    else:
        begin(network)
        mean.update({k: v.clone() for k, v in network.state_dict().items()})
    print(f"{parameter_count(network)} parameters, {network.bands} bands, {asdict(config)}", flush=True)
    step, audio, spent = int(facts["step"]), float(facts["audio_s"]), float(facts["cpu_s"])
    seeds = sorted({*facts.get("seeds", []), arguments.seed})
    fresh = 0 if optimizer.state_dict()["state"] else step
    drawing = float(facts.get("drawing_s", 0.0))
    losses: list[float] = []
    gains: list[float] = []
    saved = time.process_time()

    def used() -> float:
        return spent + time.process_time() - cpu

    while True:
        done = used() >= arguments.cpu_seconds or time.process_time() - cpu >= arguments.sitting
        if done or time.process_time() - saved > 120:
            saved = time.process_time()
            facts = {**facts, "step": step, "cpu_s": used(), "audio_s": audio, "seeds": seeds, "generator": rng.bit_generator.state,
                     "scenes": len(mixer.places), "drawing_s": drawing, "preset": arguments.preset, "config": arguments.config}
            save(own, network, mean, optimizer, facts)
        if done:
            break
        left = 1 - used() / arguments.cpu_seconds
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step - fresh, left, arguments) * group["scale"]
        before = time.process_time()
        batch = waveform_batch(mixer, arguments.batch, arguments.frames, only)
        drawing += time.process_time() - before
        mixture, slots = torch.from_numpy(batch.mixture), torch.from_numpy(batch.slots)
        network.train()
        stems = network.batch(mixture, torch.from_numpy(batch.counts), blind_slots(slots) if config.blind else slots)
        loss, gain = waveform_loss(stems, torch.from_numpy(batch.sources), mixture, slots, config.blind)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        if not torch.isfinite(norm):
            continue
        optimizer.step()
        step += 1
        audio += mixture.numel() / SAMPLE_RATE
        follow(mean, network, MEAN_DECAY, step, early=20)
        losses.append(float(loss))
        gains.append(float(np.nanmean(gain.numpy())) if np.isfinite(gain.numpy()).any() else np.nan)
        if step % 25 == 0:
            print(f"step {step} loss {np.mean(losses):.2f} improvement {np.nanmean(gains):.2f} dB "
                  f"rate {optimizer.param_groups[0]['lr']:.1e} audio {audio / 3600:.2f} h cpu {used():.0f} s "
                  f"of which drawing {drawing:.0f} s", flush=True)
            losses, gains = [], []


def blind_slots(slots: Tensor) -> Tensor:
    """The outputs of a network that is told no instruments: the first ones, in no order that means anything."""
    numbered = torch.arange(slots.shape[1])[None].expand_as(slots)
    return torch.where(slots == slots.amax(1, keepdim=True), slots, torch.where(slots >= 0, numbered, slots))


if __name__ == "__main__":
    main()
