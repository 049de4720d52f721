"""The notes of a part, before rendering."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Event:
    """One note of a part; times in seconds, half-open [start, end)."""

    start: float
    end: float
    pitch: float
    velocity: float = 0.6
    """0..1"""

    @property
    def duration(self) -> float:
        return self.end - self.start


@dataclass
class Part:
    """A line of notes, ordered by start, for one player or for a source that belongs to the rest."""

    events: list[Event] = field(default_factory=list)

    def median_pitch(self) -> float:
        ordered = sorted(e.pitch for e in self.events)
        return ordered[len(ordered) // 2] if ordered else 60.0

    def span(self) -> tuple[float, float]:
        return min(e.pitch for e in self.events), max(e.pitch for e in self.events)


def monophonic(part: Part) -> Part:
    """The upper line of a part with double stops: a note ends where the next begins."""
    chosen: list[Event] = []
    for event in sorted(part.events, key=lambda e: (e.start, -e.pitch)):
        if chosen and event.start < chosen[-1].start + 0.02:
            continue
        if chosen and chosen[-1].end > event.start:
            chosen[-1] = Event(chosen[-1].start, event.start, chosen[-1].pitch, chosen[-1].velocity)
        chosen.append(event)
    return Part([e for e in chosen if e.duration > 0.03])


def fit_to_range(part: Part, low: float, high: float, target: float | None = None) -> Part | None:
    """Transpose by octaves into [low, high], the median near `target` (the middle of the range unless given).

    None if too much of the part exceeds the range.
    """
    if not part.events:
        return None
    wanted = (low + high) / 2 if target is None else target
    shift = 12 * round((wanted - part.median_pitch()) / 12)
    for octave in (shift, shift + 12, shift - 12):
        events = []
        for event in part.events:
            pitch = event.pitch + octave
            while pitch < low:
                pitch += 12
            while pitch > high:
                pitch -= 12
            events.append((event, pitch, pitch != event.pitch + octave))
        folded = sum(moved for _, _, moved in events) / len(events)
        if folded < 0.15:
            return Part([Event(e.start, e.end, p, e.velocity) for e, p, _ in events])
    return None
