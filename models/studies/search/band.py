"""`python -m studies.search.band`: measures the possible gain above the networks' band, from stems of real-select at
44.1 kHz.

Compares the ideal ratio mask of the whole band, the same mask below 11 kHz extended upwards as for all models
(`common.separate.extend`), and silence above, on the first seconds of recorded mixtures and of mixed clips. Nothing
is trained.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from training.errors import run_main
from training.measure.evaluate import store
from training.measure.metrics import si_sdr
from training.measure.sets import SELECT, Mixture, bach10, unaligned
from training.networks.separate import extend
from training.paths import data_pack
from training.signal.arrays import Array
from training.signal.classes import CLASSES
from training.signal.stft import Frontend, istft, stft

RATE = 44100
SECONDS = 15


def rows_of(mixture: Mixture) -> list[dict[str, Any]]:
    """One row per player: share of energy above the band in dB, and SI-SDR in dB with each mask, over the whole band and
    within the upper band alone.
    """
    grid, known = Frontend().at(RATE), Frontend().bins
    references = mixture.references[:, : SECONDS * RATE]
    spectra = stft(references, grid.size, grid.hop)
    magnitudes = np.abs(spectra)
    ideal = magnitudes / (magnitudes.sum(0) + 1e-12)
    extended = extend(ideal[:, :known], np.abs(spectra.sum(0)))
    silent = ideal.copy()
    silent[:, known:] = 0
    whole = spectra.sum(0)
    upper = np.zeros((grid.bins, 1), np.float32)
    upper[known:] = 1

    def wave(spectrum: Array) -> Array:
        return istft(spectrum, references.shape[1], grid.size, grid.hop)

    above = wave(spectra * upper)
    rows = []
    for player, c in enumerate(mixture.players):
        row: dict[str, Any] = {"mixture": mixture.name, "group": mixture.group, "players": len(mixture.players), "instrument": CLASSES[c],
                               "above_db": 10 * np.log10(float((above[player] ** 2).sum() / (references[player] ** 2).sum()) + 1e-12)}
        for name, mask in (("ideal", ideal), ("extended", extended), ("nothing", silent)):
            row[name] = si_sdr(references[player], wave(mask[player] * whole))
            row[f"{name}_above"] = si_sdr(above[player], wave(mask[player] * whole * upper)) if name != "nothing" else None
        row["mixture_above"] = si_sdr(above[player], above.sum(0))
        rows.append({k: round(float(v), 3) if isinstance(v, (float, np.floating)) else v for k, v in row.items()})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    pack = data_pack(arguments.data)
    mixtures = [m for m in [*bach10(pack, SELECT)[::3], *unaligned(pack)[::4]] if m.rate == RATE]
    rows = [row for m in mixtures for row in rows_of(m)]
    store(arguments.out, {"rows": rows})
    for group in sorted({r["group"] for r in rows}):
        held = [r for r in rows if r["group"] == group]
        print(group, len(held), {k: round(float(np.mean([r[k] for r in held])), 3)
                                 for k in ("above_db", "ideal", "extended", "nothing", "ideal_above", "extended_above", "mixture_above")})


if __name__ == "__main__":
    run_main(main)
