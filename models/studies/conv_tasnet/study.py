"""`python -m studies.conv_tasnet.study`: comparisons at equal cost with a small network; existing results are not
recomputed.

- *conditioned* on the players, against *blind* with a permutation-invariant loss, scored by the best permutation and by the
names that Ears assigns to its outputs;
- the *harmonic* bottleneck of the published models, against the *plain* 1x1 bottleneck of the paper;
- one conditioned network, against one network per instrument (each given as much training as the conditioned one).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from studies.common import paired
from training.data.mixing import Mixer
from training.data.waveforms import MixerWith, waveform_batch
from training.engine.checkpoint import load_weights
from training.engine.optimizer import Muon
from training.engine.runs import Plan, train
from training.errors import run_main
from training.losses.waveform import waveform_loss
from training.measure.excerpts import Excerpt, cached, figure, score_estimates
from training.networks.conv_tasnet.network import (
    BLIND_OUTPUTS,
    Config,
    ConvTasNet,
    parameter_count,
)
from training.networks.conv_tasnet.start import begin, blind_slots, groups_of
from training.networks.ears import WINDOW_FRAMES, Ears
from training.networks.separate import conditioning
from training.paths import REPOSITORY, data_pack
from training.signal.arrays import Array
from training.signal.classes import (
    CLASSES,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
)
from training.signal.stft import stft

SMALL = Config(planes=(16, 24, 32, 48), depth=(1, 1, 1, 1), fine=16, width=96, hidden=192, dilations=(1, 2, 4, 8, 1, 2, 4, 8))
PLAIN = replace(SMALL, planes=(), width=160, hidden=320)
SINGLES = ("violin", "clarinet", "cello")
SETS = ("synthetic", "shifted", "real-select")
BATCH, FRAMES = 3, 65
Separate = Callable[[Excerpt], Array]


def trained(name: str, arguments: argparse.Namespace) -> tuple[ConvTasNet, dict[str, Any]]:
    """A run by name: conditioned, plain, blind, or an instrument."""
    torch.manual_seed(arguments.seed)
    config = {"plain": PLAIN, "blind": replace(SMALL, blind=True)}.get(name, SMALL)
    network = ConvTasNet(config).to(memory_format=torch.channels_last)
    begin(network)
    rng = np.random.default_rng(arguments.seed)
    only = CLASSES.index(name) if name in CLASSES else None
    mixer = Mixer(arguments.shards, rng) if only is None else MixerWith(only, arguments.shards, rng)

    def loss_of() -> torch.Tensor:
        batch = waveform_batch(mixer, BATCH, FRAMES, only)
        mixture, slots = torch.from_numpy(batch.mixture), torch.from_numpy(batch.slots)
        stems = network.batch(mixture, torch.from_numpy(batch.counts), blind_slots(slots) if config.blind else slots)
        return waveform_loss(stems, torch.from_numpy(batch.sources), mixture, slots, config.blind)[0]

    facts = train(arguments.work / f"{name}-{arguments.cpu_s:.0f}", network, loss_of, Plan(arguments.cpu_s, 2e-3, 30, 0.4),
                  lambda made, rate: Muon(groups_of(made), lr=rate))
    return network.eval(), facts


def stems(network: ConvTasNet, excerpt: Excerpt, counts: torch.Tensor, slots: torch.Tensor) -> Array:
    with torch.no_grad():
        return network(torch.from_numpy(excerpt.references.sum(0)[None]), counts, slots)[0].numpy()


def by_instruments(network: ConvTasNet) -> Separate:
    return lambda e: stems(network, e, *conditioning(e.players))


def in_no_order(network: ConvTasNet) -> Separate:
    return lambda e: stems(network, e, torch.zeros(1, N_CLASSES), torch.tensor([*range(len(e.players)), REST_SLOT]))


def named(network: ConvTasNet, ears: Ears) -> Separate:
    """Assign outputs to the declared players by the instruments that Ears detects, maximising the product of
    probabilities.
    """
    def separate(excerpt: Excerpt) -> Array:
        found = in_no_order(network)(excerpt)
        magnitude = np.abs(stft(found[:-1]))[..., :WINDOW_FRAMES].astype(np.float32)
        with torch.no_grad():
            heard = ears(torch.from_numpy(np.ascontiguousarray(magnitude)))[1].numpy()
        order = linear_sum_assignment(-np.log(heard[:, excerpt.players].T + 1e-4))[1]
        return found[[*order, len(found) - 1]]
    return separate


def alone(network: ConvTasNet, kept: int) -> Separate:
    """A network for one instrument: its stem takes the instrument's place, and all others are zero."""
    def separate(excerpt: Excerpt) -> Array:
        own = [c for c in excerpt.players if c == kept]
        found = np.zeros((len(excerpt.players) + 1, excerpt.references.shape[1]), np.float32)
        if own:
            found[[i for i, c in enumerate(excerpt.players) if c == kept]] = stems(network, excerpt, *conditioning(own))[:-1]
        return found
    return separate


def seconds(network: ConvTasNet, slots: list[int], length: float = 8.0) -> float:
    """CPU seconds per second of audio, the minimum of three runs."""
    counts = torch.zeros(1, N_CLASSES)
    for slot in slots:
        counts[0, slot // PLAYERS_PER_CLASS] = 1
    audio, taken = torch.randn(1, int(length * SAMPLE_RATE)) * 0.05, []
    with torch.no_grad():
        for _ in range(3):
            begun = time.process_time()
            network(audio, counts, torch.tensor([*slots, REST_SLOT]))
            taken.append(time.process_time() - begun)
    return min(taken) / length


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of the runs, named after their cost, and of the excerpts")
    parser.add_argument("--runs", nargs="+", default=["conditioned", "blind", "plain", *SINGLES])
    parser.add_argument("--cpu-s", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--thin", type=int, default=1, help="score every n-th excerpt only")
    parser.add_argument("--score", action="store_true", help="score these runs and put them into study.json, in place of those of the same cost")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    networks = {name: trained(name, arguments) for name in arguments.runs}
    if arguments.score:
        folder = Path(__file__).parent
        kept = folder / "study.json"
        known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []
        of_cost = {r["cpu_s"]: r for r in [*known, judged(networks, arguments)]}
        results = [of_cost[cost] for cost in sorted(of_cost)]
        kept.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (REPOSITORY / "models/training/recipes/conv_tasnet/card/comparisons.md").write_text(page(results), encoding="utf-8")


def judged(networks: dict[str, tuple[ConvTasNet, dict[str, Any]]], arguments: argparse.Namespace) -> dict[str, Any]:
    """Metrics of every run on every set, paired against *conditioned*; seconds of inference."""
    pack = data_pack(arguments.data)
    ears = Ears()
    load_weights(REPOSITORY / "models/training/recipes/semisupcon/checkpoint", ears)
    ears.eval()
    result: dict[str, Any] = {"cpu_s": arguments.cpu_s, "seed": arguments.seed, "sets": {}, "runs": {}}
    for name, (network, facts) in networks.items():
        result["runs"][name] = {"parameters": parameter_count(network), "step": facts["step"]}
    for set_name in SETS:
        excerpts = cached(set_name, pack, arguments.rendered, arguments.work)[:: arguments.thin]
        rows: dict[str, list[dict[str, Any]]] = {}
        for name, (network, _) in networks.items():
            if name == "blind":
                rows["blind, best permutation"] = score_estimates(in_no_order(network), excerpts, by_name=False)
                rows["blind, named by Ears"] = score_estimates(named(network, ears), excerpts)
            elif name in CLASSES:
                found = score_estimates(alone(network, CLASSES.index(name)), excerpts)
                rows[f"{name} alone"] = [r for r in found if r["instrument"] == name]
            else:
                rows[name] = score_estimates(by_instruments(network), excerpts)
        result["sets"][set_name] = {name: summary(found, rows["conditioned"]) for name, found in rows.items() if found}
        print(set_name, result["sets"][set_name], flush=True)
    single = next((name for name in networks if name in CLASSES), None)
    if single is not None:
        first, shared = PLAYERS_PER_CLASS * CLASSES.index(single), networks["conditioned"][0]
        result["seconds"] = {"one instrument": seconds(networks[single][0], [first]),
                             "conditioned": {str(n): seconds(shared, [PLAYERS_PER_CLASS * k for k in range(n)]) for n in range(2, BLIND_OUTPUTS + 1)}}
    return result


def summary(rows: list[dict[str, Any]], against: list[dict[str, Any]]) -> dict[str, Any]:
    """Metrics of one run, and its paired difference from the conditioned network on the same outputs."""
    kept = {(r["excerpt"], r["mixture"], r["instrument"]) for r in rows}
    alike = [r for r in against if (r["excerpt"], r["mixture"], r["instrument"]) in kept]
    change = paired([alike], [rows])
    return {"si_sdr_improvement": figure(rows), "sdr": figure(rows, "sdr"), "outputs": len(rows),
            "conditioned_si_sdr_improvement": figure(alike), "conditioned_sdr": figure(alike, "sdr"),
            "change": change.mean, "half": change.half, "mixtures": change.mixtures}


TEXT = """## Comparisons at equal cost

The networks are small and trained for {costs} CPU seconds each (including sampling of batches), with seed {seed}; excerpts are 3 s at 22.05 kHz, so
the figures differ from those of the tables above. SI-SDR improvement and SDR are in dB, as means over numbers of players; brackets contain the
conditioned network of the same cost on the same outputs. *Change* is the difference in SI-SDR improvement from that network, paired by mixture, with
half of the 95 % interval; each variant ran once, so the interval excludes the spread between runs. Figures from runs this short show which network
learns faster, not which is better in the end.

A *conditioned* network receives the list of players. A *blind* network receives only their number and is trained with the best permutation; its
outputs are then assigned to the players by the best permutation, or by the instruments that Ears detects in them. *X alone* is a network for one
instrument against all others, evaluated on that instrument's outputs only, with as much training as the one network for all instruments. An uncertain
network outputs little: the loss (SNR) rewards that and SI-SDR penalises it, so read SI-SDR improvement and SDR together.
"""
PLAIN_TEXT = "*plain* uses the paper's 1x1 bottleneck and mask head in place of the harmonic ones.\n"


def page(results: list[dict[str, Any]]) -> str:
    """The card's section as Markdown; each entry of `results` is a study of a different cost."""
    text = TEXT.format(costs=" or ".join(f"{r['cpu_s']:.0f}" for r in results), seed=results[0]["seed"])
    plain = any("plain" in r["runs"] for r in results)
    lines = [text + (PLAIN_TEXT if plain else ""), "| network | CPU s | parameters, steps | set | SI-SDR improvement | SDR | change | outputs |",
             "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for result in results:
        for name in next(iter(result["sets"].values())):
            run = result["runs"][name.split(",")[0].split(" ")[0]]
            for set_name, found in result["sets"].items():
                if name not in found:  # no player of that instrument in the set
                    continue
                f, itself = found[name], name == "conditioned"
                gain, sdr = (f"{f[k]:.2f}" + ("" if itself else f" ({f[f'conditioned_{k}']:.2f})") for k in ("si_sdr_improvement", "sdr"))
                change = "" if itself else f"{f['change']:+.2f} ± {f['half']:.2f}"
                lines.append(f"| {name} | {result['cpu_s']:.0f} | {run['parameters'] / 1e6:.1f} M, {run['step']} | {set_name} | {gain} | {sdr} "
                             f"| {change} | {f['outputs']} |")
    for result in results:
        if "seconds" in result:
            lines += ["", cost_of_inference(result["seconds"])]
    return "\n".join([*lines, ""])


def cost_of_inference(taken: dict[str, Any]) -> str:
    """Sentences that compare the cost of one conditioned network with that of one network per instrument."""
    single, shared = taken["one instrument"], taken["conditioned"]
    costs = ", ".join(f"{n} players {cost / (8 * single):.2f} of eight and {cost / (int(n) * single):.2f} of {n}" for n, cost in shared.items())
    return (f"Cost of inference (PyTorch, one thread): one conditioned network takes {', '.join(f'{c:.3f}' for c in shared.values())} CPU seconds "
            f"per second of audio for {', '.join(shared)} players; a network for one instrument takes {single:.3f}. Cost of one conditioned "
            f"network relative to networks for one instrument: {costs}.")


if __name__ == "__main__":
    run_main(main)
