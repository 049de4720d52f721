import { expect, it } from 'vitest';
import { withHeardInstead, type Spectra } from '../../../../src-main/notes/contradicted.ts';
import type { PlayerNotes, SoundingNote } from '../../../../src-main/notes/prior.ts';

const BIN_HZ = 22_050 / 4096;
const RATE = 22_050;
const HOP = 1024;
const FRAMES = 40;

/** Hann-shaped peaks at the partials 1 to 8 of each pitch, falling as 1/h, in every frame. */
function spectraOf(pitches: readonly number[]): Spectra {
  const frame = new Float32Array(2049);
  for (const pitch of pitches) {
    for (let h = 1; h <= 8; h += 1) {
      const centre = (h * 440 * 2 ** ((pitch - 69) / 12)) / BIN_HZ;
      for (let k = Math.ceil(centre - 2); k < Math.min(frame.length, centre + 2); k += 1) {
        frame[k]! += Math.cos(((k - centre) * Math.PI) / 4) ** 2 / h;
      }
    }
  }
  return {
    magnitudes: Array.from({ length: FRAMES }, () => frame),
    binHz: BIN_HZ,
    centres: Array.from({ length: FRAMES }, (_, n) => n * HOP),
    sampleRate: RATE,
  };
}

const note = (pitch: number, change: Partial<SoundingNote> = {}): SoundingNote => ({
  onset: 0,
  offset: FRAMES * HOP,
  pitch,
  ...change,
});
const player = (...notes: SoundingNote[]): PlayerNotes => ({ notes, knownFrom: 0, knownTo: FRAMES * HOP });
const pitchesOf = (players: readonly (PlayerNotes | null)[]): (number[] | null)[] =>
  players.map((told) => told?.notes.map(({ pitch }) => pitch) ?? null);

it.each([-7, -4, -1, 1, 2, 6])('a note told %s semitones away may also be what sounds', (away) => {
  const told = [player(note(69.1 + away)), player(note(50))];
  expect(pitchesOf(withHeardInstead(told, spectraOf([69.1, 50])))).toEqual([[69.1 + away, 69.1], [50]]);
});

it('what sounds as told stays as it is, and so does what nothing is known of', () => {
  const told = [player(note(69)), null, player(note(50))];
  expect(withHeardInstead(told, spectraOf([69, 50]))).toEqual(told);
  expect(withHeardInstead(told, spectraOf([]))).toEqual(told);
});

it('what another player plays is nobody else’s instead', () => {
  const told = [player(note(71)), player(note(69))];
  expect(pitchesOf(withHeardInstead(told, spectraOf([69])))).toEqual([[71], [69]]);
});

it('what sounds once is given to the note that it contradicts most', () => {
  const [near, far] = [note(71), note(50)];
  const told = [player(near), player(note(74)), player(far)];
  const found = pitchesOf(withHeardInstead(told, spectraOf([69, 50])));
  expect(found.flat().filter((pitch) => pitch === 69)).toHaveLength(1);
  expect(found[2]).toEqual([50]);
});

it('leaves heard notes, and those too short to be judged', () => {
  const told = [player(note(71, { weight: 0.9 })), player(note(73, { offset: 2 * HOP }))];
  expect(withHeardInstead(told, spectraOf([69]))).toEqual(told);
});

it('looks at the note’s own time', () => {
  const spectra = spectraOf([69]);
  const silence = new Float32Array(2049);
  const magnitudes = spectra.magnitudes.map((frame, n) => (n < 20 ? frame : silence));
  const told = [player(note(71, { offset: 20 * HOP }), note(71, { onset: 20 * HOP }))];
  expect(pitchesOf(withHeardInstead(told, { ...spectra, magnitudes }))).toEqual([[71, 71, 69]]);
});
