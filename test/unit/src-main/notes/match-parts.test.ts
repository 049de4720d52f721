import { describe, expect, it } from 'vitest';
import { instrumentOfName } from '../../../../src-main/notes/instrument-words.ts';
import { matchParts, playersOf } from '../../../../src-main/notes/match-parts.ts';
import type { Score, ScorePart } from '../../../../src-main/notes/score.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

/** A score whose parts play one pitch each, ten times. */
const scoreOf = (parts: readonly (ScorePart & { pitch: number })[]): Score => ({
  parts,
  measures: [],
  tempi: [{ onset: 0, quartersPerMinute: 60 }],
  notes: parts.flatMap(({ pitch }, part) =>
    Array.from({ length: 10 }, (_, onset) => ({ id: `${part}-${onset}`, part, onset, duration: 1, pitch })),
  ),
});
const part = (name: string, pitch: number): ScorePart & { pitch: number } => ({
  name,
  instrument: instrumentOfName(name),
  pitch,
});

it.each([
  ['Violino I', 'violin'],
  ['Vl. 2', 'violin'],
  ['Violoncello', 'cello'],
  ['Vc.', 'cello'],
  ['Bratsche', 'viola'],
  ['Alto', 'viola'],
  ['Alto Saxophone', 'saxophone'],
  ['Kontrabaß', 'double-bass'],
  ['Contrabasso', 'double-bass'],
  ['Flöte', 'flute'],
  ['Hautbois', 'oboe'],
  ['Klarinette in B', 'clarinet'],
  ['Bass Clarinet', 'clarinet'],
  ['Fagotto', 'bassoon'],
  ['Corno in F', 'horn'],
  ['Englischhorn', 'oboe'],
  ['Tromba', 'trumpet'],
  ['Instrument 1', null],
  ['', null],
])('"%s" is a part for %s', (name, instrument) => {
  expect(instrumentOfName(name)).toBe(instrument);
});

describe('parts are matched to players', () => {
  it('by instrument, equals in the score’s order', () => {
    const score = scoreOf([
      part('Violino I', 76),
      part('Violino II', 84),
      part('Viola', 60),
      part('Violoncello', 48),
    ]);
    const players = ensembleOf(['cello', 'violin', 'viola', 'violin']);
    expect(matchParts(score, players)).toEqual(['violin-1', 'violin-2', 'viola', 'cello']);
  });

  it('by range where names say nothing', () => {
    const score = scoreOf([part('Part 1', 42), part('Part 2', 79)]);
    expect(matchParts(score, ensembleOf(['violin', 'bassoon']))).toEqual(['bassoon', 'violin']);
  });

  it('with parts and players left over', () => {
    const score = scoreOf([part('Flute', 80), part('Harfe', 60), part('Cello', 45)]);
    expect(matchParts(score, ensembleOf(['cello', 'oboe']))).toEqual([null, null, 'cello']);
    expect(matchParts(score, [])).toEqual([null, null, null]);
  });

  it('and players are taken from the parts', () => {
    const parts = [part('Violin', 76), part('Vl.', 70), part('Part 3', 60)];
    expect(playersOf(parts).map(({ id }) => id)).toEqual(['violin-1', 'violin-2', 'other']);
  });
});
