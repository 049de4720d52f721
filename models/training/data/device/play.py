"""Plays many notes at once: every note is a piece of a recorded sound, read at another speed, looped where it is too short, with a rise and a fall."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.data.device.material import Material
from training.signal.classes import SAMPLE_RATE

AT_ONCE = 256
"""Notes per pass, which bounds the memory: 256 notes of six seconds are 135 MB a tensor."""


@dataclass
class Events:
    """Notes to play, [n] each. player: row of the output; sound: row of the material; onset and duration in seconds of the output; ratio: speed of the sound;
    skip: its first sample; level: amplitude; rise and fall in seconds, both within the duration.
    """

    player: Tensor
    sound: Tensor
    onset: Tensor
    duration: Tensor
    ratio: Tensor
    skip: Tensor
    level: Tensor
    rise: Tensor
    fall: Tensor

    def part(self, chosen: Tensor | slice) -> Events:
        return Events(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def looped(position: Tensor, attack: Tensor, steady: Tensor) -> Tensor:
    """Positions beyond the sustain [attack, steady) turn back and forth inside it."""
    span = (steady - attack).clamp(min=1.0)
    beyond = (position - attack).clamp(min=0.0)
    phase = torch.remainder(beyond, 2 * span)
    return torch.where(position > attack, attack + torch.minimum(phase, 2 * span - phase), position)


def play(material: Material, events: Events, players: int, samples: int) -> Tensor:
    """float32 [players, samples]. Phrases are not looped: they end."""
    out = torch.zeros(players * samples, device=material.device)
    for begin in range(0, len(events.sound), AT_ONCE):
        some = events.part(slice(begin, begin + AT_ONCE))
        longest = int((some.duration.max() * SAMPLE_RATE).ceil()) if len(some.sound) else 0
        if longest < 1:
            continue
        time = torch.arange(min(longest, samples + SAMPLE_RATE), device=material.device)[None]
        phrase = material.is_phrase[some.sound][:, None]
        attack, steady, length = (t[some.sound].float()[:, None] for t in (material.attack, material.steady, material.length))
        moved = some.skip[:, None] + time * some.ratio[:, None]
        position = torch.where(phrase, moved, looped(moved, attack, steady))
        inside = (position < length - 1) & (time < some.duration[:, None] * SAMPLE_RATE)
        position = position.clamp(max=1e9).minimum(length - 2).clamp(min=0.0)
        whole = position.long()
        at = material.start[some.sound][:, None] + whole
        low, high = material.sounds[at].float(), material.sounds[at + 1].float()
        sound = torch.lerp(low, high, position - whole) / 32768 * material.level[some.sound][:, None]
        seconds = time / SAMPLE_RATE
        shape = (seconds / some.rise[:, None].clamp(min=1e-3)).clamp(max=1.0)
        shape = shape * ((some.duration[:, None] - seconds) / some.fall[:, None].clamp(min=1e-3)).clamp(0.0, 1.0)
        target = (some.onset[:, None] * SAMPLE_RATE).round().long() + time
        heard = inside & (target >= 0) & (target < samples)
        flat = (some.player[:, None] * samples + target)[heard]
        out.index_add_(0, flat, (sound * shape * some.level[:, None])[heard])
    return out.view(players, samples)
