"""Golden fixtures that other runtimes must match: front end, masks, figures. All signals are synthesised here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.data import additive
from training.data.composer import compose
from training.data.score import fit_to_range, monophonic
from training.measure.metrics import is_silent, sdr, si_sdr, si_sdr_improvement
from training.measure.perceptual import ms_ssim, nlpd, perceptual_figures
from training.networks.separate import conditioning, frontend_of
from training.paths import REPOSITORY
from training.publish.export import takes_notes, write_mask_fixture
from training.signal.arrays import Array
from training.signal.classes import CLASSES, HOP, RANGES, SAMPLE_RATE
from training.signal.heard_partials import sharpened_by_pitches
from training.signal.notes_prior import PlayedNote, ensemble_prior
from training.signal.partials import sharpened
from training.signal.stft import stft

FOLDER = REPOSITORY / "test" / "fixtures" / "golden"
FRAMES = 16
PLAYERS = ("violin", "violin", "clarinet")
STRIDE = 8
"""The fixture of masks with notes stores every STRIDE-th bin."""

README = f"""# Golden fixtures

Written by `python -m training export harmonic_unet` (see `models/training/README.md`), those that need no network also by
`python -m training.publish.fixtures`; never edited by hand.
Raw files are little-endian float32, last axis fastest.

| file | content |
|---|---|
| `audio.f32` | {(FRAMES - 1) * HOP} samples, mono, {SAMPLE_RATE} Hz: three synthetic players, composed and synthesised by the recipes |
| `magnitude.f32` | [1, bins, {FRAMES}]: the manifest's front end on `audio.f32` (frame t centred on sample 1024 t, zeros outside); tolerance 1e-6 |
| `masks.f32` | [1, wanted, bins, {FRAMES}]: what PyTorch made of `magnitude.f32`; tolerance 1e-4 |
| `masks.json` | shapes, `counts` (11) and `slots` of that call |
| `told.json` | the same call told some notes: `notes` of each player in seconds and MIDI pitches (null: not known), `shape` of prior and pitches |
| `prior.f32` | [1, wanted, candidates, {FRAMES}]: those notes as a prior; tolerance 1e-6 |
| `told-masks.f32`, `pitches.f32` | the masks in every {STRIDE}th bin and the posteriors of the pitches that PyTorch then makes; tolerance 1e-4 |
| `sharpened.f32` | `masks.f32` after `training/signal/partials.py` with the notes of `told.json`, in every {STRIDE}th bin; tolerance 1e-5 |
| `heard-sharpened.f32` | `masks.f32` after `training/signal/heard_partials.py` with `pitches.f32`, its first two players as if of one class, in every {STRIDE}th bin; tolerance 1e-5 |
| `undeclared.json`, `undeclared-masks.f32` | the network asked for the last player alone: `counts`, `slots`, `undeclared` (11), the share of the energy that each undeclared class claims, and the masks in every {STRIDE}th bin; tolerance 1e-4 |
| `metrics.json` | `cases`: reference, estimate, mixture (arrays) and their `sdr`, `si_sdr`, `si_sdr_improvement` in dB, `silent`; tolerance 0.01 dB. Stereo signals are [channels][samples]; a silent reference has no figures |
| `perceptual.json` | relative `tolerance` of all its figures. `images`: `frames`, `mels`, `reference` and `estimate` (frame-major), their `nlpd` and `ms_ssim`. `signals`: each channel of the reference is `audio.f32` once for every gain in its list, the estimate the same with its own gains, plus `audio.f32` backwards with `leak`; `rate` says at which rate it counts as played; `figures` of the whole, null where the reference is silent |
| `conv-tasnet/`, `conv-tasnet-causal/` | by `python -m training export conv_tasnet`: `stems.f32` [1, 3, {(FRAMES - 1) * HOP}], what PyTorch makes of `audio.f32` as a whole signal (the non-causal network: padded with zeros to a piece), and in `waveforms.json` the `counts` and `slots` of that call; tolerance 1e-4 |
| `ears/` | by `python -m training export semisupcon`: `magnitude.f32` [1, 1025, 64], and in `outputs.json` the `embedding` (128) and the `instruments` (11) that PyTorch made of it; tolerance 1e-4 |
| `pa-hubert/` | by `python -m training export pa_hubert`: its own `magnitude.f32`, `masks.f32` and `masks.json`, as those above |
"""


def demo_audio(seed: int = 2026) -> Array:
    """float32 [(FRAMES - 1) * HOP]: a few notes by synthetic players of PLAYERS."""
    rng = np.random.default_rng(seed)
    samples = (FRAMES - 1) * HOP
    lines, _ = compose(rng, 6.0)
    out = np.zeros(samples, np.float32)
    for name, line in zip(PLAYERS, lines):
        part = fit_to_range(monophonic(line), *RANGES[name])
        if part is not None:
            sound = additive.synthesize(part, additive.draw_timbre(name, rng), 3 * SAMPLE_RATE, rng)
            sound = sound[SAMPLE_RATE : SAMPLE_RATE + samples]
            out += 0.05 * sound / (np.sqrt((sound**2).mean()) + 1e-9)
    return out


def metric_cases(seed: int = 7) -> list[dict[str, object]]:
    """Short signals with their figures, rounded so that JSON represents them exactly."""
    rng = np.random.default_rng(seed)
    length = 300
    a = np.sin(np.arange(length) * 0.11) * 0.4
    b = rng.normal(0, 0.2, length)
    stereo = rng.normal(0, 0.1, (2, length))
    raw = {
        "half the other source": (a, a + 0.5 * b, a + b),
        "scaled and offset": (a, 0.3 * a + 0.02 * b + 0.1, a + b),
        "worse than the mixture": (a, b, a + b),
        "the reference itself, nearly": (a, a + 1e-4 * b, a + b),
        "stereo": (stereo, stereo * [[0.9], [1.1]] + 0.02 * rng.normal(0, 1, (2, length)), stereo + 0.1 * rng.normal(0, 1, (2, length))),
        "silent reference": (np.zeros(length), 0.01 * b, b),
    }
    cases = []
    for name, signals in raw.items():
        reference, estimate, mixture = (np.round(s, 6) for s in signals)
        case: dict[str, object] = {"name": name, "reference": reference.tolist(), "estimate": estimate.tolist(),
                                   "mixture": mixture.tolist(), "silent": is_silent(reference)}
        if not case["silent"]:
            case |= {"sdr": sdr(reference, estimate), "si_sdr": si_sdr(reference, estimate),
                     "si_sdr_improvement": si_sdr_improvement(reference, estimate, mixture)}
        cases.append(case)
    return cases


def perceptual_images(seed: int = 9) -> list[dict[str, object]]:
    """Noise whose estimate shares half of it, at sizes from one cell to three scales."""
    rng = np.random.default_rng(seed)
    cases = []
    for mels, frames in ((1, 1), (5, 7), (13, 11), (48, 45)):
        reference, other = np.round(rng.uniform(0, 1, (2, mels, frames)), 4)
        estimate = np.round(0.5 * (reference + other), 5)
        a, b = (torch.from_numpy(image) for image in (reference, estimate))
        cases.append({"mels": mels, "frames": frames, "reference": reference.T.ravel().tolist(),
                      "estimate": estimate.T.ravel().tolist(), "nlpd": float(nlpd(a, b)), "ms_ssim": float(ms_ssim(a, b))})
    return cases


def perceptual_signals() -> list[dict[str, object]]:
    """Stems of whole files: blocks, remainders, channels, rates, levels and pauses."""
    ones = [1.0]
    return [_perceptual_signal(*case) for case in (
        ("a stem too short for four scales", 22050, [0.25], 1, [0.5], [0.1]),
        ("one block and a remainder that joins it", 22050, ones * 17, 1, [0.9, 0.7, 1.1, 0.8] * 4 + ones, [0.2] * 17),
        ("three blocks, a pause, two channels, another rate", 44100, ones * 22 + [0.0] * 40 + [0.5] * 16, 2,
         [0.8] * 78, [0.05] * 40 + [0.2] * 38),
        ("only a wrong gain", 22050, ones * 4, 1, [0.5] * 4, [0.0] * 4),
        ("an estimate of nothing", 22050, ones * 4, 1, [0.0] * 4, [0.0] * 4),
        ("a silent reference", 22050, [0.0] * 3, 1, ones * 3, [0.0] * 3),
    )]


def _perceptual_signal(name: str, rate: int, gains: list[float], channels: int, estimate_gains: list[float],
                       leak: list[float]) -> dict[str, object]:
    reference = [[g * (1 - 0.5 * c) for g in gains] for c in range(channels)]
    estimate = [[g * h for g, h in zip(row, estimate_gains)] for row in reference]
    signals = tiled(demo_audio(), reference, [0.0] * len(gains)), tiled(demo_audio(), estimate, leak)
    return {"name": name, "rate": rate, "reference": reference, "estimate": estimate, "leak": leak,
            "figures": perceptual_figures(*signals, rate)}


def tiled(audio: Array, gains: list[list[float]], leak: list[float]) -> Array:
    """float32 [channels, tiles * samples]: gain times audio plus leak times audio backwards."""
    forward = audio.astype(np.float64)
    return np.stack([np.concatenate([g * forward + k * forward[::-1] for g, k in zip(row, leak)])
                     for row in gains]).astype(np.float32)


def write_all(network: nn.Module, folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    audio = demo_audio()
    players = {CLASSES.index(n): PLAYERS.count(n) for n in PLAYERS}
    grid = frontend_of(network)
    magnitude = np.abs(stft(audio, grid.size, grid.hop))
    write_mask_fixture(network, folder, magnitude, players)
    if takes_notes(network):
        write_told_fixture(network, folder, magnitude)
        write_undeclared_fixture(network, folder, magnitude)
    write_without_network(folder)


def demo_notes() -> list[list[PlayedNote] | None]:
    """Invented notes for the demo's players: two lines unrelated to its music, and None for the last player."""
    return [[PlayedNote(0.1, 0.3, 67.2), PlayedNote(0.28, 0.5, 71.0)], [PlayedNote(0.2, 0.45, 58.4)], None]


def write_told_fixture(network: nn.Module, folder: Path, magnitude: Array) -> None:
    """Write the network's output for the demo with `demo_notes`: prior, masks in every STRIDE-th bin, pitch posteriors."""
    counts, slots = conditioning(sorted(CLASSES.index(n) for n in PLAYERS))
    prior = ensemble_prior(demo_notes(), magnitude.shape[1])[None]
    with torch.no_grad():
        masks, pitches, _ = network.heard(torch.from_numpy(magnitude[None]), counts, slots, torch.from_numpy(prior))
    for name, content in (("prior", prior), ("told-masks", masks.numpy()[:, :, ::STRIDE]), ("pitches", pitches.numpy())):
        content.astype("<f4").tofile(folder / f"{name}.f32")
    players = [[{"onset_s": n.onset_s, "offset_s": n.offset_s, "pitch": n.pitch} for n in played] if played else None for played in demo_notes()]
    content = {"notes": players, "shape": list(prior.shape), "stride": STRIDE, "tolerance": 1e-4}
    (folder / "told.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_sharpened_fixture(folder: Path) -> None:
    """Sharpen the fixture's masks with `demo_notes`, and by its pitches as if its first two players were of one class; in every STRIDE-th bin."""
    shape = json.loads((folder / "masks.json").read_text(encoding="utf-8"))["masks"]["shape"][1:]
    masks = np.fromfile(folder / "masks.f32", "<f4").reshape(shape)
    magnitude = np.fromfile(folder / "magnitude.f32", "<f4").reshape(shape[1:])
    times = np.arange(shape[2]) * HOP / SAMPLE_RATE
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    pitches = np.fromfile(folder / "pitches.f32", "<f4").reshape(told["shape"][1:])
    found = sharpened(masks, magnitude, demo_notes(), times, SAMPLE_RATE / (2 * shape[1] - 2), pitches)
    found[:, ::STRIDE].astype("<f4").tofile(folder / "sharpened.f32")
    found = sharpened_by_pitches(masks, magnitude, pitches, [0, 0, 1], SAMPLE_RATE / (2 * shape[1] - 2))
    found[:, ::STRIDE].astype("<f4").tofile(folder / "heard-sharpened.f32")


def write_undeclared_fixture(network: nn.Module, folder: Path, magnitude: Array) -> None:
    """Write the network's output for the demo with only its last player declared, so that undeclared classes are weighted."""
    counts, slots = conditioning([CLASSES.index(PLAYERS[-1])])
    with torch.no_grad():
        masks, _, undeclared = network.heard(torch.from_numpy(magnitude[None]), counts, slots)
    masks.numpy()[:, :, ::STRIDE].astype("<f4").tofile(folder / "undeclared-masks.f32")
    content = {"counts": counts[0].tolist(), "slots": slots.tolist(), "stride": STRIDE, "undeclared": undeclared[0].tolist(), "tolerance": 1e-4}
    (folder / "undeclared.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_without_network(folder: Path = FOLDER) -> None:
    """Everything that no network is needed for; the sharpened masks start from those in the folder."""
    write_sharpened_fixture(folder)
    demo_audio().astype("<f4").tofile(folder / "audio.f32")
    (folder / "metrics.json").write_text(json.dumps({"tolerance_db": 0.01, "cases": metric_cases()}) + "\n", encoding="utf-8")
    perceptual = {"tolerance": 1e-4, "images": perceptual_images(), "signals": perceptual_signals()}
    (folder / "perceptual.json").write_text(json.dumps(perceptual) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    write_without_network()
