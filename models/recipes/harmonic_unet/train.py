"""Training: warm-up, constant rate, linear cool-down; resumable; picks up new shards as they appear.

A checkpoint is two .npz files of plain arrays: `NAME.weights.npz` (weights and their running mean)
and `NAME.state.npz` (the optimizer's moments, step, random generator, hours). No pickles.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from ..common.checkpoint import follow, resume, save
from ..common.classes import HOP, REST_SLOT, SAMPLE_RATE
from ..common.mixing import Mixer, Options
from ..common.paths import data_pack
from ..common.perceptual import parse_perceptual
from ..common.wet import WetMixer
from .loss import perceptual_term, separation_loss
from .network import HarmonicUNet, parameter_count
from .optimizer import Muon, groups_of

MEAN_DECAY = 0.998


def reset_rest(network: HarmonicUNet) -> None:
    """For weights whose rest has collapsed: the softmax gives it no gradient any more."""
    with torch.no_grad():
        for slots in (network.slot_weight, network.slot_direct):
            slots[REST_SLOT] = slots[:REST_SLOT].mean(0)
        network.slot_bias[REST_SLOT] = -3.0


def rate_at(taken: int, elapsed: float, arguments: argparse.Namespace) -> float:
    """Warm-up by steps taken since the optimizer was fresh, cool-down by the share of this run's minutes that is left."""
    warm = min(1.0, (taken + 1) / arguments.warm_up)
    left = 1 - elapsed / (60 * arguments.minutes)
    cool = min(1.0, max(left, 0.0) / max(arguments.cool_down, 1e-6)) if arguments.cool_down > 0 else 1.0
    return arguments.rate * warm * cool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered training shards")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--start", type=Path, help="checkpoint to continue from, if the own one does not exist")
    parser.add_argument("--minutes", type=float, required=True, help="wall-clock budget of this run")
    parser.add_argument("--cool-down", type=float, default=0.0, help="share of the budget with falling rate")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--warm-up", type=int, default=40)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--frames", type=int, default=86)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reset-rest", action="store_true", help="start the rest's output anew from the players' mean")
    parser.add_argument("--rest-bias", type=float, help="set the rest's bias, which moves slowly by itself")
    parser.add_argument("--float32", action="store_true", help="even where bfloat16 is faster")
    parser.add_argument("--adamw", action="store_true", help="AdamW for the convolutions too")
    parser.add_argument("--perceptual", help="a perceptual loss and its weight beside the decibels: nlpd:5, ms_ssim:5")
    parser.add_argument("--rooms", type=float, default=0.0, help="share of the examples whose dry players are put into a room drawn anew")
    parser.add_argument("--data", help="the data pack, for --rooms")
    parser.add_argument("--options", default="{}", help="JSON: fields of mixing.Options to change")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    perceptual = parse_perceptual(arguments.perceptual) if arguments.perceptual else None
    options = replace(Options(), **json.loads(arguments.options))
    rng = np.random.default_rng(arguments.seed)
    network = HarmonicUNet().to(memory_format=torch.channels_last)  # faster on CPU
    network.fast = network.fast and not arguments.float32
    mean = {k: v.clone() for k, v in network.state_dict().items()}
    optimizer = Muon(groups_of(network, not arguments.adamw), lr=arguments.rate)
    facts: dict[str, object] = {"step": 0, "cpu_s": 0.0, "audio_s": 0.0, "seeds": []}
    own = arguments.checkpoint
    arguments.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    source = own if own.with_name(f"{own.name}.state.npz").exists() else arguments.start
    if source is not None:
        facts = resume(source, network, mean, optimizer)
        if source == own and "generator" in facts:
            rng.bit_generator.state = facts["generator"]
    if arguments.reset_rest:
        reset_rest(network)
    if arguments.rest_bias is not None:
        network.slot_bias.data[REST_SLOT] = arguments.rest_bias
    seeds = [*facts.get("seeds", []), arguments.seed]  # type: ignore[misc]
    mixer = (WetMixer(arguments.shards, rng, options, network.frontend, data_pack(arguments.data), arguments.rooms)
             if arguments.rooms > 0 else Mixer(arguments.shards, rng, options, network.frontend))
    print(f"{parameter_count(network)} parameters, {len(mixer.places)} scenes, options {asdict(options)}", flush=True)
    begun, cpu = time.time(), time.process_time()
    step, audio = int(facts["step"]), float(facts["audio_s"])  # type: ignore[call-overload,arg-type]
    spent = float(facts["cpu_s"])  # type: ignore[arg-type]
    fresh = 0 if optimizer.state_dict()["state"] else step
    losses: list[float] = []
    gains: list[float] = []
    saved = time.time()
    while True:
        elapsed = time.time() - begun
        done = elapsed >= 60 * arguments.minutes
        if done or time.time() - saved > 180:
            saved = time.time()
            facts = {"step": step, "cpu_s": spent + time.process_time() - cpu, "audio_s": audio,
                     "seeds": sorted(set(seeds)), "generator": rng.bit_generator.state,
                     "scenes": len(mixer.places)}
            save(own, network, mean, optimizer, facts)
            mixer.refresh()
        if done:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step - fresh, elapsed, arguments)
        batch = mixer.batch(arguments.batch, arguments.frames)
        masks = network.batch(torch.from_numpy(batch.magnitude), torch.from_numpy(batch.counts), torch.from_numpy(batch.slots))
        target, cross, power, slots = (torch.from_numpy(x) for x in (batch.own, batch.cross, batch.power, batch.slots))
        loss, gain = separation_loss(masks, target, cross, power, slots, network.comb.salience)
        if perceptual is not None:
            kind, weight = perceptual
            loss = loss + weight * perceptual_term(kind, masks, target, power, slots)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        if not torch.isfinite(norm):
            continue
        optimizer.step()
        step += 1
        audio += arguments.batch * arguments.frames * HOP / SAMPLE_RATE
        follow(mean, network, MEAN_DECAY, step, early=20)
        losses.append(float(loss))
        gains.append(float(np.nanmean(gain.numpy())) if np.isfinite(gain.numpy()).any() else np.nan)
        if step % 25 == 0:
            print(f"step {step} loss {np.mean(losses):.2f} improvement {np.nanmean(gains):.2f} dB "
                  f"rate {optimizer.param_groups[0]['lr']:.1e} audio {audio / 3600:.2f} h "
                  f"cpu {spent + time.process_time() - cpu:.0f} s wall {time.time() - begun:.0f} s", flush=True)
            losses, gains = [], []


if __name__ == "__main__":
    main()
