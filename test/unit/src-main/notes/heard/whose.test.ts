import { describe, expect, it } from 'vitest';
import { COSTS, type LinePlayer } from '../../../../../src-main/notes/heard/costs.ts';
import type { HeardNote } from '../../../../../src-main/notes/heard/line-notes.ts';
import { playerConfidences } from '../../../../../src-main/notes/heard/whose.ts';

const violin: LinePlayer = { kind: 0, centre: 74, spread: 9 };
const cello: LinePlayer = { kind: 1, centre: 52, spread: 9 };

/** A note of ten frames; of its mass of 0.8 the share `violins` is heard in violins. */
const note = (
  player: number,
  from: number,
  pitch: number,
  change: Partial<HeardNote> & { violins?: number } = {},
) => {
  const { violins = 1, ...given } = change;
  const byKind = [0.8 * violins, 0.8 * (1 - violins)];
  return { player, from, to: from + 10, pitch, heard: 0.8, byKind, place: null, ...given };
};

describe('playerConfidences', () => {
  it('are certain of a single player', () => {
    expect(playerConfidences([note(0, 0, 70), note(0, 10, 72)], [violin])).toEqual([1, 1]);
  });

  it('follow from the cost of an exchange: for a lone note, its register and kind', () => {
    const [found] = playerConfidences([note(0, 0, 63, { violins: 0.9 })], [violin, cello]);
    const register = COSTS.register * (((63 - 52) / 9) ** 2 - ((63 - 74) / 9) ** 2);
    const kind = COSTS.kind * (Math.log(0.9) - Math.log(0.1));
    const margin = 10 * 0.8 * (register + kind);
    expect(found).toBeCloseTo(1 / (1 + Math.exp(-(0.37 + 0.56 * Math.log1p(margin)))), 10);
  });

  it('are lower where an exchange would make smaller steps', () => {
    const steady = [72, 73, 74, 75].flatMap((pitch, at) => [
      note(0, 10 * at, pitch),
      note(1, 10 * at, pitch - 9),
    ]);
    const crossed = steady.map((heard) =>
      heard.from === 20 ? { ...heard, player: 1 - heard.player } : heard,
    );
    const [sure, doubtful] = [steady, crossed].map((notes) =>
      playerConfidences(notes, [violin, violin]).filter((_, at) => notes[at]?.from === 20),
    );
    expect(Math.min(...(sure ?? []))).toBeGreaterThan(0.75);
    expect(Math.max(...(doubtful ?? []))).toBeLessThan(0.65);
  });

  it('grow with the distance between the players’ places', () => {
    const seated = (centre: number): LinePlayer => ({ ...violin, place: { centre, spread: 2 } });
    const notes = [
      note(0, 0, 70, { place: 5 }),
      note(0, 10, 71, { place: 0.5 }),
      note(1, 0, 67, { place: -5 }),
    ];
    const [there, between] = playerConfidences(notes, [seated(5), seated(-5)]);
    expect(there).toBeGreaterThan((between ?? 1) + 0.05);
  });

  it('do not depend on the order of the notes', () => {
    const notes = [note(0, 0, 70), note(1, 5, 66), note(0, 12, 72), note(1, 18, 64), note(0, 40, 71)];
    const found = playerConfidences(notes, [violin, violin]);
    const backwards = playerConfidences(notes.toReversed(), [violin, violin]);
    expect(backwards.toReversed()).toEqual(found);
  });
});
