import { describe, expect, it } from 'vitest';
import { parseGains, rebalanced } from '../../../../src-shared/mixing/rebalance.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { failureOf } from '../../../support/failure.ts';
import { exampleProject } from '../../../support/project.ts';

describe('gains for instruments', () => {
  const example = exampleProject();
  const stem = example.tracks.find(({ source }) => source.kind === 'stem')!;
  const lane = { target: 'gainDb', points: [{ at: 0, value: -4 }] };
  const document: ProjectDocument = {
    ...example,
    tracks: [
      { ...stem, id: 'a', name: 'Violin 1', instrument: 'violin', gainDb: -2 },
      { ...stem, id: 'b', name: 'Violin 2', instrument: 'violin', gainDb: 0, automation: [lane] },
      { ...stem, id: 'c', name: 'Cello', instrument: 'cello', gainDb: 0 },
    ],
  };
  const gainsAfter = (text: string): number[] =>
    rebalanced(document, parseGains(text)).tracks.map(({ gainDb }) => gainDb);

  it('change every player of an instrument, and its automation', () => {
    expect(gainsAfter('violin=6,cello=-3')).toEqual([4, 6, -3]);
    expect(rebalanced(document, parseGains('violin=6')).tracks[1]?.automation[0]?.points).toEqual([
      { at: 0, value: 2 },
    ]);
  });

  it('prefer a name to an instrument, and leave the others alone', () => {
    expect(gainsAfter('violin=6,violin-2=-1.5')).toEqual([4, -1.5, 0]);
    expect(gainsAfter('Violin 1=+3')).toEqual([1, 0, 0]);
  });

  it('go no lower than the range of a track, and are refused above it', () => {
    expect(gainsAfter('cello=-500')).toEqual([-2, 0, -120]);
    expect(failureOf(() => gainsAfter('cello=25')).code).toBe('call/invalid');
  });

  it.each(['violin', 'violin=', '=3', 'violin=x', 'violin=1,violin=2', 'tuba=3'])('refuse %s', (text) => {
    expect(failureOf(() => gainsAfter(text)).code).toBe('call/invalid');
  });
});
