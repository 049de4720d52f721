import { describe, expect, it } from 'vitest';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { PROJECT_SCHEMA, type ProjectDocument } from '../../../../src-shared/project/document.ts';
import { failureOf } from '../../../support/failure.ts';
import { exampleProject } from '../../../support/project.ts';

type Draft = { [K in keyof ProjectDocument]: ProjectDocument[K] };
const changed = (change: (draft: Draft) => void): Draft => {
  const draft: Draft = structuredClone(exampleProject());
  change(draft);
  return draft;
};

describe('parseProject', () => {
  const track = (draft: Draft) => {
    const [first] = draft.tracks;
    if (first === undefined) throw new Error('no track');
    return first;
  };
  const lane = (target: string, ...positions: number[]) => ({
    target,
    points: positions.map((at) => ({ at, value: 0 })),
  });

  it.each<[string, RegExp, (draft: Draft) => void]>([
    [
      'a gain that is no number',
      /"gainDb" in entry 1 of "tracks"/,
      (d) => Object.assign(track(d), { gainDb: 'loud' }),
    ],
    [
      'a gain out of range',
      /"gainDb" in entry 1 of "tracks"/,
      (d) => Object.assign(track(d), { gainDb: 99 }),
    ],
    ['an empty loop', /loop/, (d) => Object.assign(d, { loop: { start: 5, end: 5 } })],
    ['a loop past the end', /loop passes/, (d) => Object.assign(d, { loop: { start: 5, end: 44_101 } })],
    ['a loop that is not there', /loop is switched on/, (d) => Object.assign(d, { loopEnabled: true })],
    ['two tracks of one id', /two tracks/, (d) => Object.assign(track(d), { id: 'track-2' })],
    [
      'an unknown processor',
      /no processor "reverb", version 1/,
      (d) =>
        track(d).strip.splice(0, 9, { id: 'x', processor: 'reverb', version: 1, params: {}, bypassed: true }),
    ],
    [
      'a processor of a newer version',
      /no processor "equaliser", version 3/,
      (d) =>
        track(d).strip.splice(0, 9, {
          id: 'x',
          processor: 'equaliser',
          version: 3,
          params: {},
          bypassed: true,
        }),
    ],
    [
      'a stray parameter',
      /no parameter shine/,
      (d) =>
        track(d).strip.splice(0, 9, {
          id: 'x',
          processor: 'equaliser',
          version: 2,
          params: { shine: 1 },
          bypassed: true,
        }),
    ],
    ['automation of nothing', /which is not there/, (d) => track(d).automation.push(lane('x.gain', 1))],
    ['automation that falls back', /does not rise/, (d) => track(d).automation.push(lane('pan', 5, 5))],
    ['automation past the end', /passes the end/, (d) => track(d).automation.push(lane('pan', 5, 44_101))],
    [
      'two lanes of one target',
      /appears twice/,
      (d) => track(d).automation.push(lane('pan', 1), lane('pan', 2)),
    ],
  ])('refuses %s', (_name, message, change) => {
    const failure = failureOf(() => parseProject(changed(change)));
    expect(failure.code).toBe('project/invalid');
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain('\n');
  });

  it('migrates first, and refuses what is newer', () => {
    const failure = failureOf(() => parseProject({ ...exampleProject(), schema: PROJECT_SCHEMA + 1 }));
    expect(failure.code).toBe('project/invalid');
    expect(failure.message).toMatch(/newer Divisi/);
  });
});
