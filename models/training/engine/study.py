"""Runs of equal cost and their paired comparison.

Cost is the process's CPU seconds, all of them that a run spends: drawing batches, both directions, the optimizer.
Looks at the validation scenes on the way are off the clock.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.engine.checkpoint import follow, load_facts, load_weights, save

SETS = ("synthetic", "shifted", "real-select", "unaligned")
"""What runs are scored on and choices may be steered by."""
COST = 160
"""CPU seconds of a run of the core tables, pre-training and labels together."""
MEAN_DECAY = 0.98
"""Of the running mean of the weights; runs here have a few hundred steps."""


def study_parser(description: str | None) -> argparse.ArgumentParser:
    """What every study is told: where its material lies and where its results go."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoints and excerpts")
    parser.add_argument("--out", type=Path, required=True, help="JSON; runs in it are kept")
    return parser


def name_of(kind: str, share: float | None, seed: int, cost: int = COST) -> str:
    """A run's name among results and checkpoints; share: of the labels, none: pre-training alone."""
    labels = "" if share is None else f"-{round(100 * share)}"
    return f"{kind}{labels}-{seed}{'' if cost == COST else f'-{cost}s'}"


@dataclass(frozen=True)
class Plan:
    """cool_down: the share of the run's end over which the rate falls to zero."""

    cpu_s: float
    rate: float = 3e-3
    warm_up: int = 20
    cool_down: float = 0.5
    look_every_s: float = 20.0


def rate_at(plan: Plan, step: int, spent: float) -> float:
    """Linear warm-up by steps, constant, linear cool-down by CPU seconds."""
    warm = min(1.0, (step + 1) / plan.warm_up)
    left = max(0.0, 1 - spent / plan.cpu_s)
    return plan.rate * warm * (min(1.0, left / plan.cool_down) if plan.cool_down > 0 else 1.0)


def train(path: Path, network: nn.Module, loss_of: Callable[[], Tensor], plan: Plan,
          make_optimizer: Callable[[nn.Module, float], torch.optim.Optimizer],
          look: Callable[[], float] | None = None, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """Train until `plan.cpu_s` is spent; weights, their running mean and facts go to `path` (checkpoint.save).

    A run that has its files is finished and only loaded. loss_of draws its own batch. look is a figure to watch, called with the
    running mean in place. Afterwards the network holds the running mean. Parameters without gradient stay as they are.
    """
    if path.with_name(f"{path.name}.state.npz").exists():
        load_weights(path, network)
        return load_facts(path)
    network.train()
    optimizer = make_optimizer(network, plan.rate)
    mean = {k: v.clone() for k, v in network.state_dict().items()}
    curve: list[dict[str, float]] = []
    losses: list[float] = []
    step, spent, looked = 0, 0.0, 0.0
    while spent < plan.cpu_s:
        begun = time.process_time()
        for group in optimizer.param_groups:
            group["lr"] = rate_at(plan, step, spent)
        loss = loss_of()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 5.0)
        if torch.isfinite(norm):
            optimizer.step()
            step += 1
            follow(mean, network, MEAN_DECAY, step)
            losses.append(float(loss))
        spent += time.process_time() - begun
        if spent - looked >= plan.look_every_s or spent >= plan.cpu_s:
            looked = spent
            seen = {"cpu_s": round(spent, 1), "step": step, "loss": round(float(np.mean(losses)), 3)}
            losses = []
            if look is not None:
                kept = {k: v.clone() for k, v in network.state_dict().items()}
                network.load_state_dict(mean)
                seen["look"] = round(look(), 3)
                network.load_state_dict(kept)
                network.train()
            curve.append(seen)
            print(path.name, seen, flush=True)
    told = {**(facts or {}), "step": step, "cpu_s": round(spent, 1), "curve": curve}
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, network, mean, optimizer, told)
    network.load_state_dict(mean)
    return told


def mean_by(rows: Sequence[dict[str, Any]], key: str) -> dict[str, float]:
    """Mean of a figure for every mixture: over its excerpts and players."""
    sums: dict[str, list[float]] = {}
    for row in rows:
        sums.setdefault(row["mixture"], []).append(row[key])
    return {k: float(np.mean(v)) for k, v in sums.items()}


@dataclass(frozen=True)
class Change:
    """Mean of second - first, half of its 95 % interval over mixtures, mixtures; the change of each seed alone."""

    mean: float
    half: float
    mixtures: int
    seeds: tuple[float, ...]


def paired(first: Sequence[Sequence[dict[str, Any]]], second: Sequence[Sequence[dict[str, Any]]],
           key: str = "si_sdr_improvement") -> Change:
    """Rows of the same seeds in the same order. Differences are averaged over seeds, then judged over mixtures."""
    if len(first) != len(second) or not first:
        raise ValueError("a paired comparison needs the same seeds on both sides")
    per_seed = []
    for a, b in zip(first, second):
        before, after = mean_by(a, key), mean_by(b, key)
        if before.keys() != after.keys():
            raise ValueError("a paired comparison needs the same mixtures on both sides")
        per_seed.append([after[k] - before[k] for k in sorted(before)])
    change = np.array(per_seed)
    over = change.mean(0)
    half = 1.96 * over.std(ddof=1) / np.sqrt(len(over)) if len(over) > 1 else float("nan")
    return Change(float(over.mean()), float(half), len(over), tuple(float(x) for x in change.mean(1)))
