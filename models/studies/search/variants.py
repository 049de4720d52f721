"""The rows of the search: what each run changes, and the run it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from studies.search.material import (
    Keep,
    composed,
    everything,
    from_score,
    in_rooms,
    made_by,
    one_in,
)
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.harmonic_unet.small import SMALL, NoComb

BASELINE = "baseline"
GROUPS = {"data": "What is heard in training", "mixing": "How examples are mixed", "network": "The network and its loss",
          "scored": "The baseline before it trained on, and scored otherwise", "stereo": "Two channels"}


@dataclass(frozen=True)
class Variant:
    """scenes, parts: what stays of the material; options: fields of mixing.Options; config: fields of harmonic_unet's Config.

    kind: `small`, the study's network; `complex`, with complex masks; `cued`, with stereo cues. size, frames: of a batch. perceptual: a
    loss of common.perceptual and its weight beside the decibels.
    """

    group: str
    title: str
    scenes: Keep = everything
    parts: Keep = everything
    options: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    kind: str = "small"
    size: int = 4
    frames: int = 64
    perceptual: tuple[str, float] | None = None
    against: str = BASELINE


PLAIN = {"hiss": 0.0, "hum": 0.0, "band_limit": 0.0, "stereo": 0.0, "spots": 0.0, "codec": 0.0, "cut": 0.0}

VARIANTS: dict[str, Variant] = {
    BASELINE: Variant("data", "everything"),
    "dry": Variant("data", "dry scenes only", scenes=in_rooms("dry")),
    "no-additive": Variant("data", "without additive timbres", parts=made_by("recorded", "soundfont")),
    "no-recorded": Variant("data", "without recorded notes", parts=made_by("additive", "soundfont")),
    "no-measured": Variant("data", "without measured rooms", scenes=in_rooms("simulated", "dry")),
    "composed": Variant("data", "composed music only", scenes=composed),
    "scores": Variant("data", "scores only", scenes=from_score),
    "tenth": Variant("data", "a tenth of the scenes", scenes=one_in(10)),
    "soundfont": Variant("data", "sound fonts only", parts=made_by("soundfont")),
    "coherent-0": Variant("mixing", "players of different scenes", options={"coherent": 0.0}),
    "coherent-1": Variant("mixing", "players of one scene", options={"coherent": 1.0}),
    "no-eq": Variant("mixing", "without equalisers and gains", options={"eq_db": 0.0, "gain_db": 0.0}),
    "plain": Variant("mixing", "without noise, band limits, codecs, microphones, early ends", options=PLAIN),
    "window-4096": Variant("network", "window of 4096 samples", config={"fft_size": 4096}),
    "complex": Variant("network", "complex masks", kind="complex"),
    "nlpd": Variant("network", "NLPD x 5 beside the decibels", perceptual=("nlpd", 5.0)),
    "ms-ssim": Variant("network", "MS-SSIM x 5 beside the decibels", perceptual=("ms_ssim", 5.0)),
    "long": Variant("network", "batches of 2 x 6 s", size=2, frames=128),
    "stereo-mono": Variant("stereo", "one channel heard, two in every example", options={"stereo": 1.0}),
    "stereo-cues": Variant("stereo", "level and phase between the channels heard too", options={"stereo": 1.0}, kind="cued", against="stereo-mono"),
}


def small_network(**changes: Any) -> HarmonicUNet:
    """mixit's small network with other sizes."""
    network = HarmonicUNet(replace(SMALL, **changes))
    network.comb = NoComb()
    return network
