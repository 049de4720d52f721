"""Scores the model before and after adaptation on the test part.

*Solos* are mixed, so every player's part is known: SI-SDR improvement as in the protocol. *Recordings* have no
references; two of them are mixed and separated again, which shows how well one recording's players are separated from
the other's, but nothing about the separation of players within one recording.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from numpy.random import Generator

from training.adapt.parts import Pieces
from training.data.mixit import conditioning, fits
from training.losses.mixit import best_assignment
from training.measure.metrics import is_silent, si_sdr, summarize
from training.networks.separate import Separator, separate
from training.signal.arrays import Array
from training.signal.classes import CLASSES, HOP, SAMPLE_RATE, SEGMENT_FRAMES

LENGTH = (SEGMENT_FRAMES - 1) * HOP
"""Length of a mixture in samples: one input of the network, 8 s."""
LOUDNESS = 0.05
MOST_PLAYERS = 4
Tick = Callable[[], None]


@dataclass(frozen=True)
class Mixture:
    """references [sources, samples], and who plays in each; a solo source has one player."""

    name: str
    references: Array
    players: list[list[int]]


@dataclass(frozen=True)
class Row:
    """The score of one source of one mixture, in dB. `players`: sources in the mixture."""

    mixture: str
    players: int
    name: str
    improvement: float


def excerpt(pieces: Pieces, rng: Generator) -> Array | None:
    """float32 of at most LENGTH samples, at LOUDNESS; None if only silence was found."""
    lengths = np.array([len(p) for p in pieces], float)
    for _ in range(8):
        piece = pieces[int(rng.choice(len(pieces), p=lengths / lengths.sum()))]
        begin = int(rng.integers(0, max(1, len(piece) - LENGTH + 1)))
        audio = np.array(piece[begin : begin + LENGTH], np.float32)
        if not is_silent(audio):
            return audio * np.float32(LOUDNESS / np.sqrt((audio.astype(np.float64) ** 2).mean()))
    return None


def _mix(name: str, sources: list[Array | None], players: list[list[int]], rng: Generator) -> Mixture | None:
    if any(s is None for s in sources):
        return None
    heard = [s for s in sources if s is not None]
    length = min(len(s) for s in heard)
    gains = 10 ** (rng.uniform(-3, 3, len(heard)) / 20)
    references = np.stack([s[:length] * g for s, g in zip(heard, gains)]).astype(np.float32)
    return Mixture(name, references, players) if not any(is_silent(r) for r in references) else None


def solo_mixtures(pieces: dict[int, Pieces], limit: int, seed: int) -> list[Mixture]:
    """Mixtures of two to four different instruments, used in turn; the same seed gives the same mixtures."""
    rng = np.random.default_rng(seed)
    classes = sorted(c for c, p in pieces.items() if p)
    groups = [g for n in range(2, min(MOST_PLAYERS, len(classes)) + 1) for g in combinations(classes, n)]
    order = [groups[i] for i in rng.permutation(len(groups))]
    found: list[Mixture] = []
    for turn in range(limit):
        if not order:
            break
        group = order[turn % len(order)]
        name = f"{turn + 1}: {', '.join(CLASSES[c] for c in group)}"
        made = _mix(name, [excerpt(pieces[c], rng) for c in group], [[c] for c in group], rng)
        if made is not None:
            found.append(made)
    return found


def recording_mixtures(recordings: list[tuple[list[int], Pieces]], limit: int, seed: int) -> list[Mixture]:
    """Mixtures of two recordings; fewer if more than two players of a class would meet."""
    rng = np.random.default_rng(seed)
    there = [(players, pieces) for players, pieces in recordings if pieces]
    pairs = [(a, b) for a, b in combinations(range(len(there)), 2) if fits([there[a][0], there[b][0]])]
    order = [pairs[i] for i in rng.permutation(len(pairs))]
    found: list[Mixture] = []
    for turn in range(limit):
        if not order:
            break
        pair = [there[i] for i in order[turn % len(order)]]
        made = _mix(f"{turn + 1}", [excerpt(p, rng) for _, p in pair], [players for players, _ in pair], rng)
        if made is not None:
            found.append(made)
    return found


def put_together(references: Array, outputs: Array, players: list[list[int]]) -> Array:
    """[2, samples]: the outputs of all players and the rest [S, samples], summed to match the two references as in
    MixIT.

    An instrument that plays in only one recording is assigned to it; an instrument in both, and the rest, are
    assigned where they fit best.
    """
    allowed = conditioning(players, "declared", len(outputs))[2]
    signals = torch.from_numpy(np.concatenate([references, outputs]).astype(np.float64))
    inner = (signals @ signals.T).float().unsqueeze(0)
    n = len(references)
    own, total = inner[:, :n, :n].diagonal(dim1=1, dim2=2), inner[:, :n, :n].sum((1, 2))
    chosen = best_assignment(inner[:, n:, n:], inner[:, :n, n:], own, total, torch.from_numpy(allowed[None]))[0].numpy()
    return np.stack([outputs[chosen == side].sum(0) for side in range(n)])


def estimates_of(network: Separator, mixture: Mixture) -> Array:
    """[sources, samples]: a solo's own output, or the sum of a recording's players, with the rest added to the recording
    that it fits best.
    """
    everyone = sorted(c for players in mixture.players for c in players)
    outputs = separate(network, mixture.references.sum(0), SAMPLE_RATE, everyone)
    if all(len(players) == 1 for players in mixture.players) and len(set(everyone)) == len(everyone):
        return outputs[[everyone.index(players[0]) for players in mixture.players]]
    return put_together(mixture.references, outputs, mixture.players)


def run(network: Separator, mixtures: list[Mixture], tick: Tick) -> list[Row]:
    """Score the mixtures. `tick` is called after each one and may raise."""
    rows = []
    for mixture in mixtures:
        signal = mixture.references.sum(0)
        for reference, estimate, players in zip(mixture.references, estimates_of(network, mixture), mixture.players):
            gain = si_sdr(reference, estimate) - si_sdr(reference, signal)
            name = "+".join(CLASSES[c] for c in players)
            rows.append(Row(mixture.name, len(mixture.references), name, round(gain, 3)))
        tick()
    return rows


def mean(rows: list[Row]) -> float:
    """Mean of the mixtures' means, with equal weight for each mixture; NaN without rows."""
    by_mixture: dict[str, list[float]] = {}
    for row in rows:
        by_mixture.setdefault(row.mixture, []).append(row.improvement)
    return float(np.mean([np.mean(v) for v in by_mixture.values()])) if by_mixture else float("nan")


def change(before: list[Row], after: list[Row]) -> tuple[float, float]:
    """Paired by mixture: mean of after - before, and half the width of its 95 % interval (NaN for fewer than two)."""
    def by_mixture(rows: list[Row]) -> dict[str, float]:
        return {name: mean([r for r in rows if r.mixture == name]) for name in {r.mixture for r in rows}}

    first, second = by_mixture(before), by_mixture(after)
    found = summarize(second[name] - first[name] for name in sorted(first))
    return found.mean, 1.96 * found.standard_error
