import { describe, expect, it } from 'vitest';
import { knownNotes } from '../../../../src-main/adaptation/known-notes.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import type { NotesDocument } from '../../../../src-shared/project/notes.ts';

const RATE = 1000;

function documentOf(
  notes: readonly (readonly [player: string, onset: number, offset: number, origin?: 'score' | 'heard'])[],
): NotesDocument {
  return {
    format: 'divisi-notes',
    version: 1,
    recordingSha256: null,
    sampleRate: RATE,
    frames: 10_000,
    players: ensembleOf(['violin', 'violin', 'cello']),
    notes: notes.map(([player, onset, offset, origin = 'score'], index) => ({
      ...{ id: `n${index}`, player, onset, offset, pitch: 60 + index, origin, confidence: 1 },
    })),
  };
}

const WHOLE = { from: 0, to: null };

describe('the notes that a model learns from', () => {
  it('are those of each player, in seconds of the passage and cut to it', () => {
    const document = documentOf([
      ['violin-2', 1000, 2000],
      ['cello', 500, 4000],
      ['cello', 7000, 8000],
    ]);
    expect(knownNotes(document, ['cello', 'violin', 'violin'], { from: 1500, to: 6000 })).toEqual([
      [[0, 2.5, 61]],
      null,
      [[0, 0.5, 60]],
    ]);
  });

  it('are not the ones that Divisi heard itself', () => {
    expect(
      knownNotes(documentOf([['cello', 0, 500, 'heard']]), ['violin', 'violin', 'cello'], WHOLE),
    ).toBeNull();
  });

  it('are unknown where the recording is said to have other players', () => {
    const document = documentOf([['cello', 0, 500]]);
    expect(knownNotes(document, ['violin', 'cello'], WHOLE)).toBeNull();
    expect(knownNotes(document, ['violin', 'viola', 'cello'], WHOLE)).toBeNull();
  });
});
