import { HOLD_SEMITONES } from './costs.ts';
import type { StreamedFrame } from './streams.ts';

/** A detected note, in frames, half open. */
export interface HeardNote {
  /** Index of the player. */
  readonly player: number;
  readonly from: number;
  readonly to: number;
  /** MIDI pitch with a fraction: the mean over its frames, by probability. */
  readonly pitch: number;
  /** Mean probability of the detection, at most 1. */
  readonly heard: number;
  /** Mean probability that players of each kind play it. */
  readonly byKind: readonly number[];
  /** Mean level difference between two channels in dB; null if unknown. */
  readonly place: number | null;
}

/** Shorter notes are noise; a gap of this many frames within one is another player's onset. */
const LEAST_FRAMES = 2;
const GAP_FRAMES = 2;

interface Open {
  readonly from: number;
  last: number;
  frames: number;
  mass: number;
  heard: number;
  pitchMass: number;
  recent: number;
  readonly byKind: number[];
  placedMass: number;
  placeMass: number;
}

/** Divides the players' lines into notes while they stream; stores only the notes that still sound. */
export class LineNotes {
  readonly #open: (Open | null)[];
  #frame = 0;

  constructor(players: number) {
    this.#open = Array.from({ length: players }, () => null);
  }

  /** @returns the notes that ended before this frame */
  push(frame: StreamedFrame): HeardNote[] {
    const at = this.#frame;
    this.#frame += 1;
    return frame.flatMap((peak, player) => {
      const open = this.#open[player] ?? null;
      if (peak === null) return open !== null && at - open.last > GAP_FRAMES ? this.#close(player) : [];
      const { pitch, mass, byKind } = peak;
      if (open !== null && Math.abs(open.recent - pitch) < HOLD_SEMITONES) {
        open.last = at;
        open.frames += 1;
        open.mass += mass;
        open.heard += Math.min(1, mass);
        open.pitchMass += pitch * mass;
        open.recent += 0.3 * (pitch - open.recent);
        for (const [kind, share] of byKind.entries()) open.byKind[kind]! += share;
        open.placedMass += peak.place === null ? 0 : mass;
        open.placeMass += (peak.place ?? 0) * mass;
        return [];
      }
      const ended = this.#close(player);
      this.#open[player] = {
        from: at,
        last: at,
        frames: 1,
        mass,
        heard: Math.min(1, mass),
        pitchMass: pitch * mass,
        recent: pitch,
        byKind: [...byKind],
        placedMass: peak.place === null ? 0 : mass,
        placeMass: (peak.place ?? 0) * mass,
      };
      return ended;
    });
  }

  /** @returns the notes that still sound */
  end(): HeardNote[] {
    return this.#open.flatMap((_, player) => this.#close(player));
  }

  #close(player: number): HeardNote[] {
    const open = this.#open[player] ?? null;
    this.#open[player] = null;
    if (open === null || open.frames < LEAST_FRAMES) return [];
    const { from, last, frames, mass, heard, pitchMass, placedMass, placeMass } = open;
    const byKind = open.byKind.map((sum) => sum / frames);
    const place = placedMass === 0 ? null : placeMass / placedMass;
    return [{ player, from, to: last + 1, pitch: pitchMass / mass, heard: heard / frames, byKind, place }];
  }
}
