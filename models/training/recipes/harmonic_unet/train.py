"""Training: warm-up, constant rate, linear cool-down; resumable; picks up new shards as they appear.

A checkpoint is two .npz files of plain arrays: `NAME.weights.npz` (weights and their running mean)
and `NAME.state.npz` (the optimizer's moments, step, random generator, hours). No pickles. A gradient that is not finite is left out;
after GIVE_UP of them in a row the run stops with what was saved last.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.engine.checkpoint import follow, resume, save
from training.signal.classes import HOP, REST_SLOT, SAMPLE_RATE
from training.data.mixing import Batch, Mixer, Options
from training.signal.notes_prior import CANDIDATES, PlayedNote, player_prior
from training.paths import data_pack
from training.measure.perceptual import parse_perceptual
from training.data.tell import Notes
from training.data.wet import WetMixer
from training.losses.separation import perceptual_term, separation_loss
from training.networks.harmonic_unet.network import HarmonicUNet, parameter_count
from training.engine.optimizer import Muon, groups_of

MEAN_DECAY = 0.998
GIVE_UP = 20
VALIDATION_BATCHES = 8


def reset_rest(network: HarmonicUNet) -> None:
    """For weights whose rest has collapsed: the softmax gives it no gradient any more."""
    with torch.no_grad():
        for slots in (network.slot_weight, network.slot_direct):
            slots[REST_SLOT] = slots[:REST_SLOT].mean(0)
        network.slot_bias[REST_SLOT] = -3.0


def batch_prior(told: list[list[Notes | None]], slots: int, frames: int) -> np.ndarray | None:
    """float32 [B, slots, CANDIDATES, frames] for the examples of a batch; None where nothing is told of anyone."""
    if not any(notes is not None for example in told for notes in example):
        return None
    prior = np.ones((len(told), slots, CANDIDATES, frames), np.float32)
    for row, example in enumerate(told):
        for place, notes in enumerate(example):
            if notes is not None:
                prior[row, place] = player_prior([PlayedNote(*map(float, note)) for note in notes], frames)
    return prior


def losses(network: HarmonicUNet, batch: Batch, device: torch.device, perceptual: tuple[str, float] | None = None) -> tuple[Tensor, Tensor]:
    """The loss, and the players' SNR improvement [B, S]; notes are given where the batch tells them."""
    magnitude, counts, slots, own, cross, power = (
        torch.from_numpy(x).to(device) for x in (batch.magnitude, batch.counts, batch.slots, batch.own, batch.cross, batch.power))
    prior = batch_prior(batch.told, slots.shape[1], magnitude.shape[2])
    named = torch.tensor([[i < len(t) and t[i] is not None for i in range(slots.shape[1])] for t in batch.told], device=device)
    masks = network.batch(magnitude, counts, slots, None if prior is None else torch.from_numpy(prior).to(device))
    loss, gain = separation_loss(masks, own, cross, power, slots, named)
    if perceptual is not None:
        kind, weight = perceptual
        loss = loss + weight * perceptual_term(kind, masks, own, power, slots)
    return loss, gain


class Validation:
    """The same batches every time, drawn once from scenes that do not train: without notes, and with."""

    def __init__(self, folder: Path, options: Options, network: HarmonicUNet, size: int, frames: int) -> None:
        self.batches = {
            name: [mixer.batch(size, frames) for _ in range(VALIDATION_BATCHES)]
            for name, mixer in ((name, Mixer(folder, np.random.default_rng(77), replace(options, told=told), network.frontend))
                                for name, told in (("blind", 0.0), ("told", 1.0)))}
        self.judged = HarmonicUNet().to(memory_format=torch.channels_last)

    def report(self, mean: dict[str, Tensor], device: torch.device) -> str:
        """Losses and improvements of the running mean of the weights."""
        self.judged.load_state_dict(mean)
        self.judged.to(device).eval()
        found = []
        with torch.no_grad():
            for name, batches in self.batches.items():
                results = [losses(self.judged, b, device) for b in batches]
                gains = torch.cat([gain.flatten() for _, gain in results])
                found.append(f"{name} loss {np.mean([float(loss) for loss, _ in results]):.3f} improvement {float(gains.nanmean()):.2f} dB")
        return ", ".join(found)


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
    parser.add_argument("--only", nargs="+", metavar="PREFIX", help="train these parameters alone, by the beginnings of their names; the others stay as they are")
    parser.add_argument("--reset-rest", action="store_true", help="start the rest's output anew from the players' mean")
    parser.add_argument("--rest-bias", type=float, help="set the rest's bias, which moves slowly by itself")
    parser.add_argument("--float32", action="store_true", help="even where bfloat16 is faster")
    parser.add_argument("--adamw", action="store_true", help="AdamW for the convolutions too")
    parser.add_argument("--perceptual", help="a perceptual loss and its weight beside the decibels: nlpd:5, ms_ssim:5")
    parser.add_argument("--rooms", type=float, default=0.0, help="share of the examples whose dry players are put into a room drawn anew")
    parser.add_argument("--data", help="the data pack, for --rooms")
    parser.add_argument("--every", type=float, default=3, help="minutes between checkpoints")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--validation", type=Path, help="folder of shards that do not train; their loss is printed with every checkpoint")
    parser.add_argument("--options", default="{}", help="JSON: fields of mixing.Options to change")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    perceptual = parse_perceptual(arguments.perceptual) if arguments.perceptual else None
    options = replace(Options(), **json.loads(arguments.options))
    rng = np.random.default_rng(arguments.seed)
    device = torch.device(arguments.device)
    network = HarmonicUNet().to(device, memory_format=torch.channels_last)  # faster on CPU
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
    for name, parameter in network.named_parameters() if arguments.only else ():
        parameter.requires_grad_(name.startswith(tuple(arguments.only)))
    seeds = [*facts.get("seeds", []), arguments.seed]  # type: ignore[misc]
    mixer = (WetMixer(arguments.shards, rng, options, network.frontend, data_pack(arguments.data), arguments.rooms)
             if arguments.rooms > 0 else Mixer(arguments.shards, rng, options, network.frontend))
    print(f"{parameter_count(network)} parameters, {len(mixer.places)} scenes, options {asdict(options)}", flush=True)
    validation = None if arguments.validation is None else Validation(arguments.validation, options, network, arguments.batch, arguments.frames)
    begun, cpu = time.time(), time.process_time()
    step, audio = int(facts["step"]), float(facts["audio_s"])  # type: ignore[call-overload,arg-type]
    spent = float(facts["cpu_s"])  # type: ignore[arg-type]
    fresh = 0 if optimizer.state_dict()["state"] else step
    seen: list[float] = []
    gains: list[float] = []
    saved, refused = 0.0, 0
    while True:
        elapsed = time.time() - begun
        done = elapsed >= 60 * arguments.minutes
        if done or time.time() - saved > 60 * arguments.every:
            saved = time.time()
            facts = {"step": step, "cpu_s": spent + time.process_time() - cpu, "audio_s": audio,
                     "seeds": sorted(set(seeds)), "generator": rng.bit_generator.state,
                     "scenes": len(mixer.places)}
            save(own, network, mean, optimizer, facts)
            mixer.refresh()
            if validation is not None:
                print(f"step {step} validation: {validation.report(mean, device)}", flush=True)
        if done:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step - fresh, elapsed, arguments)
        batch = mixer.batch(arguments.batch, arguments.frames)
        loss, gain = losses(network, batch, device, perceptual)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        if not torch.isfinite(norm):
            refused += 1
            print(f"step {step}: loss {float(loss)}, gradient norm {float(norm)}: left out", flush=True)
            if refused >= GIVE_UP:
                raise SystemExit(f"{refused} gradients in a row were not finite; {own} holds the weights of the last checkpoint")
            continue
        refused = 0
        optimizer.step()
        step += 1
        audio += arguments.batch * arguments.frames * HOP / SAMPLE_RATE
        follow(mean, network, MEAN_DECAY, step, early=20)
        seen.append(float(loss))
        gains.append(float(gain.nanmean()))
        if step % 25 == 0:
            print(f"step {step} loss {np.mean(seen):.2f} improvement {np.nanmean(gains):.2f} dB "
                  f"rate {optimizer.param_groups[0]['lr']:.1e} audio {audio / 3600:.2f} h "
                  f"cpu {spent + time.process_time() - cpu:.0f} s wall {time.time() - begun:.0f} s", flush=True)
            seen, gains = [], []


if __name__ == "__main__":
    main()
