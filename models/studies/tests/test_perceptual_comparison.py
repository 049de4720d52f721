"""The comparison's classifiers, scores and splits against results known beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from studies.perceptual.autoencoder import LATENTS, Autoencoder, latents, train
from studies.perceptual.classify import (
    difference,
    distances,
    interval,
    logistic,
    nearest,
    over_splits,
    regress,
    squared,
    weighted_f1,
)
from studies.perceptual.data import (
    FRAMES,
    SAMPLES,
    Task,
    grouped_folds,
    images_of,
    load_task,
    store_task,
    work_of,
)
from studies.perceptual.fit import fit_level
from studies.perceptual.report import write_report
from training.measure.perceptual import ms_ssim, nlpd


def test_weighted_f1_by_hand() -> None:
    truth, predicted = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 0, 0])
    # Class 0: 2 of 4 predicted and of 3 true; class 1: 1 of 2 and of 2; class 2: never.
    assert weighted_f1(truth, predicted) == pytest.approx((3 * 4 / 7 + 2 * 2 / 4 + 0) / 6)
    assert weighted_f1(truth, truth) == 1


def test_distances_between_many_are_those_between_two() -> None:
    torch.manual_seed(0)
    a, b = torch.rand(3, 32, 24), torch.rand(40, 32, 24)
    for kind, single in (("nlpd", nlpd), ("ms_ssim", lambda x, y: 1 - ms_ssim(x, y))):
        found = distances(kind, a, b)
        assert found.shape == (3, 40)
        for i, j in ((0, 0), (2, 39)):
            assert found[i, j] == pytest.approx(float(single(a[i], b[j])), abs=2e-6)
    found = distances("mse", a, b)
    assert found[1, 7] ** 2 == pytest.approx(float((a[1] - b[7]).square().mean()), rel=1e-5)


def test_nearest_neighbours_vote_and_break_ties_by_distance() -> None:
    labels = np.array([0, 0, 1, 1, 2])
    distance = np.array([[5.0, 4, 1, 2, 3], [1, 9, 2, 3, 9]])
    assert nearest(distance, labels, 3, 3).tolist() == [1, 1]
    assert nearest(np.array([[3.0, 4, 2, 5, 1]]), labels, 3, 3).tolist() == [2]
    assert nearest(distance, labels, 3, 1).tolist() == [1, 0]


def test_regression_has_a_vanishing_gradient_and_separates() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 300)
    x = rng.normal(0, 1, (300, 5)) + 3 * np.eye(3, 5)[labels]
    weights = regress(x, labels, 3, 0.01)
    inputs = np.hstack([x, np.ones((300, 1))])
    odds = np.exp(inputs @ weights)
    slope = inputs.T @ (odds / odds.sum(1, keepdims=True) - np.eye(3)[labels]) / 300
    slope[:-1] += 0.01 * weights[:-1]
    assert np.abs(slope).max() < 1e-3
    predicted = logistic(x[:200], labels[:200], np.arange(200), x[200:], 3)
    assert weighted_f1(labels[200:], predicted) > 0.9


def test_groups_stay_together_and_every_item_is_tested_once() -> None:
    rng = np.random.default_rng(2)
    groups = rng.integers(0, 30, 200)
    labels = groups % 4
    splits = grouped_folds(labels, groups, 3, rng)
    assert sorted(np.concatenate([t for _, t in splits])) == list(range(200))
    for training, test in splits:
        assert not set(groups[training]) & set(groups[test])
        assert set(labels[test]) == {0, 1, 2, 3}
    tested = over_splits(splits, 200, lambda a, b: b)
    assert tested.tolist() == list(range(200))


def test_movements_belong_to_their_work() -> None:
    assert work_of("Haydn_Op_9_No_1_m1.mid") == work_of("Haydn_Op_9_No_1_m4.mid") == "Haydn_Op_9_No_1"


def test_tasks_come_back_from_disk_and_images_are_at_their_own_level(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    audio = (rng.normal(0, 3000, (4, SAMPLES))).astype(np.int16)
    splits = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([0, 1]))]
    task = Task("x", ["a", "b"], audio, np.array([0, 1, 0, 1]), np.arange(4), splits)
    store_task(tmp_path / "task.npz", task)
    again = load_task(tmp_path / "task.npz")
    assert again.name == "x" and again.classes == ["a", "b"] and np.array_equal(again.audio, audio)
    assert all(np.array_equal(a, b) for x, y in zip(again.splits, splits) for a, b in zip(x, y))
    images = images_of(audio)
    assert images.shape == (4, 128, FRAMES)
    assert float((images_of(audio // 4) - images).abs().max()) < 0.01


def test_intervals_hold_the_figure_and_paired_differences_know_the_same() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 200)
    guess = np.where(rng.random(200) < 0.8, truth, 1 - truth)
    groups = np.arange(200) // 4
    found = interval(truth, [guess], groups, 200)
    assert found["low"] < found["f1"] < found["high"] and found["high"] - found["low"] < 0.2
    assert difference(truth, [guess], [guess], groups, 50) == {"f1": 0, "low": 0, "high": 0}
    assert difference(truth, [guess], [truth], groups, 50)["low"] > 0


def test_squared_distances() -> None:
    a, b = np.array([[0.0, 0], [3, 4]]), np.array([[0.0, 0], [6, 8], [3, 0]])
    assert squared(a, b).tolist() == [[0, 100, 9], [25, 25, 16]]


def test_an_autoencoder_learns_and_is_the_same_for_the_same_seed() -> None:
    torch.manual_seed(4)
    images = torch.rand(40, 1, 1).expand(40, 128, 64).contiguous()
    network, figures = train("mse", images, 40, 16, seed=1)
    untrained, _ = train("mse", images, 1, 16, seed=1)
    rebuilt = network.decode(network.encode(images))
    before = untrained.decode(untrained.encode(images))
    assert float((rebuilt - images).square().mean()) < 0.5 * float((before - images).square().mean())
    assert latents(network, images).shape == (40, LATENTS)
    again, _ = train("mse", images, 40, 16, seed=1)
    assert np.array_equal(latents(network, images), latents(again, images))
    assert set(figures) == {"held_out_mse", "held_out_nlpd", "held_out_ms_ssim", "cpu_s"}


def test_the_images_go_through_whole() -> None:
    network = Autoencoder()
    assert network.decode(network.encode(torch.rand(2, 128, 64))).shape == (2, 128, 64)


def test_the_fit_finds_what_amplitudes_were_made_of() -> None:
    rng = np.random.default_rng(5)
    band = torch.from_numpy(rng.exponential(1, (60, 80)))
    # Alternate columns are predictable: the mean plus 0.3 of the neighbour before.
    band[:, 1::2] = band.mean() + 0.3 * band[:, ::2]
    sigma, neighbours = fit_level([band])
    assert sigma == pytest.approx(float(band.mean()))
    assert all(weight > 0 for _, _, weight in neighbours)
    constant = torch.full((20, 20), 0.5)
    assert fit_level([constant]) == (0.5, [])


def test_the_report_says_what_the_results_hold(tmp_path: Path) -> None:
    row = {"f1": 0.5, "low": 0.4, "high": 0.6}
    kinds = ("mse", "nlpd", "ms_ssim")
    rows = {"most frequent class": row, **{f"{k}, neighbours": row for k in kinds}}
    for name in ("mean spectrum", "autoencoder, untrained", *(f"autoencoder, {k}" for k in kinds)):
        rows |= {f"{name}, neighbours": row, f"{name}, regression": {**row, "f1": 0.55}}
    differences = {f"autoencoder, {k} minus mse, {how}": {"f1": 0.1, "low": 0.05, "high": 0.2}
                   for k in kinds[1:] for how in ("neighbours", "regression")}
    differences |= {f"{k}: {how} on the autoencoder minus direct neighbours": {"f1": 0.0, "low": -0.1, "high": 0.1}
                    for k in kinds for how in ("neighbours", "regression")}
    task = {"classes": {"a": 3, "b": 4}, "training": 9, "test": 7, "groups": 5, "splits": 1, "weighted_f1": rows, "differences": differences}
    made = {"held_out_mse": 0.01, "held_out_nlpd": 0.2, "held_out_ms_ssim": 0.3, "cpu_s": 9.0}
    results = {"date": "2026-01-02", "excerpts": 10, "scenes": {"training": 7, "shifted": 3}, "steps": 5, "batch": 2, "seeds": 1, "cpu_s": 12,
               "ears_sha256": None, "autoencoders": {f"{k}-1": made for k in kinds}, "tasks": dict.fromkeys(("instrument", "articulation", "composer"), task)}
    write_report(tmp_path / "README.md", results)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| NLPD between images | 0.50 (0.40-0.60) |  |" in text
    assert "| latents of the MSE autoencoder | 0.50 (0.40-0.60) | 0.55 (0.40-0.60) |" in text
    assert "row for the SemiSupCon embedding (`models/ears`) is missing" in text
    write_report(tmp_path / "README.md", {**results, "ears_sha256": "0123456789abcdef0123"})
    assert "SHA-256 0123456789abcdef…" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "*composer*: regression on the latents against nearest neighbours on the metric itself: MSE not told apart" in text
    assert "against that on MSE latents: NLPD better, 1 - MS-SSIM better." in text
