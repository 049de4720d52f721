"""`python -m studies.pa_hubert.study`: fine-tuning a pre-trained encoder on few labels, against runs from scratch of
equal cost.

Runs from scratch are those of `studies.mixit.study`: the same network, batches, seeds and optimizer. Here a run first
pre-trains, once per seed and kind, and then spends its remaining CPU seconds on a share of the labels.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from studies.common import COST, SETS, add_label_steps, name_of, study_parser
from studies.mixit.study import BATCH, FRAMES, glance
from training.data.few_labels import FewLabels, Recordings
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.steps import supervised
from training.measure.evaluate import store
from training.measure.excerpts import cached, figure, score
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.network import ENCODER, take_over
from training.paths import data_pack
from training.recipes.pa_hubert.pretrain import pretrain


@dataclass(frozen=True)
class Kind:
    """Half of a run's cost goes to pre-training and half to labels; the kind says how the encoder is used."""

    pretrained: bool = True
    rounds: int = 2
    frozen: bool = False


KINDS = {
    "fine": Kind(),
    "frozen": Kind(frozen=True),
    "first round": Kind(rounds=1),
    "half": Kind(pretrained=False),
}
"""`half` trains from scratch for only as long as the pre-trained runs train on labels, so the gain over it is the effect
of pre-training.
"""


def freeze(network: nn.Module) -> None:
    """Freeze the pre-trained layers. The players' modulation of them was not pre-trained and stays trainable."""
    for name, parameter in network.named_parameters():
        if name.startswith(ENCODER) and ".modulate." not in name:
            parameter.requires_grad_(False)


def encoder_of(kind: Kind, seed: int, shards: Path, work: Path, cost: int = COST) -> Path:
    """The pre-trained checkpoint of a kind and seed, trained if it does not exist."""
    path = work / f"encoder-{cost // 2}-{kind.rounds}-{seed}"
    if not path.with_name(f"{path.name}.state.npz").exists():
        pretrain(path, Recordings(shards, whole=True), seed, cost / 2, kind.rounds)
    return path


def main() -> None:
    parser = study_parser(__doc__)
    add_label_steps(parser)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--shares", nargs="+", type=float, default=[0.05])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--cost", type=int, default=COST, help="CPU seconds of every finished model but `half`, which has half of them")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="seconds after which no new run begins")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    begun, kind = time.time(), KINDS[arguments.kind]
    pack = data_pack(arguments.data)
    sets = {name: cached(name, pack, arguments.rendered, arguments.work) for name in SETS}
    for seed in arguments.seeds:
        for share in arguments.shares:
            name = name_of(arguments.kind, share, seed, arguments.cost)
            results: dict[str, Any] = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
            if name in results or time.time() - begun > arguments.stop_after:
                continue
            encoder = encoder_of(kind, seed, arguments.shards, arguments.work, arguments.cost) if kind.pretrained else None
            torch.manual_seed(seed)
            network = SmallUNet().to(memory_format=torch.channels_last)
            if encoder is not None:
                take_over(network, encoder)
            if kind.frozen:
                freeze(network)
            rng = np.random.default_rng([seed, round(100 * share)])
            loss = supervised(network, FewLabels(arguments.shards, share, seed, rng), BATCH, FRAMES)
            plan = Plan(arguments.cost / 2, arguments.rate, look_every_s=arguments.cost / 8, steps=arguments.label_steps)
            facts = train(arguments.work / name.replace(" ", "-"), network, loss, plan, muon,
                          look=partial(glance(sets["synthetic"]), network))
            network.eval()
            results[name] = {"kind": arguments.kind, "share": share, "seed": seed, "step": facts["step"], "cpu_s": facts["cpu_s"],
                             "total_cpu_s": arguments.cost if kind.pretrained else arguments.cost // 2, "curve": facts["curve"],
                             "rows": {s: score(network.batch, found) for s, found in sets.items()}}
            store(arguments.out, results)
            print(name, {s: round(figure(rows), 2) for s, rows in results[name]["rows"].items()}, flush=True)


if __name__ == "__main__":
    run_main(main)
