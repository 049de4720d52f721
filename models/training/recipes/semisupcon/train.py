"""`python -m training.recipes.semisupcon.train`: contrastive training with few or many labels; resumable.

The budget is CPU time of this process, so that runs of equal cost compare on a shared machine. A
checkpoint is two .npz files of plain arrays, as in harmonic_unet: NAME.weights.npz and NAME.state.npz.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.engine.checkpoint import follow, resume, save
from training.networks.precision import bfloat16_is_faster
from training.data.ears.library import Library
from training.losses.contrastive import contrastive_loss, head_loss, pair_weights
from training.networks.ears import NARROW, Config, Ears, parameter_count
from training.data.ears.views import Drawer, View

MEAN_DECAY = 0.995
MODES = ("self", "supervised", "semi")


@dataclass
class Batch:
    features: torch.Tensor
    items: torch.Tensor
    target: torch.Tensor
    weight: torch.Tensor
    labelled: torch.Tensor


def draw_batch(drawer: Drawer, mode: str, size: int) -> Batch:
    """2 * size views: two of each item, or, where only labels attract, one of each of twice the items.

    Where some scenes have no labels, half of the items at least come from those that have.
    """
    views: list[View] = []
    items: list[int] = []
    labelled: list[bool] = []
    share = max(drawer.labels, 0.5)
    for number in range(2 * size if mode == "supervised" else size):
        known = mode == "supervised" or share >= 1 or bool(drawer.rng.random() < share)
        item = drawer.item(known)
        found = [drawer.view(item, 0)] if mode == "supervised" else list(drawer.pair(item))
        views += found
        items += [number] * len(found)
        labelled += [known and mode != "self"] * len(found)
    return Batch(torch.from_numpy(np.stack([v.features for v in views])), torch.tensor(items),
                 torch.from_numpy(np.stack([v.target for v in views])), torch.from_numpy(np.stack([v.weight for v in views])),
                 torch.tensor(labelled))


def losses(network: Ears, batch: Batch, mode: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Contrastive and head loss of a batch; convolutions in bfloat16 where that is faster."""
    features = batch.features.bfloat16() if bfloat16_is_faster() else batch.features
    embedding = network.encode(features)
    pairs = pair_weights(batch.items, batch.target, batch.weight, batch.labelled, mode != "supervised", mode != "self")
    return (contrastive_loss(network.projected(embedding), pairs),
            head_loss(network.logits(embedding), batch.target, batch.weight, batch.labelled))


def rate_at(step: int, spent: float, budget: float, arguments: argparse.Namespace) -> float:
    """Warm-up by steps, linear cool-down over the last share of the budget."""
    warm = min(1.0, (step + 1) / arguments.warm_up)
    return arguments.rate * warm * min(1.0, max(1 - spent / budget, 0.0) / arguments.cool_down)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, nargs="+", required=True, help="folders of rendered training shards")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix; resumed where it exists")
    parser.add_argument("--mode", choices=MODES, default="semi")
    parser.add_argument("--labels", type=float, default=1.0, help="share of scenes whose labels may be seen")
    parser.add_argument("--cpu-minutes", type=float, required=True, help="budget of this process, all its runs together")
    parser.add_argument("--cool-down", type=float, default=0.4)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--warm-up", type=int, default=30)
    parser.add_argument("--batch", type=int, default=32, help="items; twice as many views")
    parser.add_argument("--head", type=float, default=2.0, help="weight of the head's loss beside the contrastive one")
    parser.add_argument("--narrow", action="store_true", help="half the width")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    library = Library(arguments.shards)
    drawer = Drawer(library, rng, arguments.labels if arguments.mode != "self" else 1.0)
    network = Ears(NARROW if arguments.narrow else Config()).to(memory_format=torch.channels_last).train()
    mean = {k: v.clone() for k, v in network.state_dict().items()}
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}],
                                  lr=arguments.rate, betas=(0.9, 0.98))
    facts: dict[str, object] = {"step": 0, "cpu_s": 0.0, "views": 0}
    arguments.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    if arguments.checkpoint.with_name(f"{arguments.checkpoint.name}.state.npz").exists():
        facts = resume(arguments.checkpoint, network, mean, optimizer)
        rng.bit_generator.state = facts["generator"]
    step, views, before = int(facts["step"]), int(facts["views"]), float(facts["cpu_s"])  # type: ignore[call-overload,arg-type]
    print(f"{parameter_count(network)} parameters, {len(library.scenes)} scenes", flush=True)
    budget, cpu, begun, saved = 60 * arguments.cpu_minutes, time.process_time(), time.time(), time.time()
    kept: list[tuple[float, float]] = []
    while True:
        spent = before + time.process_time() - cpu
        if spent >= budget or time.time() - saved > 120:
            saved = time.time()
            facts = {"step": step, "cpu_s": spent, "views": views, "seeds": [arguments.seed], "mode": arguments.mode,
                     "labels": arguments.labels, "scenes": len(library.scenes), "generator": rng.bit_generator.state}
            save(arguments.checkpoint, network, mean, optimizer, facts)
        if spent >= budget:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, spent, budget, arguments)
        batch = draw_batch(drawer, arguments.mode, arguments.batch)
        attraction, head = losses(network, batch, arguments.mode)
        optimizer.zero_grad(set_to_none=True)
        (attraction + arguments.head * head).backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        if not torch.isfinite(norm):
            continue
        optimizer.step()
        step += 1
        views += len(batch.items)
        follow(mean, network, MEAN_DECAY, step)
        kept.append((float(attraction), float(head)))
        if step % 25 == 0:
            a, h = np.mean(kept, axis=0)
            kept = []
            print(f"step {step} contrastive {a:.3f} head {h:.4f} rate {optimizer.param_groups[0]['lr']:.1e} views {views} "
                  f"cpu {before + time.process_time() - cpu:.0f} s wall {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
