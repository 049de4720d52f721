"""`python -m training.measure.confidence.fit`: fits an estimate of a stem's SDR from the stems alone.

The least-squares fit uses rendered scenes (synthetic and shifted) and is checked on real recordings. It writes
`confidence.json` into the folder of the model that the checkpoint belongs to, and a golden fixture.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import spearmanr

from training.engine.checkpoint import load_weights
from training.errors import run_main
from training.measure.confidence.fixture import write_fixture
from training.measure.confidence.rows import Rows, collect
from training.measure.confidence.sums import FEATURES
from training.measure.sets import Mixture, build, undeclared
from training.networks.harmonic_unet.network import HarmonicUNet
from training.paths import REPOSITORY, data_pack
from training.signal.arrays import Array

LEAST_SDR, MOST_SDR = -15.0, 25.0
"""True SDRs are clamped to this range, because a difference such as 40 versus 60 dB does not matter."""
QUANTILES = (10, 90)
LEAST_STEM_WINDOWS = 2


@dataclass
class Fit:
    intercept: float
    coefficients: Array

    def __call__(self, values: Array) -> Array:
        return np.clip(self.intercept + values @ self.coefficients, LEAST_SDR, MOST_SDR)


def fit(rows: list[Rows]) -> Fit:
    values = np.concatenate([r.features for r in rows])
    target = np.clip(np.concatenate([r.sdr for r in rows]), LEAST_SDR, MOST_SDR)
    solved = np.linalg.lstsq(np.c_[values, np.ones(len(values))], target, rcond=None)[0]
    return Fit(float(solved[-1]), solved[:-1])


def whole_stem(expected: Array, energy: Array) -> float:
    """Combine the expected SDRs of windows into one by adding their expected errors."""
    return float(-10 * np.log10((energy * 10 ** (-expected / 10)).sum() / energy.sum()))


def stem_pairs(rows: Rows, predict: Fit) -> tuple[Array, Array]:
    """Expected and true SDR of every stem that has enough windows."""
    expected = predict(rows.features)
    pairs = []
    for stem in np.unique(rows.stem):
        own = rows.stem == stem
        if own.sum() >= LEAST_STEM_WINDOWS:
            true = 10 * np.log10(rows.signal[own].sum() / max(rows.error[own].sum(), 1e-12))
            pairs.append((whole_stem(expected[own], rows.energy[own]), true))
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def validation(name: str, rows: Rows, predict: Fit) -> dict[str, Any]:
    expected = predict(rows.features)
    true = np.clip(rows.sdr, LEAST_SDR, MOST_SDR)
    stems = stem_pairs(rows, predict)
    named = rows.partner[rows.partner >= 0]
    return {
        "set": name,
        "windows": len(true),
        "stems": len(stems[0]),
        "window_correlation": round(float(spearmanr(expected, rows.sdr)[0]), 3),
        "stem_correlation": round(float(spearmanr(*stems)[0]), 3),
        "window_bias_db": round(float((expected - true).mean()), 2),
        "window_error_db": round(float(np.sqrt(((expected - true) ** 2).mean())), 2),
        "partner_right": round(float(named.mean()), 3),
        "ghost_windows": rows.ghosts,
    }


def spread(expected: Array, true: Array) -> dict[str, float]:
    """The range around the expected SDR that contains most of the true SDRs."""
    low, high = np.percentile(np.clip(true, LEAST_SDR, MOST_SDR) - expected, QUANTILES)
    return {"low": round(float(low), 2), "high": round(float(high), 2)}


def with_undeclared(mixtures: list[Mixture]) -> list[Mixture]:
    return mixtures + undeclared(mixtures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--checkpoint", type=Path, required=True, help="path without suffix")
    parser.add_argument("--kind", choices=("mean", "weight"), default="mean")
    parser.add_argument("--rendered", type=Path, required=True, help="folder with validation/ and shifted/ shards")
    parser.add_argument("--model", default="harmonic-unet", help="folder under models/ that confidence.json goes to")
    parser.add_argument("--version", help="that the checkpoint is exported as; the manifest's where left out")
    parser.add_argument("--thin", type=int, default=2, help="every n-th mixture only")
    parser.add_argument("--report", action="store_true", help="also read real-report, once a fit")
    parser.add_argument("--out", type=Path, help="instead of the model's folder")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    folder = REPOSITORY / "models" / arguments.model
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    network = HarmonicUNet()
    load_weights(arguments.checkpoint, network, arguments.kind)
    network.eval()

    def rows(name: str) -> Rows:
        mixtures = build(name, pack, arguments.rendered)
        chosen = mixtures if name.startswith("real") else with_undeclared(mixtures)
        return collect(network, chosen[:: arguments.thin])

    fitted = {name: rows(name) for name in ("synthetic", "shifted")}
    predict = fit(list(fitted.values()))
    # On the sets used for fitting, the metrics come from a fit on the other set.
    crossed = {"synthetic": fit([fitted["shifted"]]), "shifted": fit([fitted["synthetic"]])}
    checks = [validation(name, fitted[name], crossed[name]) for name in fitted]
    select = rows("real-select")
    checks.append(validation("real-select", select, predict))
    if arguments.report:
        checks.append(validation("real-report", rows("real-report"), predict))
    windows = [(crossed[n](r.features), r.sdr) for n, r in fitted.items()]
    stems = [stem_pairs(r, crossed[n]) for n, r in fitted.items()]
    content = {
        "model_id": manifest["id"],
        "model_version": arguments.version or manifest["version"],
        "fitted_at": date.today().isoformat(),
        "recipe": "models/training/measure/confidence",
        "intercept": round(predict.intercept, 4),
        "coefficients": {name: round(float(c), 4) for name, c in zip(FEATURES, predict.coefficients)},
        "bounds": [LEAST_SDR, MOST_SDR],
        "window_spread": spread(np.concatenate([w[0] for w in windows]), np.concatenate([w[1] for w in windows])),
        "stem_spread": spread(np.concatenate([s[0] for s in stems]), np.concatenate([s[1] for s in stems])),
        "validation": checks,
    }
    target = arguments.out or folder / "confidence.json"
    target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_fixture()
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    run_main(main)
