"""The tables of the packed material."""

from __future__ import annotations

from dataclasses import dataclass

from training.signal.arrays import Array

LINES = 4


@dataclass
class Index:
    """Where the sounds are in `sounds.ogg`, and the music.

    Sounds (notes and phrases), [sounds]: start, length, attack and steady in samples (the sustain is [attack, steady)), the MIDI
    pitch (NaN for phrases), the class, the source (numbered; one make of an instrument), and level, which scales the decoded
    sound to a root mean square of one. `heard` [n, 4]: sound, onset s, offset s and MIDI pitch of every note of the phrases whose
    notes are known; other phrases have `known` false.
    Music: `cast` [scenes, LINES], the classes, -1 for none; `events` [n, 6]: scene, line, onset s, offset s, MIDI pitch, velocity.
    rooms [n, samples]: impulse responses of unit energy.
    """

    start: Array
    length: Array
    attack: Array
    steady: Array
    pitch: Array
    instrument: Array
    source: Array
    level: Array
    known: Array
    heard: Array
    cast: Array
    events: Array
    rooms: Array
