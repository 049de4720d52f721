"""Masked prediction of clusters: a first round on primitive features, a second on the
first encoder's own; one budget of CPU seconds pays for clusters and training of both."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from training.data.few_labels import Recordings
from training.engine.optimizer import muon
from training.engine.runs import Plan, train
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert.clusters import Codebook, features_of
from training.networks.pa_hubert.features import sounding
from training.networks.pa_hubert.network import MaskedEncoder, draw_hidden, masked_loss
from training.recipes.pa_hubert.codebook import CLUSTERS, codebook, magnitudes

BATCH = 4
HIDDEN = 0.45
FIRST_ROUND = 0.35
"""Share of the budget that the first round may use."""
RATE = 3e-3


class Prediction:
    """Samples batches and computes the masked loss; accumulates accuracy for the learning curve."""

    def __init__(self, network: MaskedEncoder, teacher: MaskedEncoder | None, book: Codebook, recordings: Recordings,
                 rng: Generator) -> None:
        self.network, self.teacher, self.book, self.recordings, self.rng = network, teacher, book, recordings, rng
        self.right: list[float] = []

    def __call__(self) -> Tensor:
        with torch.no_grad():
            spectrum = self.network.log_spectrum(magnitudes(self.recordings, self.rng, BATCH))
            clusters = torch.from_numpy(self.book.name(features_of(spectrum, self.teacher)))
        batch, rows, columns = clusters.shape
        hidden = torch.from_numpy(draw_hidden(self.rng, batch, rows, columns, HIDDEN))
        loss, right = masked_loss(self.network(spectrum, hidden), clusters, hidden & sounding(spectrum))
        self.right.append(float(right))
        return loss

    def accuracy(self) -> float:
        """Accuracy over the batches since the last call. Chance level is the most common cluster's share of a row, 0.02 to 0.1."""
        seen, self.right = float(np.mean(self.right)), []
        return seen


def pretrain(path: Path, recordings: Recordings, seed: int, cpu_s: float, rounds: int = 2) -> MaskedEncoder:
    """Write `path` (and `path`-1, the first round's encoder). Finished rounds are skipped."""
    torch.manual_seed(seed)
    rng = np.random.default_rng([2, seed])
    teacher: MaskedEncoder | None = None
    network = MaskedEncoder(SmallUNet().to(memory_format=torch.channels_last), CLUSTERS)
    spent, curve = 0.0, []
    for number in range(1, rounds + 1):
        share = 1.0 if number == rounds else FIRST_ROUND
        begun = time.process_time()
        book = codebook(recordings, seed, teacher)
        if number > 1:
            network.anew()
        spent += time.process_time() - begun
        predict = Prediction(network, None if teacher is None else teacher.train(), book, recordings, rng)
        target = path if number == rounds else path.with_name(f"{path.name}-{number}")
        told = train(target, network, predict, Plan(share * cpu_s - spent, RATE), muon, predict.accuracy,
                     {"clusters": CLUSTERS, "seed": seed, "round": number, "budget_cpu_s": cpu_s})
        spent += float(told["cpu_s"])
        curve += told["curve"]
        if number < rounds:
            teacher = MaskedEncoder(SmallUNet(), CLUSTERS)
            teacher.load_state_dict(network.state_dict())
    return network
