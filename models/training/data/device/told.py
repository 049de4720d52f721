"""The notes that training gives the network, on a device: `data.tell` and `signal.notes_prior` for many players at once."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data import tell
from training.data.device.draw import Written, chance
from training.data.device.rooms import uniform
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.notes_prior import CANDIDATES, FLOOR, WIDEN_S, WIDTH, candidate_pitches

AT_ONCE = 128


def disturbed(written: Written, examples: int, rng: torch.Generator) -> Written:
    """With an aligned score's errors: notes shifted, wrong or missing, and pitches rounded in a share of the examples."""
    device, count = rng.device, (len(written.player),)
    example = written.player // (len(written.known) // examples)
    offset = uniform((examples,), -tell.SHIFT_S, tell.SHIFT_S, rng)[example]
    rounded = chance((examples,), tell.ROUNDED, rng)[example]
    started, ended = (t + (offset + torch.randn(count, generator=rng, device=device) * tell.SPREAD_S).clamp(-tell.LIMIT_S, tell.LIMIT_S)
                      for t in (written.onset, written.offset))
    fate = torch.rand(count, generator=rng, device=device)
    wrong = torch.tensor(tell.WRONG, device=device, dtype=torch.float32)[torch.randint(len(tell.WRONG), count, generator=rng, device=device)]
    pitch = torch.where(rounded, written.pitch.round(), written.pitch)
    pitch = torch.where((fate >= tell.ERRORS / 2) & (fate < tell.ERRORS), pitch + wrong, pitch)
    kept = fate >= tell.ERRORS / 2
    return Written(written.player[kept], started[kept], torch.maximum(ended, started + 0.02)[kept], pitch[kept], written.known)


def given(known: Tensor, examples: int, share: float, rng: torch.Generator) -> Tensor:
    """bool [B * PLAYERS]: the players whose notes the network receives."""
    each = len(known) // examples
    partial = torch.where(chance((examples, 1), tell.PARTIAL, rng), 0.5, 1.0)
    heard = torch.rand((examples, each), generator=rng, device=rng.device) < partial
    return known & (heard & chance((examples, 1), share, rng)).flatten()


def priors(written: Written, wanted: Tensor, frames: int) -> Tensor:
    """float32 [players, CANDIDATES, frames] (`player_prior`): one for the players that are not wanted."""
    device = wanted.device
    pitches = torch.from_numpy(candidate_pitches()).float().to(device)
    times = torch.arange(frames, device=device) * (HOP / SAMPLE_RATE)
    prior = torch.full((len(wanted), CANDIDATES, frames), FLOOR, device=device)
    for begin in range(0, len(written.player), AT_ONCE):
        rows = slice(begin, begin + AT_ONCE)
        allowed = torch.exp(-(((pitches[None] - written.pitch[rows, None]) / WIDTH) ** 4))
        active = (times[None] >= written.onset[rows, None] - WIDEN_S) & (times[None] < written.offset[rows, None] + WIDEN_S)
        prior.index_reduce_(0, written.player[rows], allowed[:, :, None] * active[:, None], "amax")
    return torch.where(wanted[:, None, None], prior, torch.ones((), device=device))
