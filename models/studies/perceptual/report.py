"""Generates README.md of the comparison from its results alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

NAMES = {"mse": "MSE", "nlpd": "NLPD", "ms_ssim": "1 - MS-SSIM"}


def figure(row: dict[str, float]) -> str:
    return f"{row['f1']:.2f} ({row['low']:.2f}-{row['high']:.2f})"


def change(row: dict[str, float]) -> str:
    return f"{row['f1']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})"


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def title_of(key: str) -> str:
    """`autoencoder, mse, regression` -> `MSE autoencoder`."""
    base = key.removesuffix(", neighbours").removesuffix(", regression")
    if base.startswith("autoencoder, ") and base != "autoencoder, untrained":
        return f"latents of the {NAMES[base.removeprefix('autoencoder, ')]} autoencoder"
    return {"mse": "MSE between images", "nlpd": "NLPD between images", "ms_ssim": "1 - MS-SSIM between images",
            "autoencoder, untrained": "latents of an untrained autoencoder", "mean spectrum": "mean over time of the image",
            "semisupcon": "SemiSupCon embedding", "most frequent class": "most frequent class"}[base]


def main_table(tasks: dict[str, Any]) -> str:
    keys = list(next(iter(tasks.values()))["weighted_f1"])
    titles = list(dict.fromkeys(title_of(k) for k in keys))
    rows = []
    for title in titles:
        cells = [title]
        for task in tasks.values():
            for how in (", neighbours", ", regression"):
                fitting = [k for k in keys if title_of(k) == title and (k.endswith(how) or (how == ", neighbours" and ", " not in k))]
                cells.append(figure(task["weighted_f1"][fitting[0]]) if fitting else "")
        rows.append(cells)
    header = ["representation"] + [f"{name}: {how}" for name in tasks for how in ("neighbours", "regression")]
    return table(header, rows)


def differences(tasks: dict[str, Any]) -> str:
    keys = list(next(iter(tasks.values()))["differences"])
    rows = []
    for key in keys:
        name = key
        for short, long in NAMES.items():
            name = name.replace(f", {short} minus mse,", f": {long} minus MSE,").replace(f"{short}: ", f"{long}: ")
        rows.append([name] + [change(task["differences"][key]) for task in tasks.values()])
    return table(["difference", *tasks], rows)


def clear(row: dict[str, float]) -> str:
    return "better" if row["low"] > 0 else "worse" if row["high"] < 0 else "not told apart"


def verdicts(tasks: dict[str, Any]) -> list[str]:
    """Sentences that depend on whether intervals exclude zero."""
    lines = []
    for name, task in tasks.items():
        found = task["differences"]
        direct = {NAMES[k]: clear(found[f"{k}: regression on the autoencoder minus direct neighbours"]) for k in NAMES}
        loss = {NAMES[k]: clear(found[f"autoencoder, {k} minus mse, regression"]) for k in ("nlpd", "ms_ssim")}
        lines.append(f"- *{name}*: regression on the latents against nearest neighbours on the metric itself: "
                     + ", ".join(f"{k} {v}" for k, v in direct.items())
                     + ". Regression on perceptual latents against that on MSE latents: "
                     + ", ".join(f"{k} {v}" for k, v in loss.items()) + ".")
    return lines


DESCRIPTIONS = {
    "instrument": "one player, from recorded notes, reverberant; training libraries, rooms and scores against the shifted ones",
    "articulation": "single notes of the Philharmonia's violin, viola, cello and double bass, labelled by their file names; "
                    "5 folds, a pitch of an instrument on one side only",
    "composer": "whole ensembles in rendered scenes after scores (transposed, other tempo, other instruments), composers "
                "with at least three works; a work on one side only",
}


def semisupcon(results: dict[str, Any]) -> str:
    if results["ears_sha256"] is None:
        return "A row for the SemiSupCon embedding (`models/ears`) is missing: it had not been trained when this ran."
    return ("SemiSupCon was trained with instrument labels on the same training libraries, for much longer, and without composer or "
            f"articulation labels; its weights here: SHA-256 {results['ears_sha256'][:16]}….")


def write_report(path: Path, results: dict[str, Any]) -> None:
    tasks = results["tasks"]
    sets = table(["task", "classes (test items)", "training items", "test items", "groups", "what"],
                 [[name, ", ".join(f"{c} {n}" for c, n in task["classes"].items()), str(task["training"]), str(task["test"]),
                   str(task["groups"]), DESCRIPTIONS[name]] for name, task in tasks.items()])
    nets = table(["autoencoder", "MSE", "NLPD", "1 - MS-SSIM", "CPU seconds"],
                 [[f"{NAMES[key.rsplit('-', 1)[0]]}, seed {key.rsplit('-', 1)[1]}", f"{made['held_out_mse']:.5f}", f"{made['held_out_nlpd']:.3f}",
                   f"{made['held_out_ms_ssim']:.3f}", str(made["cpu_s"])] for key, made in results["autoencoders"].items()])
    path.write_text(f"""# Perceptual metrics and representations

Generated by `python -m studies.perceptual.compare` on {results['date']}; do not edit. Figures: [results.json](results.json).

The question is that of T. Namgyal, A. Hepburn, R. Santos-Rodriguez, V. Laparra and J. Malo, "The effect of perceptual metrics on music
representation learning for genre classification" (2024): are perceptual metrics better used as distances, or as losses of a
representation? There, features of autoencoders trained with them beat the metrics themselves on genres.

**Missing: genres.** No openly licensed genre set was at hand. Labels here are instruments, articulations and composers.

{sets}

Every item is 2.97 s as a log-mel image of 128 mels and 64 frames (`training/measure/log_mel.py`, hop 1024), at its own level. Autoencoders: the same
convolutional network of 128 latents, the same start, {results['excerpts']} unlabelled excerpts of {results['scenes']['training']} training scenes in the same order, {results['steps']} steps of {results['batch']};
only the loss differs. Scenes of the composer task are not among the excerpts; notes of the articulation task may sound in them,
unlabelled. Neighbours: majority of the 5 nearest. Regression: logistic, its penalty chosen inside the training items.

## Weighted F1 (95 % interval, bootstrap over groups)

{main_table(tasks)}

{semisupcon(results)}

## Differences of weighted F1, on the same resamples

{differences(tasks)}

What the intervals say:

{chr(10).join(verdicts(tasks))}

They hold for these networks and this much training, which is little. The intervals know of the chance of the test items, not of
the start of training: there {'is one run' if results['seeds'] == 1 else f"are {results['seeds']} runs"} a loss.

## What the autoencoders keep

Of held-out excerpts, after rebuilding (less is better).

{nets}

## The metrics in `divisi evaluate`

NLPD divides by amplitudes predicted from neighbours; `python -m studies.perceptual.fit` prints the fitted numbers. Definitions, levels and blocks
are in `training/measure/log_mel.py` and `training/measure/perceptual.py`. They were not compared with listeners: no ratings of separated music are at hand.

Whole run, cached parts excluded: {results['cpu_s']} CPU seconds on one thread.
""", encoding="utf-8")
