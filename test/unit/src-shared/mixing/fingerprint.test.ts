import { expect, it } from 'vitest';
import { levelMatchOf, mixFingerprint } from '../../../../src-shared/mixing/fingerprint.ts';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { EXAMPLE_FITTING } from '../../../support/fitting.ts';
import { exampleProject } from '../../../support/project.ts';

const project = exampleProject();
const mark = (change: Partial<ProjectDocument> = {}, stemVersion = 0): string =>
  mixFingerprint({ ...project, ...change }, stemVersion);
const [first, ...others] = project.tracks;
const withTrack = (change: Partial<ProjectDocument['tracks'][number]>): Partial<ProjectDocument> => ({
  tracks: [{ ...first!, ...change }, ...others],
});

it('differs where the mix may sound different', () => {
  const { master } = project;
  const marks = [
    mark(),
    mark({}, 1),
    mark(withTrack({ gainDb: -0.1 })),
    mark(withTrack({ pan: 0.5 })),
    mark(withTrack({ muted: true })),
    mark(withTrack({ sendsDb: first!.sendsDb.map(() => -12) })),
    mark({ master: { ...master, gainDb: -1 } }),
    mark({ master: { ...master, limiter: { ...master.limiter, bypassed: !master.limiter.bypassed } } }),
    mark({ frames: project.frames - 1 }),
  ];
  expect(new Set(marks).size).toBe(marks.length);
  for (const text of marks) expect(text).toMatch(/^[0-9a-f]{16}$/);
});

it('is the same for what is not heard, for another fitting, and once the project was saved and read', () => {
  const { master } = project;
  expect(mark(withTrack({ name: 'Other', colour: (first!.colour + 1) % 16 }))).toBe(mark());
  expect(mark({ title: 'Other', loopEnabled: true })).toBe(mark());
  expect(mark({ master: { ...master, fitting: EXAMPLE_FITTING } })).toBe(mark());
  const backwards = Object.fromEntries(Object.entries(first!).reverse());
  const read = parseProject(JSON.parse(JSON.stringify({ ...project, tracks: [backwards, ...others] })));
  expect(mixFingerprint(read, 0)).toBe(mark());
});

it('says whether a fitting was level-matched on this mix', () => {
  const { master } = project;
  const fitted = (matchDb: typeof EXAMPLE_FITTING.matchDb, matchedMix: string | null): ProjectDocument => ({
    ...project,
    master: { ...master, fitting: { ...EXAMPLE_FITTING, matchDb, matchedMix } },
  });
  const matched = fitted({ left: -3, right: -4 }, mark());
  expect(levelMatchOf(matched, 0)).toBe('current');
  expect(levelMatchOf(matched, 1)).toBe('stale');
  expect(levelMatchOf({ ...matched, ...withTrack({ gainDb: -1 }) }, 0)).toBe('stale');
  expect(levelMatchOf(fitted({ left: -3, right: -4 }, null), 0)).toBe('unknown');
  expect(levelMatchOf(fitted(null, null), 0)).toBeNull();
  expect(levelMatchOf({ ...project, master: { ...master, fitting: null } }, 0)).toBeNull();
});
