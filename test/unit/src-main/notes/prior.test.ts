import { describe, expect, it } from 'vitest';
import { candidatePitches, knownSpan, writePrior } from '../../../../src-main/notes/prior.ts';
import type { PlayerNotes, PriorShape, SoundingNote } from '../../../../src-main/notes/prior.ts';

const RATE = 1000;
const shape: PriorShape = {
  lowestHz: 220,
  stepsPerOctave: 24,
  candidates: 30,
  floor: 0.01,
  widthSemitones: 0.6,
  widenSeconds: 0.08,
};
/** Frames of 50 samples from sample 2000 on. */
const centres = Array.from({ length: 20 }, (_, frame) => 2000 + 50 * frame);

function priorOf(
  notes: readonly SoundingNote[],
  known: Partial<PlayerNotes> = {},
): (k: number, frame: number) => number {
  const out = new Float32Array(shape.candidates * centres.length);
  writePrior(shape, { notes, knownFrom: 0, knownTo: 1e6, ...known }, centres, RATE, out);
  return (k, frame) => out[k * centres.length + frame]!;
}

describe('candidatePitches', () => {
  it('are MIDI numbers of a geometric row of fundamentals', () => {
    const pitches = candidatePitches(shape);
    expect(pitches[0]).toBeCloseTo(57, 10);
    expect(pitches[24]).toBeCloseTo(69, 10);
  });
});

describe('writePrior', () => {
  it('allows a note’s pitch while it sounds and a little around it, by the formula', () => {
    const at = priorOf([{ onset: 2200, offset: 2400, pitch: 60.2 }]);
    for (const [frame, centre] of centres.entries()) {
      const sounds = centre >= 2120 && centre < 2480;
      for (const [k, pitch] of candidatePitches(shape).entries()) {
        const allowed = Math.exp(-(((pitch - 60.2) / 0.6) ** 4));
        expect(at(k, frame)).toBeCloseTo(sounds ? Math.max(0.01, allowed) : 0.01, 6);
      }
    }
  });

  it('allows both of two notes that overlap', () => {
    const at = priorOf([
      { onset: 2000, offset: 2600, pitch: 57 },
      { onset: 2300, offset: 2900, pitch: 64 },
    ]);
    expect([at(0, 8), at(14, 8)]).toEqual([1, 1]);
    expect(at(7, 8)).toBeCloseTo(0.01, 6);
  });

  it('of notes that were heard, leaves everything open between them, and tells an unsure note less firmly', () => {
    const at = priorOf([{ onset: 2200, offset: 2400, pitch: 60, weight: 0.5 }], { isOpenBetween: true });
    // Frames 3 to 9 have the note, with 80 samples around it.
    expect([at(0, 2), at(29, 2), at(0, 10)]).toEqual([1, 1, 1]);
    expect(at(29, 5)).toBeCloseTo(0.1, 6);
    expect(at(6, 5)).toBeCloseTo(1, 6);
  });

  it('keeps a player from what another one has, but for the player’s own note', () => {
    const taken = [{ onset: 2200, offset: 2400, pitch: 60 }];
    const open = priorOf([], { isOpenBetween: true, taken });
    expect([open(6, 2), open(0, 5), open(6, 5)]).toEqual([1, 1, expect.closeTo(0.01 ** 2.5, 8)]);
    const unison = priorOf([{ onset: 2200, offset: 2400, pitch: 60 }], { isOpenBetween: true, taken });
    expect(unison(6, 5)).toBeCloseTo(1, 6);
  });

  it('says nothing outside of where the notes are known, nor of a player without notes', () => {
    const at = priorOf([{ onset: 2200, offset: 2400, pitch: 60 }], { knownFrom: 2100, knownTo: 2500 });
    expect([at(5, 1), at(5, 10)]).toEqual([1, 1]);
    expect(at(29, 2)).toBeCloseTo(0.01, 6);
    const out = new Float32Array(shape.candidates * centres.length);
    writePrior(shape, null, centres, RATE, out);
    expect(out.every((value) => value === 1)).toBe(true);
  });

  it('leaves frames behind the recording’s end open', () => {
    const out = new Float32Array(shape.candidates * 25);
    writePrior(
      shape,
      { notes: [{ onset: 0, offset: 9000, pitch: 60 }], knownFrom: 0, knownTo: 1e6 },
      centres,
      RATE,
      out,
    );
    expect(out[24]).toBe(1);
    expect(out[0]).toBeCloseTo(0.01, 6);
  });
});

describe('knownSpan', () => {
  it('reaches a second around the notes of all players', () => {
    const notes = [
      { onset: 5000, offset: 6000, pitch: 60 },
      { onset: 3000, offset: 9000, pitch: 64 },
    ];
    expect(knownSpan(notes, RATE)).toEqual({ from: 2000, to: 10_000 });
    expect(knownSpan([], RATE)).toBeNull();
  });
});
