"""Instrument classes, their order in every tensor, slots and written ranges.

The order is part of the contract with the application (manifest field `sources.classes`).
"""

from __future__ import annotations

CLASSES: tuple[str, ...] = (
    "violin", "viola", "cello", "double-bass", "flute", "oboe",
    "clarinet", "bassoon", "horn", "trumpet", "saxophone",
)
N_CLASSES = len(CLASSES)
PLAYERS_PER_CLASS = 2
REST_SLOT = N_CLASSES * PLAYERS_PER_CLASS
"""Output slot of everything that belongs to no declared player (slots 0..21 are players)."""
N_SLOTS = REST_SLOT + 1
REST_CLASS = N_CLASSES
"""Class id, in rendered scenes, of sources that no user can declare as a player."""

SAMPLE_RATE = 22050
FFT_SIZE = 2048
HOP = 1024
N_BINS = FFT_SIZE // 2 + 1
SEGMENT_FRAMES = 172
SCENE_FRAMES = 258
"""Frames of a rendered scene: twelve seconds."""
SCENE_SECONDS = SCENE_FRAMES * HOP / SAMPLE_RATE

RANGES: dict[str, tuple[int, int]] = {
    "violin": (55, 93), "viola": (48, 82), "cello": (36, 74), "double-bass": (28, 58),
    "flute": (60, 93), "oboe": (58, 86), "clarinet": (50, 86), "bassoon": (34, 71),
    "horn": (41, 76), "trumpet": (54, 81), "saxophone": (45, 82),
}
"""Sounding ranges in MIDI numbers that the generator writes for (half a step inside the extremes)."""


def slot_of(class_index: int, player: int) -> int:
    """Output slot of player 0 or 1 of a class."""
    if not (0 <= class_index < N_CLASSES and 0 <= player < PLAYERS_PER_CLASS):
        raise ValueError(f"no slot for class {class_index}, player {player}")
    return PLAYERS_PER_CLASS * class_index + player


def folder_name(instrument: str) -> str:
    """The data pack writes `double_bass` where Divisi writes `double-bass`."""
    return instrument.replace("-", "_")
