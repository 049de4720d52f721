"""Masked prediction: the head starts as the clustering, only the encoder learns, and solos follow."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training.adapt.masking import Excerpts, Masking
from training.adapt.plan import Refusal
from training.adapt.protocol import Host, Stopped
from training.adapt.run import Adaptation
from training.networks.harmonic_unet.network import HarmonicUNet
from training.recipes.harmonic_unet import adaptable
from training.signal.classes import N_CLASSES
from training.tests.adapting import CELLO, MINUTES, RECORDINGS, SOLOS, TINY, VIOLIN, plan_in, tone


def masking_of(network: HarmonicUNet) -> Masking:
    rng = np.random.default_rng(5)
    excerpts = Excerpts([([VIOLIN, CELLO], [tone(300, 9) + tone(90, 9)]), ([VIOLIN], [tone(500, 5)])], rng, network.frontend)
    teacher = HarmonicUNet(TINY)
    teacher.load_state_dict(network.state_dict())
    return Masking(network, teacher, adaptable, excerpts, 16, 1)


def test_the_head_begins_as_the_clustering_itself() -> None:
    torch.manual_seed(0)
    masking = masking_of(HarmonicUNet(TINY))
    masking.network.train()
    magnitude, counts = masking.excerpts.batch(3, 16)
    assert counts.shape == (3, N_CLASSES) and counts.sum(1).min() >= 1
    spectrum = masking.teacher.log_spectrum(magnitude)
    clusters = masking.book.name(masking.teacher.features(spectrum, counts).detach())
    logits = masking.network(spectrum, counts, torch.zeros(clusters.shape, dtype=torch.bool))
    assert (logits.argmax(3).numpy() == clusters).mean() > 0.95


def test_what_is_hidden_is_not_seen_and_guessing_it_trains_the_encoder_alone() -> None:
    torch.manual_seed(0)
    network = HarmonicUNet(TINY)
    masking = masking_of(network)
    masking.network.eval()
    magnitude, counts = masking.excerpts.batch(2, 16)
    spectrum = masking.teacher.log_spectrum(magnitude)
    hidden = torch.zeros(2, 17, 4, dtype=torch.bool)
    hidden[:, 3:8, 1:3] = True
    changed = spectrum.clone()
    changed[:, 48:128, 4:12] = 3.0
    assert torch.equal(masking.network(spectrum, counts, hidden), masking.network(changed, counts, hidden))
    loss, guessed = masking.loss(2, 16)
    loss.backward()
    assert torch.isfinite(loss) and 0 <= float(guessed) <= 1
    trained = {name.split(".")[0] for name, p in network.named_parameters() if p.grad is not None and p.grad.abs().max() > 0}
    assert {"stem", "encoder", "down"} <= trained and not trained & {"up", "decoder", "leave", "fine", "slot_weight"}


@pytest.mark.parametrize("minutes", MINUTES)
def test_masked_prediction_goes_on_to_solos_and_stops_and_resumes(tmp_path: Path, tiny_recipe: str, minutes: float) -> None:
    plan = replace(plan_in(tmp_path, tiny_recipe, minutes, SOLOS, RECORDINGS[:1]), pretraining="masked-prediction")
    host = Host(io.StringIO())

    def stop_while_guessing() -> None:
        if "guessed" in host.out.getvalue():
            raise Stopped
    host.check = stop_while_guessing  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        Adaptation(plan, host).run()
    assert (tmp_path / "work" / "masking.weights.npz").exists() and not (tmp_path / "work" / "checkpoint.weights.npz").exists()
    outcome = Adaptation(plan, Host(io.StringIO())).run()
    # Each phase takes its time, and the step that it is in.
    assert outcome["steps"] > 1 and outcome["minutes"] >= minutes
    assert json.loads((plan.out / "manifest.json").read_text())["training"]["pretraining"] == "masked-prediction"
    assert "masked prediction" in (plan.out / "README.md").read_text()


def test_masked_prediction_needs_solos_and_recordings(tmp_path: Path, tiny_recipe: str) -> None:
    for solos, recordings, words in ((SOLOS[:1], RECORDINGS, "does not teach separation"), (SOLOS, [], "needs recordings")):
        plan = replace(plan_in(tmp_path, tiny_recipe, 0.01, solos, recordings), pretraining="masked-prediction")
        with pytest.raises(Refusal, match=words) as refused:
            Adaptation(plan, Host(io.StringIO()))
        assert refused.value.code == "adapt/material"
