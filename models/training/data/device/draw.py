"""Draws who plays what in a batch of examples: instruments, makes, music or recorded phrases, and the notes that a player's score would hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from training.data.device.material import Material
from training.data.device.play import Events
from training.data.device.rooms import uniform
from training.data.ensembles import OTHER_MAKE
from training.data.mixing import MAX_SLOTS, Options
from training.signal.classes import N_CLASSES, SAMPLE_RATE, SCENE_SECONDS

PLAYERS = MAX_SLOTS - 1
TRIES = 6
"""Candidates for every player; an example has one player fewer where none of them fits."""
PHRASES_IN_ROW = 4
REACH = 2.0
"""Semitones by which a recorded note may be transposed without a cost."""


@dataclass
class Cast:
    """Who plays, [B, PLAYERS]. instrument: class, -1 for none. hidden: sounds, but is not declared. scene, line: the music; begin: the second of the scene at
    which the example starts; speed: of the playback, [B]. phrase: plays recorded phrases in place of the music.
    """

    instrument: Tensor
    hidden: Tensor
    scene: Tensor
    line: Tensor
    begin: Tensor
    speed: Tensor
    phrase: Tensor


@dataclass
class Written:
    """The notes as played, [n]: player (row of B * PLAYERS), onset and offset in seconds of the example, MIDI pitch. known: bool [B * PLAYERS]."""

    player: Tensor
    onset: Tensor
    offset: Tensor
    pitch: Tensor
    known: Tensor


def chance(shape: tuple[int, ...], share: float, rng: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=rng, device=rng.device) < share


def cast(material: Material, options: Options, phrases: float, size: int, seconds: float, rng: torch.Generator) -> Cast:
    """phrases: share of the players who play recorded phrases; seconds: length of the examples."""
    device, shape = rng.device, (size, PLAYERS)
    weights = torch.tensor(options.players, device=device).expand(size, -1)
    declared = 1 + torch.multinomial(weights, 1, generator=rng)[:, 0]
    extra = chance((size,), options.undeclared, rng) & (declared > 1) & (declared < PLAYERS)
    total = declared + extra
    coherent = chance((size,), options.coherent, rng)
    scenes, lines = material.cast.shape
    scene = torch.randint(scenes, (*shape, TRIES), generator=rng, device=device)
    line = torch.randint(lines, (*shape, TRIES), generator=rng, device=device)
    order = torch.rand((size, lines), generator=rng, device=device).argsort(1)
    scene[:, :lines, 0] = torch.where(coherent[:, None], scene[:, :1, 0], scene[:, :lines, 0])
    line[:, :lines, 0] = torch.where(coherent[:, None], order[:, : min(lines, PLAYERS)], line[:, :lines, 0])
    instrument = torch.full(shape, -1, dtype=torch.long, device=device)
    chosen = torch.zeros(shape, dtype=torch.long, device=device)
    for player in range(PLAYERS):
        wanted = material.cast[scene[:, player], line[:, player]]
        taken = (instrument[:, :, None] == wanted[:, None]).sum(1)
        most = 1 + chance((size, TRIES), options.doubled, rng).long()
        most[:, 0] = torch.where(coherent, torch.full_like(most[:, 0], 2), most[:, 0])
        fits = (wanted >= 0) & (taken < most) & (player < total)[:, None]
        chosen[:, player] = fits.float().argmax(1)
        first = wanted.gather(1, chosen[:, player : player + 1])[:, 0]
        instrument[:, player] = torch.where(fits.any(1), first, torch.full_like(first, -1))
    scene, line = (t.gather(2, chosen[:, :, None])[:, :, 0] for t in (scene, line))
    alone = (instrument[:, :, None] == instrument[:, None]).sum(2) == 1
    there = (instrument >= 0) & alone
    lot = torch.rand(shape, generator=rng, device=device) * there
    hidden = extra[:, None] & there & (lot == lot.max(1, keepdim=True).values) & ((instrument >= 0).sum(1, keepdim=True) > 1)
    steps = torch.randint(12, 29, (size,), generator=rng, device=device)
    speed = torch.where(chance((size,), options.resampled, rng), steps / 20, torch.ones(size, device=device))
    room = (SCENE_SECONDS - seconds * speed).clamp(min=0.0)
    begin = torch.rand(shape, generator=rng, device=device) * room[:, None]
    begin = torch.where(coherent[:, None], begin[:, :1], begin)
    return Cast(instrument, hidden, scene, line, begin, speed, chance(shape, phrases, rng))


def pick(material: Material, instrument: Tensor, phrase: bool, rng: torch.Generator) -> Tensor:
    """A random sound of each player's instrument, [...]; phrase: among the phrases. Where there is none, or no player, any sound."""
    kind = material.is_phrase if phrase else ~material.is_phrase
    rows = [torch.nonzero(kind & (material.instrument == c))[:, 0] for c in range(N_CLASSES)]
    counts = torch.tensor([len(r) for r in rows], device=material.device)
    table = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lot = torch.rand(instrument.shape, generator=rng, device=rng.device) * counts[instrument.clamp(min=0)]
    return table[instrument.clamp(min=0), lot.long().clamp(max=table.shape[1] - 1)]


def makes(material: Material, instrument: Tensor, rng: torch.Generator) -> Tensor:
    """The source of each player's notes, [B, PLAYERS]; the second of two players of a class often has another than the first, if there is another."""
    source = material.source[pick(material, instrument, False, rng)]
    other = material.source[pick(material, instrument, False, rng)]
    same = ((instrument[:, :, None] == instrument[:, None]) & (source[:, :, None] == source[:, None])).tril(-1).any(2)
    return torch.where(same & chance(tuple(instrument.shape), OTHER_MAKE, rng), other, source)


def score_events(material: Material, cast: Cast, seconds: float, rng: torch.Generator) -> tuple[Events, Written]:
    """The notes of all players who play music, on recorded notes of one make each."""
    device = rng.device
    onset, offset, pitch, velocity = material.score[cast.scene, cast.line].unbind(-1)
    speed = cast.speed[:, None, None]
    started, ended = (onset - cast.begin[..., None]) / speed, (offset - cast.begin[..., None]) / speed
    sounding = (offset > 0) & (cast.instrument >= 0)[..., None] & ~cast.phrase[..., None] & (ended > 0) & (started < seconds)
    player = torch.arange(cast.instrument.numel(), device=device).view(cast.instrument.shape)[..., None].expand_as(sounding)[sounding]
    started, ended, pitch, velocity = (t[sounding] for t in (started, ended, pitch, velocity))
    count = (len(player),)
    tuned = torch.randn(cast.instrument.numel(), generator=rng, device=device)[player] * 0.06
    tuned = tuned + torch.randn(count, generator=rng, device=device) * 0.04
    started = started + torch.randn(count, generator=rng, device=device) * 0.015
    make = makes(material, cast.instrument, rng).flatten()[player]
    distance = (material.pitch[None] - pitch[:, None]).abs()
    noise = -torch.log(-torch.log(torch.rand(distance.shape, generator=rng, device=device).clamp(1e-9, 1 - 1e-6)))
    cost = 3 * (distance - REACH).clamp(min=0.0) + 0.15 * distance - 0.25 * noise
    cost = torch.where(torch.isnan(distance) | (material.source[None] != make[:, None]), torch.full_like(cost, math.inf), cost)
    sound = cost.argmin(1)
    faster = cast.speed[player // PLAYERS]
    ratio = 2 ** ((pitch + tuned - material.pitch[sound]) / 12) * faster
    release = uniform(count, 0.03, 0.15, rng)
    events = Events(player, sound, started, (ended - started).clamp(min=0.03) + release, ratio, material.attack[sound] * uniform(count, 0.0, 0.7, rng),
                    10 ** ((velocity - 0.6) * 26 / 20) * uniform(count, 0.9, 1.1, rng), uniform(count, 0.004, 0.04, rng), release)
    known = (cast.instrument >= 0).flatten()
    return events, Written(player, started, ended, pitch + tuned + 12 * torch.log2(faster), known)


def phrase_events(material: Material, cast: Cast, seconds: float, rng: torch.Generator) -> tuple[Events, Written]:
    """Phrases in a row, with rests between them, of all players who play phrases; each player transposes by up to three semitones."""
    device = rng.device
    rows = torch.nonzero((cast.phrase & (cast.instrument >= 0)).flatten())[:, 0]
    shape = (len(rows), PHRASES_IN_ROW)
    sound = pick(material, cast.instrument.flatten()[rows][:, None].expand(shape), True, rng)
    ratio = torch.randint(17, 24, (len(rows), 1), generator=rng, device=device) / 20 * cast.speed[rows // PLAYERS][:, None]
    ratio = ratio.expand(shape)
    spare = (material.length[sound] - seconds * SAMPLE_RATE * ratio).clamp(min=0.0)
    skip = (torch.rand(shape, generator=rng, device=device) * spare).floor()
    duration = (material.length[sound] - skip) / SAMPLE_RATE / ratio
    rest = -0.5 * torch.log(torch.rand(shape, generator=rng, device=device).clamp(min=1e-6))
    onset = torch.cumsum(duration + rest, 1) - duration - rest + uniform((len(rows), 1), -1.0, 0.5, rng)
    level = 10 ** (torch.randn(shape, generator=rng, device=device) * 0.1)
    player = rows[:, None].expand(shape)
    short = torch.full(shape, 0.005, device=device)
    events = Events(*(t.flatten() for t in (player, sound, onset, duration, ratio, skip, level, short, short)))
    heard = material.heard[sound]
    started, ended = (onset[..., None] + (heard[..., i] - (skip / SAMPLE_RATE)[..., None]) / ratio[..., None] for i in (0, 1))
    there = (heard[..., 1] > 0) & (ended > onset[..., None]) & (started < seconds)
    known = torch.ones(cast.instrument.numel(), dtype=torch.bool, device=device)
    known[rows] = (material.known[sound] > 0).all(1)
    pitch = heard[..., 2] + 12 * torch.log2(ratio)[..., None]
    return events, Written(player[..., None].expand_as(there)[there], started[there], ended[there], pitch[there], known)


def everything(material: Material, cast: Cast, seconds: float, rng: torch.Generator) -> tuple[Events, Written]:
    """Music and phrases together."""
    (a, written_a), (b, written_b) = (found(material, cast, seconds, rng) for found in (score_events, phrase_events))
    events = Events(*(torch.cat([getattr(a, n), getattr(b, n)]) for n in Events.__dataclass_fields__))
    player, onset, offset, pitch = (torch.cat([getattr(written_a, n), getattr(written_b, n)]) for n in ("player", "onset", "offset", "pitch"))
    return events, Written(player, onset, offset, pitch, written_a.known & written_b.known)
