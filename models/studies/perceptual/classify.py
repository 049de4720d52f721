"""Nearest neighbours, logistic regression, and weighted F1 with its interval, in NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from scipy.optimize import minimize
from torch import Tensor

from studies.perceptual.data import Splits
from training.measure.perceptual import ms_ssim_of_scales, normalised_pyramid, scales
from training.signal.arrays import Array

NEIGHBOURS = 5
PENALTIES = (1e-3, 1e-2, 1e-1, 1.0)
Predictor = Callable[[Array, Array], Array]
"""Training and test item numbers -> labels of the test items."""


def distances(kind: str, rows: Tensor, columns: Tensor) -> Array:
    """[rows, columns] between images by `mse`, `nlpd` or 1 - `ms_ssim`."""
    if kind == "ms_ssim":
        with torch.no_grad():
            prepared = [scales(part) for part in columns.split(32)]
            return np.stack([np.concatenate([(1 - ms_ssim_of_scales(one, part)).numpy() for part in prepared])
                             for one in map(scales, rows)])
    levels = [(rows, columns)] if kind == "mse" else list(zip(normalised_pyramid(rows), normalised_pyramid(columns)))
    roots = [np.sqrt(squared(a.flatten(1).numpy(), b.flatten(1).numpy()) / a[0].numel()) for a, b in levels]
    return np.mean(roots, 0)


def squared(a: Array, b: Array) -> Array:
    """Squared Euclidean distances, [len(a), len(b)]."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    return np.maximum(0, (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T)


def nearest(distance: Array, labels: Array, classes: int, k: int = NEIGHBOURS) -> Array:
    """Majority among the k nearest columns; ties go to the class whose nearest member is closer."""
    order = np.argsort(distance, axis=1, kind="stable")[:, :k]
    votes = np.zeros((len(distance), classes))
    for rank in range(order.shape[1]):
        votes[np.arange(len(distance)), labels[order[:, rank]]] += 1 + 2.0 ** -(rank + 10)
    return votes.argmax(1)


def regress(x: Array, labels: Array, classes: int, penalty: float) -> Array:
    """Multinomial logistic regression: weights [features + 1, classes] that minimise mean cross-entropy + penalty/2 |w|^2."""
    inputs = np.hstack([x, np.ones((len(x), 1))])
    targets = np.eye(classes)[labels]

    def objective(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(-1, classes)
        scores = inputs @ weights
        scores -= scores.max(1, keepdims=True)
        probabilities = np.exp(scores)
        total = probabilities.sum(1, keepdims=True)
        loss = np.mean(np.log(total[:, 0]) - (scores * targets).sum(1))
        kept = np.vstack([weights[:-1], np.zeros((1, classes))])
        gradient = inputs.T @ (probabilities / total - targets) / len(x) + penalty * kept
        return loss + penalty / 2 * (kept**2).sum(), gradient.ravel()

    found = minimize(objective, np.zeros(inputs.shape[1] * classes), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x.reshape(-1, classes)


def standardised(training: Array, test: Array) -> tuple[Array, Array]:
    mean, deviation = training.mean(0), training.std(0) + 1e-9
    return (training - mean) / deviation, (test - mean) / deviation


def logistic(x: Array, labels: Array, groups: Array, test: Array, classes: int) -> Array:
    """Predictions for `test`; the penalty is chosen by grouped validation within the training items."""
    fold = np.unique(groups, return_inverse=True)[1] % 3

    def fit(train: Array, others: Array, y: Array, penalty: float) -> Array:
        a, b = standardised(train, others)
        weights = regress(a, y, classes, penalty)
        return (np.hstack([b, np.ones((len(b), 1))]) @ weights).argmax(1)

    def inner(penalty: float) -> float:
        predicted = np.zeros(len(x), int)
        for f in range(3):
            predicted[fold == f] = fit(x[fold != f], x[fold == f], labels[fold != f], penalty)
        return weighted_f1(labels, predicted)

    return fit(x, test, labels, max(PENALTIES, key=inner))


def weighted_f1(labels: Array, predicted: Array) -> float:
    """F1 of every class, weighted by the number of its items."""
    total = 0.0
    for c, count in zip(*np.unique(labels, return_counts=True)):
        hits = np.sum((labels == c) & (predicted == c))
        total += count * 2 * hits / (np.sum(labels == c) + np.sum(predicted == c))
    return float(total / len(labels))


def resamples(groups: Array, count: int, seed: int = 1) -> list[Array]:
    """Item numbers of bootstrap samples of whole groups."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    return [np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))]) for _ in range(count)]


def interval(labels: Array, predictions: list[Array], groups: Array, count: int = 1000) -> dict[str, float]:
    """Weighted F1, averaged over the predictions of several runs, with its 95 % interval over groups."""
    def of(chosen: Array) -> float:
        return float(np.mean([weighted_f1(labels[chosen], p[chosen]) for p in predictions]))

    values = [of(chosen) for chosen in resamples(groups, count)]
    return {"f1": of(np.arange(len(labels))), "low": float(np.percentile(values, 2.5)), "high": float(np.percentile(values, 97.5))}


def difference(labels: Array, first: list[Array], second: list[Array], groups: Array,
               count: int = 1000) -> dict[str, float]:
    """Weighted F1 of second minus first on the same resamples."""
    def of(chosen: Array) -> float:
        mean = [np.mean([weighted_f1(labels[chosen], p[chosen]) for p in side]) for side in (first, second)]
        return float(mean[1] - mean[0])

    values = [of(chosen) for chosen in resamples(groups, count)]
    return {"f1": of(np.arange(len(labels))), "low": float(np.percentile(values, 2.5)), "high": float(np.percentile(values, 97.5))}


def over_splits(splits: Splits, items: int, predict: Predictor) -> Array:
    """Predictions of all test items, -1 elsewhere."""
    out = np.full(items, -1)
    for training, test in splits:
        out[test] = predict(training, test)
    return out
