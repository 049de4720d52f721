"""Metrics of multi-label predictions: F1, average precision and calibration. All use decided labels only."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.signal.arrays import Array

BINS = 10


def average_precision(truth: Array, score: Array) -> float:
    """Mean over the positives of the precision at their rank (step-wise area); ties are ranked in the worst order."""
    positives = int(truth.sum())
    if positives == 0:
        return float("nan")
    order = np.lexsort((truth, -score))
    hits = np.cumsum(truth[order])
    return float((hits / np.arange(1, len(truth) + 1))[truth[order] > 0].mean())


def counts(truth: Array, said: Array, weight: Array) -> tuple[Array, Array, Array]:
    """True positives, false positives and false negatives per class, from [windows, classes]."""
    known = weight > 0
    return ((truth > 0) & said & known).sum(0), ((truth == 0) & said & known).sum(0), ((truth > 0) & ~said & known).sum(0)


def f1(tp: Array, fp: Array, fn: Array) -> Array:
    """2 TP / (2 TP + FP + FN); NaN where there is no positive."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(tp + fn > 0, 2 * tp / (2 * tp + fp + fn), np.nan)


def reliability(truth: Array, probability: Array, weight: Array) -> list[dict[str, float]]:
    """Ten equal bins of probability: the count, mean probability and observed frequency of each."""
    known = weight > 0
    t, p = truth[known], probability[known]
    index = np.minimum((p * BINS).astype(int), BINS - 1)
    rows = []
    for b in range(BINS):
        at = index == b
        if at.any():
            rows.append({"from": b / BINS, "count": int(at.sum()), "said": float(p[at].mean()), "was": float(t[at].mean())})
    return rows


def calibration_error(rows: list[dict[str, float]]) -> float:
    """Expected calibration error: |predicted - observed|, weighted by count."""
    total = sum(r["count"] for r in rows)
    return float(sum(r["count"] * abs(r["said"] - r["was"]) for r in rows) / max(total, 1))


def summary(truth: Array, probability: Array, weight: Array, thresholds: Array,
            names: tuple[str, ...]) -> dict[str, Any]:
    """All metrics of a group of windows, [windows, classes].

    Macro metrics are averaged over the instruments with positives in the group; micro metrics cover all instruments,
    so that false alarms of absent ones count.
    """
    tp, fp, fn = counts(truth, probability >= thresholds, weight)
    each = f1(tp, fp, fn)
    known = weight > 0
    precision = np.array([average_precision(truth[known[:, c], c], probability[known[:, c], c]) for c in range(len(names))])
    rows = reliability(truth, probability, weight)
    decided = known.all(1)
    exact = ((probability >= thresholds) == (truth > 0)).all(1)
    return {
        "windows": len(truth),
        "f1_macro": float(np.nanmean(each)), "f1_micro": float(2 * tp.sum() / max(2 * tp.sum() + fp.sum() + fn.sum(), 1)),
        "average_precision_macro": float(np.nanmean(precision)),
        "average_precision_micro": average_precision(truth[known], probability[known]),
        "exact": float(exact[decided].mean()) if decided.any() else float("nan"),
        "ece": calibration_error(rows), "reliability": rows,
        "instruments": {n: {"positives": int(tp[c] + fn[c]), "false_alarms": int(fp[c]),
                            "f1": None if np.isnan(each[c]) else float(each[c]),
                            "average_precision": None if np.isnan(precision[c]) else float(precision[c])}
                        for c, n in enumerate(names)},
    }


def best_thresholds(truth: Array, probability: Array, weight: Array, low: float = 0.35, high: float = 0.7) -> Array:
    """Per class, the threshold of the best F1, averaged over all thresholds within 0.005 of it, so that no single window decides it.

    `low` limits false alarms of instruments that are hard to recognise: without it, a horn was reported in most real quartets.
    """
    grid = np.arange(low, high + 1e-9, 0.01)
    found = np.full(truth.shape[1], 0.5)
    for c in range(truth.shape[1]):
        known = weight[:, c] > 0
        t, p = truth[known, c] > 0, probability[known, c]
        if t.sum() < 5:
            continue
        values = np.array([2 * (t & (p >= g)).sum() / max(t.sum() + (p >= g).sum(), 1) for g in grid])
        found[c] = float(grid[values >= values.max() - 0.005].mean())
    return found
