"""Mini-batch k-means (Sculley, "Web-scale k-means clustering", WWW 2010), initialised with k-means++ (Arthur and Vassilvitskii 2007)."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.signal.arrays import Array


def squared_distances(points: Array, centres: Array) -> Array:
    """Squared Euclidean distances: points [N, D], centres [K, D] -> [N, K]."""
    cross = points @ centres.T
    return np.maximum((points**2).sum(1)[:, None] - 2 * cross + (centres**2).sum(1)[None], 0)


def assign(points: Array, centres: Array) -> Array:
    """Index of the nearest centre, int64 [N]."""
    return squared_distances(points, centres).argmin(1)


def spread_out(points: Array, count: int, rng: Generator) -> Array:
    """k-means++: each next centre is sampled with a probability proportional to its squared distance from the centres so far."""
    chosen = [points[int(rng.integers(len(points)))]]
    nearest = ((points - chosen[0]) ** 2).sum(1)
    for _ in range(count - 1):
        total = nearest.sum()
        share = nearest / total if total > 0 else np.full(len(points), 1 / len(points))
        chosen.append(points[int(rng.choice(len(points), p=share))])
        nearest = np.minimum(nearest, ((points - chosen[-1]) ** 2).sum(1))
    return np.stack(chosen)


def fit(points: Array, count: int, rng: Generator, batch: int = 2048, passes: int = 4) -> Array:
    """Centres [count, D] of points [N, D]. A centre moves by 1/n towards the n-th point assigned to it.

    The counts restart at each pass, so that assignments to earlier, worse centres lose their influence. A centre
    without points in a pass moves to a point far from its nearest centre.

    @raises ValueError if there are fewer points than centres
    """
    if len(points) < count:
        raise ValueError(f"{len(points)} points are too few for {count} clusters")
    points = points.astype(np.float64)
    sample = points[rng.choice(len(points), min(len(points), 20 * count), replace=False)]
    centres = spread_out(sample, count, rng)
    for number in range(passes):
        order = rng.permutation(len(points))
        given = np.zeros(count)
        for begin in range(0, len(order), batch):
            some = points[order[begin : begin + batch]]
            nearest = assign(some, centres)
            here = np.bincount(nearest, minlength=count)
            sums = np.zeros_like(centres)
            np.add.at(sums, nearest, some)
            hit = here > 0
            given[hit] += here[hit]
            # the mean of all points given so far: the end of Sculley's per-point steps of 1/n
            centres[hit] += (sums[hit] - here[hit, None] * centres[hit]) / given[hit, None]
        empty = np.flatnonzero(given == 0)
        if len(empty) and number < passes - 1:
            distance = squared_distances(sample, centres).min(1)
            centres[empty] = sample[np.argsort(distance)[-len(empty):]]
    return centres.astype(np.float32)


def purity(clusters: Array, truth: Array) -> float:
    """Share of points whose class is the most common one in their cluster."""
    table = contingency(clusters, truth)
    return float(table.max(1).sum() / table.sum())


def contingency(a: Array, b: Array) -> Array:
    """Contingency table: counts [distinct a, distinct b]."""
    _, rows = np.unique(a, return_inverse=True)
    _, columns = np.unique(b, return_inverse=True)
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1)
    return table


def normalised_information(a: Array, b: Array) -> float:
    """Mutual information divided by the mean of the two entropies: 0 if independent, 1 if the partitions are equal."""
    joint = contingency(a, b)
    joint = joint / joint.sum()
    first, second = joint.sum(1), joint.sum(0)
    kept = joint > 0
    shared = float((joint[kept] * np.log(joint[kept] / np.outer(first, second)[kept])).sum())

    def entropy(p: Array) -> float:
        return float(-(p[p > 0] * np.log(p[p > 0])).sum())

    mean = (entropy(first) + entropy(second)) / 2
    return shared / mean if mean > 0 else 1.0
