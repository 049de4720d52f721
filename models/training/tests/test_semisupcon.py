"""Labels, losses, figures, calibration, views and the exported encoder, against closed forms and by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training.data.ears.damage import noisy
from training.data.ears.labels import label
from training.data.ears.library import Library
from training.data.ears.views import Drawer, imperfect, smear
from training.losses.contrastive import contrastive_loss, head_loss, pair_weights
from training.measure.ears import scores
from training.measure.ears.judge import by_recording
from training.measure.ears.listen import Heard
from training.measure.ears.probe import fit, hear, platt
from training.measure.ears.sets import Recording, blocks_of, windows
from training.networks.ears import (
    FFT_SIZE,
    HOP,
    N_BINS,
    WINDOW_FRAMES,
    Config,
    Ears,
    centres,
    folded,
    mel_matrix,
)
from training.publish import card, hearing, overview
from training.recipes.semisupcon.batches import draw_batch, losses
from training.recipes.semisupcon.export import interface, to_onnx
from training.signal.classes import CLASSES, N_CLASSES, REST_CLASS

RATE = 22050


@pytest.fixture(scope="module")
def network() -> Ears:
    torch.manual_seed(0)
    return Ears().eval()


def tone(hertz: float, seconds: float, level: float = 0.1) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Four scenes of three tones (classes 0, 3, undeclared) and one additive part."""
    shard = tmp_path_factory.mktemp("rendered") / "shard-0000"
    shard.mkdir()
    rng = np.random.default_rng(0)
    parts = np.zeros((4, 5, 110 * HOP), np.int16)
    records = []
    for scene in range(4):
        for place in range(4):
            parts[scene, place] = 32000 * tone(200 * (place + 1) + 10 * scene, 110 * HOP / RATE + 0.01, 0.2)[: 110 * HOP]
        parts[scene, 0, : 50 * HOP] = 0
        by = ["recorded", "soundfont", "recorded", "additive"]
        records.append({"classes": [0, 3, REST_CLASS, 5, -1], "seed": [9, 0, scene],
                        "parts": [{"by": b, "x": int(rng.integers(9))} for b in by]})
    np.save(shard / "parts.npy", parts)
    (shard / "scenes.json").write_text(json.dumps(records))
    return Library([shard.parent])


def test_level_does_not_matter_and_silence_is_finite(network: Ears) -> None:
    magnitude = torch.rand(1, N_BINS, WINDOW_FRAMES)
    with torch.no_grad():
        loud, soft, silent = network(magnitude), network(magnitude * 1e-4), network(magnitude * 0)
    for a, b, c in zip(loud, soft, silent):
        assert torch.allclose(a, b, atol=1e-4)
        assert torch.isfinite(c).all()


def test_outputs_are_unit_vectors_and_probabilities(network: Ears) -> None:
    with torch.no_grad():
        embedding, instruments = network(torch.rand(3, N_BINS, WINDOW_FRAMES))
    assert embedding.shape == (3, 128) and instruments.shape == (3, N_CLASSES)
    assert torch.allclose(embedding.norm(dim=1), torch.ones(3), atol=1e-4)
    assert bool(((instruments > 0) & (instruments < 1)).all())


def test_a_tone_falls_into_its_mel_band() -> None:
    config = Config()
    matrix = mel_matrix(config)
    assert matrix.shape == (128, N_BINS)
    assert np.allclose(matrix.sum(1), 1, atol=1e-5)
    for band in (0, 20, 60, 127):
        hertz = centres(config)[band]
        assert abs(int(matrix[:, round(hertz * FFT_SIZE / RATE)].argmax()) - band) <= 1


def test_calibration_is_inside_the_network() -> None:
    network = Ears().eval()
    magnitude = torch.rand(1, N_BINS, WINDOW_FRAMES)
    network.slope.fill_(2.0)
    network.offset.fill_(-0.5)
    with torch.no_grad():
        embedding, instruments = network(magnitude)
        expected = torch.sigmoid(2 * network.logits(embedding) - 0.5)
    assert torch.allclose(instruments, expected, atol=1e-6)


def test_folding_changes_nothing_and_the_file_is_small(network: Ears, tmp_path: Path) -> None:
    magnitude = torch.rand(2, N_BINS, WINDOW_FRAMES)
    with torch.no_grad():
        for a, b in zip(network(magnitude), folded(network)(magnitude)):
            assert torch.allclose(a, b, atol=1e-5)
    to_onnx(network, tmp_path / "model.onnx")
    assert [p.name for p in tmp_path.iterdir()] == ["model.onnx"]
    assert (tmp_path / "model.onnx").stat().st_size <= 10_000_000
    described = interface(network, [0.5] * N_CLASSES)
    assert described["classes"] == list(CLASSES)
    assert described["inputs"][0]["shape"] == [1, N_BINS, WINDOW_FRAMES]


def test_labels_follow_duration_and_level() -> None:
    always, briefly, hardly = np.ones(64, bool), np.arange(64) < 5, np.arange(64) < 2
    target, weight = label([0, 1, 2, 3, 4, 0], [True] * 6, [always, briefly, hardly, always, always, hardly], [1.0, 1.0, 1.0, 10**-1.8, 10**-2.4, 1e-9])
    assert target.tolist() == [1, 0, 0, 0, 0] + [0] * 6
    assert weight.tolist() == [1, 0, 1, 0, 1] + [1] * 6


def test_undeclared_sources_set_the_level_and_untrusted_ones_decide_nothing() -> None:
    always = np.ones(64, bool)
    target, weight = label([REST_CLASS, 2], [True, True], [always, always], [1.0, 10**-2.5])
    assert target.sum() == 0 and weight.min() == 1
    target, weight = label([2, 3], [False, True], [always, always], [1.0, 1.0])
    assert weight[2] == 0 and (target[3], weight[3]) == (1, 1)


def test_pairs_share_content_or_labels() -> None:
    items = torch.tensor([0, 0, 1, 2])
    target = torch.zeros(4, N_CLASSES)
    target[:, 0] = 1
    target[2, 1] = 1
    known = torch.tensor([True, True, True, False])
    both = pair_weights(items, target, torch.ones_like(target), known, True, True)
    assert both[0].tolist() == [0, 1, 0.5, 0] and both[3].tolist() == [0, 0, 0, 0]
    assert pair_weights(items, target, torch.ones_like(target), known, False, True)[0].tolist() == [0, 0, 0.5, 0]
    assert pair_weights(items, target, torch.ones_like(target), known, True, False)[0].tolist() == [0, 1, 0, 0]


def test_contrastive_loss_in_closed_form() -> None:
    z = torch.tensor([[2.0, 0], [3.0, 0], [0, 1.0]])
    pairs = torch.zeros(3, 3)
    pairs[0, 1] = 1
    assert float(contrastive_loss(z, pairs, 0.5)) == pytest.approx(float(np.log(1 + np.exp(-2))), abs=1e-5)
    assert float(contrastive_loss(z, torch.zeros(3, 3))) == 0


def test_head_loss_leaves_undecided_and_unlabelled_out() -> None:
    logits, target, weight = torch.zeros(2, 2), torch.ones(2, 2), torch.tensor([[1.0, 0], [1, 1]])
    logits[0, 1] = logits[1] = 50
    assert float(head_loss(logits, target, weight, torch.tensor([True, False]))) == pytest.approx(np.log(2), abs=1e-5)


def test_views_are_finite_overlap_and_carry_labels(library: Library) -> None:
    assert [len(s) for s in library.scenes] == [3, 3, 3, 3]
    drawer = Drawer(library, np.random.default_rng(1))
    kinds = set()
    for _ in range(40):
        item = drawer.item(True)
        kinds.add(item.kind)
        for view in drawer.pair(item):
            assert view.features.shape == (128, WINDOW_FRAMES) and np.isfinite(view.features).all()
            assert set(np.flatnonzero(view.target)) <= {e.cls for e in item.entries}
            assert view.weight[[1, 2, 4, 6]].min() == 1 and view.target[5] * view.weight[5] == 0
    assert kinds == {"solo", "stem", "mixture", "none"}


def test_scenes_without_labels_are_kept_apart(library: Library) -> None:
    share = float(np.median(library.ranks))
    drawer = Drawer(library, np.random.default_rng(1), share)
    known = {e.scene for pool in drawer.known[:N_CLASSES] for source in pool for e in source}
    assert known == {i for i, r in enumerate(library.ranks) if r < share}
    for _ in range(20):
        assert all(e.scene in known for e in drawer.item(True).entries if e.cls < REST_CLASS)
        assert not any(e.scene in known for e in drawer.item(False).entries if e.cls < REST_CLASS)


@pytest.mark.parametrize("mode", ["self", "supervised", "semi"])
def test_a_step_reaches_every_weight_it_should(library: Library, mode: str) -> None:
    torch.manual_seed(0)
    network = Ears().train()
    batch = draw_batch(Drawer(library, np.random.default_rng(2), 0.6), mode, 4)
    assert len(batch.features) == 8
    assert bool(batch.labelled.any()) == (mode != "self")
    attraction, head = losses(network, batch, mode)
    (attraction + head).backward()
    assert network.stem.weight.grad is not None and float(network.stem.weight.grad.abs().sum()) > 0
    heard = network.head.weight.grad
    assert (heard is not None and float(heard.abs().sum()) > 0) == (mode != "self")


def test_an_imperfect_stem_keeps_its_target_in_front() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.exponential(1, (64, 128)).astype(np.float32) for _ in range(3)]
    for seed in range(5):
        out = imperfect(parts, np.random.default_rng(seed))
        assert out[0].sum() > max(out[1].sum(), out[2].sum())
        assert all((o <= p).all() for o, p in zip(out, parts))


def test_reverberation_only_adds_and_decays() -> None:
    power = np.zeros((64, 128), np.float32)
    power[5] = 1
    wet = smear(power, centres(Config()), np.random.default_rng(0))
    assert (wet[:5] == 0).all() and (wet[5] == 1).all()
    assert wet[6:20].sum() > 3 * wet[40:54].sum() > 0


def test_windows_hear_who_plays_when() -> None:
    first = np.concatenate([tone(440, 6), np.zeros(6 * RATE, np.float32)])
    second = np.concatenate([np.zeros(6 * RATE, np.float32), tone(660, 6)])
    found = list(windows(Recording("x", "g", [0, 4], np.stack([first, second])), WINDOW_FRAMES))
    assert [np.flatnonzero(w.target).tolist() for w in found] == [[0], [0], [4], [4]]
    assert all(w.magnitude.shape == (N_BINS, WINDOW_FRAMES) for w in found)
    assert blocks_of(np.ones(4 * HOP, np.float32), 5).tolist() == [0.5, 1, 1, 1, 0.5]


def test_a_clip_shorter_than_a_window_is_padded_and_silence_is_skipped() -> None:
    assert len(list(windows(Recording("x", "g", [0], tone(440, 1)[None]), 32))) == 1
    assert len(list(windows(Recording("x", "g", [0], np.zeros((1, RATE), np.float32)), 32))) == 0


def test_f1_and_average_precision_by_hand() -> None:
    truth = np.array([1, 0, 1, 0])
    assert scores.average_precision(truth, np.array([0.9, 0.8, 0.7, 0.1])) == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(scores.average_precision(np.zeros(3), np.zeros(3)))
    t, p, w = np.array([[1, 0], [0, 0], [1, 0], [1, 0]]), np.array([[0.9, 0.6], [0.6, 0.1], [0.2, 0.2], [0.9, 0.3]]), np.ones((4, 2))
    w[3, 0] = 0
    s = scores.summary(t, p, w, np.array([0.5, 0.5]), ("a", "b"))
    assert s["instruments"]["a"]["f1"] == pytest.approx(2 / (2 + 1 + 1))
    assert s["instruments"]["b"] == {"positives": 0, "false_alarms": 1, "f1": None, "average_precision": None}
    assert s["f1_macro"] == pytest.approx(0.5) and s["f1_micro"] == pytest.approx(2 / 5)
    assert s["exact"] == pytest.approx(0)


def test_calibration_error_of_an_overconfident_teller() -> None:
    rows = scores.reliability(np.array([[1, 0, 0, 0]]), np.full((1, 4), 0.95), np.ones((1, 4)))
    assert rows == [{"from": 0.9, "count": 4, "said": pytest.approx(0.95), "was": 0.25}]
    assert scores.calibration_error(rows) == pytest.approx(0.7)


def test_thresholds_lie_between_the_classes() -> None:
    p = np.concatenate([np.linspace(0, 0.3, 20), np.linspace(0.6, 0.9, 20)])[:, None]
    found = scores.best_thresholds((p > 0.5).astype(float), p, np.ones_like(p))
    assert 0.35 <= found[0] < 0.6


def test_platt_undoes_a_known_miscalibration() -> None:
    rng = np.random.default_rng(0)
    true = rng.normal(0, 2, (4000, 2))
    target = (rng.random(true.shape) < 1 / (1 + np.exp(-true))).astype(np.float32)
    slope, offset = platt(2 * true + 1, target, np.ones_like(target), np.ones(len(true)))
    assert slope == pytest.approx([0.5, 0.5], abs=0.05) and offset == pytest.approx([-0.5, -0.5], abs=0.12)
    assert np.abs(hear(2 * true + 1, slope, offset) - 1 / (1 + np.exp(-true))).max() < 0.05


def test_probe_finds_a_linear_rule() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(3, 2, (400, 5))
    target = np.stack([x[:, 0] > 3, x[:, 1] + x[:, 2] > 6], 1).astype(np.float32)
    weights, bias = fit(x, target, np.ones_like(target))
    assert ((x @ weights + bias > 0) == (target > 0)).mean() > 0.97


def test_noise_has_the_ratio_it_claims() -> None:
    audio = tone(300, 2)
    added = noisy(audio, np.random.default_rng(0), 20) - audio
    assert 10 * np.log10((audio**2).mean() / (added**2).mean()) == pytest.approx(20, abs=0.3)


def test_the_tables_show_what_the_results_say() -> None:
    t, p = np.eye(N_CLASSES)[:4], np.eye(N_CLASSES)[:4] * 0.8 + 0.1
    s = scores.summary(t, p, np.ones_like(t), np.full(N_CLASSES, 0.5), CLASSES)
    results = {"sets": {"shifted": {"date": "2026-01-01", "groups": {"all": s}}}}
    assert "| **shifted** | 4 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 0.100 |" in hearing.set_table(results)
    assert "| violin | 1.00 / 1.00 (1; 0) |" in hearing.instrument_table(results)
    assert {m["metric"]: m["value"] for m in hearing.manifest_metrics(results)}["ece"] == pytest.approx(0.1)


def test_the_page_lists_models_of_every_task(tmp_path: Path) -> None:
    assert [card.one_decimal(v) for v in (4.847, 4.84, -0.154)] == ["4.9", "4.8", "-0.2"]
    t, p = np.eye(N_CLASSES)[:4], np.eye(N_CLASSES)[:4] * 0.8 + 0.1
    figures = scores.summary(t, p, np.ones_like(t), np.full(N_CLASSES, 0.5), CLASSES)
    for model, task in (("a-hearer", "embedding"), ("b-splitter", "separation")):
        (tmp_path / "models" / model).mkdir(parents=True)
        manifest = {"id": model, "title": model.upper(), "version": "1", "architecture": "x", "task": task,
                    "training": {"recipe": f"models/training/recipes/{model}", "hours": 1, "hardware": "y"}}
        (tmp_path / "models" / model / "manifest.json").write_text(json.dumps(manifest))
    recipe = tmp_path / "models" / "training" / "recipes" / "a-hearer" / "card"
    recipe.mkdir(parents=True)
    (recipe / "results.json").write_text(json.dumps({"sets": {"shifted": {"date": "2026-01-01", "groups": {"all": figures}}}}))
    page = overview.results_page(tmp_path / "models")
    assert 0 < page.index("B-SPLITTER") < page.index("A-HEARER") < page.index("| **shifted** | 4 |")


def test_recordings_are_judged_by_their_mean() -> None:
    logits = np.full((4, N_CLASSES), -4.0)
    logits[:2, 0], logits[2, 1], logits[3, 2] = 4, 4, 1
    target = np.zeros((4, N_CLASSES))
    target[:2, 0] = target[2:, 1] = 1
    heard = Heard(logits, np.zeros((4, 1)), target, np.ones_like(target), np.array(["a", "a", "b", "b"]), np.array(["g"] * 4), np.ones(4))
    even = {"slope": [1.0] * N_CLASSES, "offset": [0.0] * N_CLASSES, "thresholds": [0.45] * N_CLASSES}
    assert by_recording(heard, even) == {"g": {"recordings": 2, "f1_macro": 1.0, "f1_micro": 1.0, "ranked": 1.0}}
    logits[2:, 2] = 5
    assert by_recording(heard, even)["g"]["ranked"] == 0.5 and by_recording(heard, even)["g"]["f1_micro"] == pytest.approx(0.8)
