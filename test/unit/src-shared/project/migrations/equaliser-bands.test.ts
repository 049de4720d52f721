import { expect, it } from 'vitest';
import { parseProject } from '../../../../../src-shared/mixing/parse-project.ts';
import { equaliserBands } from '../../../../../src-shared/project/migrations/equaliser-bands.ts';
import { exampleProject } from '../../../../support/project.ts';

it('a project of schema 1 keeps its equaliser’s settings and automation as numbered bands', () => {
  const now = exampleProject();
  const before = {
    ...now,
    schema: 1,
    tracks: now.tracks.map((track) => ({
      ...track,
      strip: [
        {
          id: 'my.eq',
          processor: 'equaliser',
          version: 1,
          params: { lowGain: 3, highMidFrequency: 4400, highMidQ: 2.5, highGain: -4 },
          bypassed: true,
        },
        { id: 'compressor', processor: 'compressor', version: 1, params: { ratio: 3 }, bypassed: false },
      ],
      automation: [
        { target: 'my.eq.lowMidGain', points: [{ at: 0, value: -6 }] },
        { target: 'compressor.ratio', points: [{ at: 5, value: 2 }] },
        { target: 'gainDb', points: [{ at: 5, value: 2 }] },
      ],
    })),
  };
  const [track] = parseProject(before).tracks;
  expect(track?.strip[0]).toEqual({
    id: 'my.eq',
    processor: 'equaliser',
    version: 2,
    bypassed: true,
    params: {
      ...{ on1: 1, kind1: 1, frequency1: 150, gain1: 3, q1: Math.SQRT1_2 },
      ...{ on2: 1, kind2: 0, frequency2: 500, gain2: 0, q2: 0.9 },
      ...{ on3: 1, kind3: 0, frequency3: 4400, gain3: 0, q3: 2.5 },
      ...{ on4: 1, kind4: 2, frequency4: 8000, gain4: -4, q4: Math.SQRT1_2 },
    },
  });
  expect(track?.strip[1]).toEqual(before.tracks[0]?.strip[1]);
  expect(track?.automation.map(({ target }) => target)).toEqual([
    'my.eq.gain2',
    'compressor.ratio',
    'gainDb',
  ]);
});

it('what is damaged stays for the schema to refuse', () => {
  expect(equaliserBands({ tracks: 'none' })).toEqual({ tracks: 'none' });
  expect(equaliserBands({ tracks: [3, { strip: [null] }] })).toMatchObject({
    tracks: [3, { strip: [null] }],
  });
});
