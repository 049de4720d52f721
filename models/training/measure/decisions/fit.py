"""`python -m training.measure.decisions.fit`: fits `decisions.json` of the published encoder, and writes it and a golden fixture.

`ensemble` says who plays in a recording, `stems` what a separated stem contains. Both are fitted to rendered scenes; the thresholds of `stems` are set on
the calibration scenes, and everything is checked on real-select.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.engine.checkpoint import load_weights
from training.errors import InputError, run_main
from training.measure.decisions.content import (
    PURE,
    WRONG,
    Stems,
    content_of,
    fit_content,
    summary,
    whole,
)
from training.measure.decisions.ensemble import (
    features,
    fit_ensemble,
    playing,
    recordings,
)
from training.measure.decisions.real import groups, stems_of
from training.measure.decisions.stems import StemWindows, read, write
from training.measure.ears.judge import CALIBRATION
from training.measure.ears.listen import Heard, join, listen, log_mels
from training.measure.ears.probe import hear
from training.measure.ears.sets import build, windows
from training.networks.ears import WINDOW_FRAMES, Ears
from training.networks.harmonic_unet.network import HarmonicUNet
from training.paths import REPOSITORY, data_pack
from training.recipe import FOLDER
from training.signal.arrays import Array
from training.signal.classes import CLASSES, N_CLASSES

FALSE_AGREE, MISTAKEN_AGREE = 0.1, 0.15
"""Shares of the calibration's false and mistaken stems that may be confirmed."""
RIGHT_DIFFER = 0.04
"""Share of its right stems that may be called wrong."""
FIXTURE = REPOSITORY / "test" / "fixtures" / "golden" / "decisions.json"


def read_blocks(network: Ears, *folders: Path) -> Stems:
    """The stems that `draw` wrote. @raises InputError for a folder where it wrote none"""
    parts = []
    for folder in folders:
        paths = sorted(folder.glob("block-*.npz"))
        if not paths:
            raise InputError(f"{folder} has no blocks of stems: draw some first")
        parts += [whole(network, read(path)) for path in paths]
    return Stems(*(np.concatenate([getattr(p, field) for p in parts]) for field in Stems.__dataclass_fields__))


def kept(path: Path, make: Callable[[], StemWindows]) -> StemWindows:
    """What an earlier run left at the path; otherwise made and left there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, make())
    return read(path)


def own_share(fitted: dict[str, Any], stems: Stems) -> Array:
    found: Array = content_of(fitted, stems)[np.arange(len(stems.name)), stems.name]
    return found


def above(values: Array, share: float) -> float:
    """The least thousandth that at most a share of the values reaches."""
    kept_out = np.sort(values)[::-1][int(share * len(values))]
    return float((np.floor(kept_out * 1000) + 1) / 1000)


def thresholds(own: Array, stems: Stems) -> tuple[float, float]:
    """The least share of its own instrument from which a stem agrees with its name, and the most up to which it differs."""
    declared = stems.kind != "exchanged"
    mistaken = declared & ~stems.false & (stems.purity < WRONG)
    agrees = max(above(own[declared & stems.false], FALSE_AGREE), above(own[mistaken], MISTAKEN_AGREE))
    differs = -above(-own[declared & (stems.purity > PURE)], RIGHT_DIFFER)
    return round(agrees, 3), round(min(differs, agrees), 3)


def heard_by(network: Ears, name: str, pack: Path, rendered: Path) -> Heard:
    """Windows that overlap by half, as in the application."""
    return listen(network, *log_mels(network, (w for r in build(name, pack, rendered) for w in windows(r, WINDOW_FRAMES // 2))))


def precision_recall(said: Array, plays: Array) -> dict[str, float]:
    both = float((said & plays).sum())
    return {"recordings": len(said), "precision": round(both / max(float(said.sum()), 1), 3), "recall": round(both / float(plays.sum()), 3),
            "all_right": round(float((said == plays).all(1).mean()), 3)}


def check_ensemble(fitted: dict[str, Any], heard: Heard, probability: Array) -> dict[str, Any]:
    x, plays, group = recordings(heard, probability)
    said = playing(fitted, x) >= fitted["threshold"]
    return {name: precision_recall(said[group == name], plays[group == name]) for name in sorted(set(group))}


def fixture(content: dict[str, Any], seed: int = 5) -> dict[str, Any]:
    """Inputs drawn at random and what both regressions make of them."""
    rng = np.random.default_rng(seed)
    slots = np.round(rng.beta(0.6, 1.2, (9, N_CLASSES)), 4)
    # Windows whose overlapping means are these slots are not needed: both sides start from the slots.
    size = len(content["stems"]["stem"][0])
    drawn = rng.normal(size=(2, size))
    stem, recording = np.round(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), 6)
    names = np.arange(N_CLASSES)
    stems = Stems(np.tile(stem, (N_CLASSES, 1)), np.tile(recording, (N_CLASSES, 1)), names, np.zeros((N_CLASSES, N_CLASSES + 1)), names, names)
    return {"slots": slots.T.tolist(), "playing": playing(content["ensemble"], features(slots, of_slots=True)[None])[0].round(6).tolist(),
            "stem": stem.tolist(), "recording": recording.tolist(), "content": content_of(content["stems"], stems).round(6).tolist(),
            "classes": list(CLASSES), "tolerance": 1e-4}


def ensemble_part(network: Ears, pack: Path, rendered: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """`ensemble` and its check on real-select. rendered: folder with the calibration shards."""
    results = json.loads((FOLDER / "semisupcon" / "card" / "results.json").read_text(encoding="utf-8"))
    slope, offset = (np.array(results["calibration"][key]) for key in ("slope", "offset"))
    calibration = join(*(heard_by(network, name, pack, rendered) for name in CALIBRATION))
    ensemble = fit_ensemble(calibration, hear(calibration.logits, slope, offset))
    recorded = heard_by(network, "real-select", pack, rendered)
    return ensemble, check_ensemble(ensemble, recorded, hear(recorded.logits, slope, offset))


def checked_stems(network: Ears, pack: Path, stems: dict[str, Any], calibration: Path, recorded: Path) -> dict[str, Any]:
    """Set the thresholds of `stems` on the calibration's stems and check them there and on recorded ones, all separated by the published separator."""
    held_out = read_blocks(network, calibration)
    own = own_share(stems, held_out)
    stems["agrees"], stems["differs"] = thresholds(own, held_out)
    separator = HarmonicUNet()
    load_weights(FOLDER / "harmonic_unet" / "checkpoint", separator)
    separator.eval()
    checked = {"calibration": summary(held_out, own, stems["agrees"], stems["differs"])}
    for name, mixtures in groups(pack).items():
        found = whole(network, kept(recorded / f"{name}.npz", partial(stems_of, separator, network, mixtures)))
        checked[name] = summary(found, own_share(stems, found), stems["agrees"], stems["differs"])
    return checked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, help="folder with the calibration shards; without it, the published `ensemble` stays")
    parser.add_argument("--stems", type=Path, nargs="+",
                        help="folders of `draw`, from training shards; without them, the published regression of `stems` stays")
    parser.add_argument("--calibration", type=Path, required=True, help="folder of `draw`, from the calibration shards")
    parser.add_argument("--recorded", type=Path, required=True, help="folder in which separated stems of real-select are kept")
    parser.add_argument("--data")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = data_pack(arguments.data)
    network = Ears()
    load_weights(FOLDER / "semisupcon" / "checkpoint", network)
    network.eval()
    folder = REPOSITORY / "models" / "ears"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    published = json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    ensemble, heard = published["ensemble"], published["validation"]["ensemble"]
    stems, fitted_to = published["stems"], published["validation"]["fitted_to_stems"]
    if arguments.rendered is not None:
        ensemble, heard = ensemble_part(network, pack, arguments.rendered)
    if arguments.stems is not None:
        drawn = read_blocks(network, *arguments.stems)
        stems, fitted_to = fit_content(drawn), len(drawn.name)
    checked = checked_stems(network, pack, stems, arguments.calibration, arguments.recorded)
    content = {"model_id": manifest["id"], "model_version": manifest["version"], "weights_sha256": manifest["weights"]["sha256"],
               "fitted_at": date.today().isoformat(), "recipe": "models/training/measure/decisions", "ensemble": ensemble, "stems": stems,
               "validation": {"ensemble": heard, "fitted_to_stems": fitted_to, "stems": checked}}
    (folder / "decisions.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
    FIXTURE.write_text(json.dumps(fixture(content)) + "\n", encoding="utf-8")
    print(json.dumps({**content["validation"], "agrees": stems["agrees"], "differs": stems["differs"]}, indent=1))


if __name__ == "__main__":
    run_main(main)
