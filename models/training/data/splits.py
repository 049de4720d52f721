"""The permitted use of each source: the data pack's SPLITS.md as data, which a test compares with the file.

`real/` has no entry here, so the generator cannot use it.
"""

from __future__ import annotations

from pathlib import Path

TRAINING_SAMPLES: dict[str, tuple[str, ...]] = {
    "violin": ("philharmonia", "vsco-tonejs", "fluidr3"),
    "viola": ("philharmonia", "fluidr3"),
    "cello": ("philharmonia", "flcellogrl-tonejs", "generaluser", "bigcat"),
    "double-bass": ("philharmonia", "meatbass", "dsmolken", "fluidr3"),
    "flute": ("philharmonia", "ixox", "tonejs"),
    "oboe": ("philharmonia", "fluidr3"),
    "clarinet": ("philharmonia", "fluidr3", "tonejs"),
    "bassoon": ("philharmonia", "tonejs"),
    "horn": ("philharmonia", "fluidr3", "tonejs"),
    "trumpet": ("philharmonia",),
    "saxophone": ("mtg-solosax",),
}

SHIFTED_SAMPLES: dict[str, tuple[str, ...]] = {
    "violin": ("generaluser",), "viola": ("generaluser",), "cello": ("ethanwiner",),
    "double-bass": ("vsco-tonejs",), "flute": ("fluidr3",), "oboe": ("generaluser",),
    "clarinet": ("generaluser",), "bassoon": ("ethanwiner",), "horn": ("generaluser",),
    "trumpet": ("vsco-tonejs",), "saxophone": ("weresax",),
}

FLUIDR3_CLASSES = ("violin", "viola", "double-bass", "oboe", "clarinet", "horn")
"""Classes whose FluidR3 preset may be used for training; timgm6mb may be used for every class."""

SHIFTED_ROOMS = ("jack_lyons_concert_hall_york", "st_margarets_church_york",
                 "rymer_auditorium_york", "seminar_room_clap")

VALIDATION_COMPOSERS = ("Beethoven", "Borodin", "Debussy", "Dvořák", "Ravel", "Smetana")


def samples_of(split: str, instrument: str) -> tuple[str, ...]:
    """Sample sources of an instrument; split is `training` or `shifted`."""
    table = {"training": TRAINING_SAMPLES, "shifted": SHIFTED_SAMPLES}[split]
    return table[instrument]


def is_validation_composer(composer: str) -> bool:
    """composer: in the form of scores/manifest.csv, `Surname, Given names`."""
    return composer.split(",")[0].strip() in VALIDATION_COMPOSERS


def room_split(file: str) -> str:
    """`training` or `shifted`, by the name of an impulse response."""
    return "shifted" if Path(file).stem in SHIFTED_ROOMS else "training"


def soundfont_allowed(font: str, instrument: str) -> bool:
    """Whether a sound font's preset of an instrument may be used for training."""
    return font == "timgm6mb" or (font == "fluidr3" and instrument in FLUIDR3_CLASSES)
