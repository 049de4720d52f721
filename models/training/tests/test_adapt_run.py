"""A whole adaptation: it stops, resumes and leaves a model that can be adapted again; what it can't learn from is refused."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.adapt.plan import Refusal, Source
from training.adapt.protocol import Host, Stopped
from training.adapt.run import Adaptation, Way
from training.adapt.start import load_start
from training.engine.checkpoint import publish
from training.networks.harmonic_unet.network import HarmonicUNet
from training.tests.adapting import CELLO, MINUTES, RECORDINGS, SOLOS, TINY, VIOLIN, plan_in, tone


@pytest.mark.parametrize("minutes", MINUTES)
def test_an_adaptation_stops_goes_on_and_leaves_a_model(tmp_path: Path, tiny_recipe: str, minutes: float) -> None:
    plan = plan_in(tmp_path, tiny_recipe, minutes, SOLOS, RECORDINGS)
    host = Host(io.StringIO())

    def stop_while_learning() -> None:
        if "learning" in host.out.getvalue():
            raise Stopped
    host.check = stop_while_learning  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        Adaptation(plan, host).run()
    assert (tmp_path / "work" / "before.json").exists()

    host = Host(io.StringIO())
    outcome = Adaptation(plan, host).run()
    lines = [json.loads(line) for line in host.out.getvalue().splitlines()]
    shown = [line["done"] for line in lines if line["type"] == "progress"]
    assert shown == sorted(shown) and shown[-1] <= 1
    assert any(line["type"] == "saved" for line in lines)
    assert {f["kind"] for f in outcome["figures"]} == {"solos", "recordings"}
    assert outcome["share"] in (0.25, 0.5, 1.0) and outcome["tried"][0][0] == 0.0
    manifest = json.loads((plan.out / "manifest.json").read_text())
    assert manifest["id"] == "mine" and manifest["training"]["start"] == {"id": "tiny", "version": "1.0.0"}
    assert {m["set"] for m in manifest["metrics"]} == {
        "your held-back solos", "your held-back solos, before", "your held-back recordings", "your held-back recordings, before"}
    assert {m["metric"] for m in manifest["metrics"] if "recordings" in m["set"]} == {"unmixing_si_sdr_improvement"}
    card = (plan.out / "README.md").read_text()
    assert "not measured" in card and "tiny 1.0.0" in card
    clips = outcome["clips"]
    assert {c["kind"] for c in clips} == {"mixture", "before", "after", "original"}
    assert all((plan.out / "clips" / c["file"]).stat().st_size > 44 for c in clips)

    # The model's own weights are what a further adaptation begins with.
    again = Adaptation(replace(plan, weights=plan.out / manifest["training"]["checkpoint"]["file"]), Host(io.StringIO()))
    load_start(again.plan, Path("unused"), again.start)
    assert manifest["training"]["checkpoint"]["recipe"] == tiny_recipe and manifest["training"]["pretraining"] == "unmixing"
    other = HarmonicUNet(TINY)
    assert any(not torch.equal(v, other.state_dict()[k]) for k, v in again.start.state_dict().items())
    assert all(torch.isfinite(v).all() for v in again.start.state_dict().values() if v.is_floating_point())


def test_time_left_is_told_once_it_was_measured(tmp_path: Path) -> None:
    now = [0.0]
    host = Host(io.StringIO(), clock=lambda: now[0])
    way = Way(plan_in(tmp_path, "tiny", 2.0, [], []), host, 10)
    for _ in range(3):
        now[0] += 3.0
        way.tick("scoring")
    way.trained = 60.0
    now[0] += 1.0
    way.tell("learning")
    told = [json.loads(line)["left"] for line in host.out.getvalue().splitlines()]
    # 60 s of training, 7 mixtures of 3 s each, and the writing
    assert told == [None, *told[1:3], pytest.approx(60 + 21 + 3)] and told[1] == pytest.approx(120 + 24 + 3)


def test_weights_that_are_not_the_networks_are_refused(tmp_path: Path, tiny_recipe: str) -> None:
    plan = plan_in(tmp_path, tiny_recipe, 0.01, SOLOS, [])
    publish(tmp_path / "other", torch.nn.Linear(3, 3).state_dict(), {})
    (tmp_path / "torn.weights.npz").write_bytes((tmp_path / "other.weights.npz").read_bytes()[:-40])
    with zipfile.ZipFile(tmp_path / "bomb.weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mean/w.npy", bytes(65 << 20))
    for name in ("other", "torn", "bomb"):
        with pytest.raises(Refusal, match="can't be adapted again") as refused:
            load_start(replace(plan, weights=tmp_path / f"{name}.weights.npz"), Path("unused"), HarmonicUNet(TINY))
        assert refused.value.code == "model/invalid"


def test_too_little_material_is_refused_in_words(tmp_path: Path, tiny_recipe: str) -> None:
    for solos, recordings in (([SOLOS[0]], []), ([], [RECORDINGS[0]]), ([Source("a", [VIOLIN], tone(440, 8)), Source("b", [CELLO], tone(110, 8))], [])):
        with pytest.raises(Refusal, match="too little") as refused:
            Adaptation(plan_in(tmp_path, tiny_recipe, 0.01, solos, recordings), Host(io.StringIO()))
        assert refused.value.code == "adapt/material"


def test_one_instrument_and_a_recording_are_enough_to_begin(tmp_path: Path, tiny_recipe: str) -> None:
    both = Adaptation(plan_in(tmp_path, tiny_recipe, 0.01, [SOLOS[0]], RECORDINGS), Host(io.StringIO()))
    assert both.material.mixer is None and both.material.pairs
