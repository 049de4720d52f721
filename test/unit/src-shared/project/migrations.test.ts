import { describe, expect, it } from 'vitest';
import { isFailure } from '../../../../src-shared/contract/failure.ts';
import { PROJECT_SCHEMA, type ProjectDocument } from '../../../../src-shared/project/document.ts';
import {
  migrate,
  MIGRATIONS,
  parseProject,
  type Migration,
} from '../../../../src-shared/project/migrations.ts';
import { newProject } from '../../../../src-shared/project/new-project.ts';
import {
  newProjectId,
  newRecordingId,
  newSeparationId,
  newStemId,
} from '../../../../src-shared/project/ids.ts';

function example(): ProjectDocument {
  const separationId = newSeparationId();
  return newProject({
    id: newProjectId(),
    recording: { id: newRecordingId(), title: 'Trio', sampleRate: 44_100 },
    separation: {
      id: separationId,
      from: 100,
      to: 44_200,
      stems: [
        { name: 'rest', label: 'Rest', instrument: null, isRest: true },
        { name: 'viola', label: 'Viola', instrument: 'viola', isRest: false },
      ].map((stem) => ({
        ...stem,
        instrument: stem.instrument as 'viola' | null,
        id: newStemId(),
        separationId,
        channels: 2,
        frames: 44_100,
        sampleRate: 44_100,
      })),
    },
  });
}

function failureOf(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    if (isFailure(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing failed');
}

type Draft = { [K in keyof ProjectDocument]: ProjectDocument[K] };
const changed = (change: (draft: Draft) => void): Draft => {
  const draft: Draft = structuredClone(example());
  change(draft);
  return draft;
};

describe('newProject', () => {
  it('is a valid document with one track a stem, the rest last, and survives saving', () => {
    const document = example();
    expect(parseProject(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.tracks.map((track) => [track.name, track.source.kind])).toEqual([
      ['Viola', 'stem'],
      ['Rest', 'rest'],
    ]);
    expect(document).toMatchObject({ frames: 44_100, offset: 100 });
  });
});

describe('migrations', () => {
  it('lead to the current schema, one for each step', () => {
    expect(MIGRATIONS).toHaveLength(PROJECT_SCHEMA - 1);
  });

  const renamed: Migration = (document) => ({ ...document, title: document['name'], name: undefined });
  const numbered: Migration = (document) => ({ ...document, number: 7 });

  it('are applied in order from the document’s own schema on', () => {
    expect(migrate({ schema: 1, name: 'a' }, [renamed, numbered])).toMatchObject({
      schema: 3,
      title: 'a',
      number: 7,
    });
    expect(migrate({ schema: 2, title: 'b' }, [renamed, numbered])).toEqual({
      schema: 3,
      title: 'b',
      number: 7,
    });
    expect(migrate({ schema: 3, title: 'c' }, [renamed, numbered])).toEqual({ schema: 3, title: 'c' });
  });

  it('leave what they were given alone', () => {
    const before = { schema: 1, name: 'a' };
    migrate(before, [renamed, numbered]);
    expect(before).toEqual({ schema: 1, name: 'a' });
  });

  it('refuse what is newer, and what is no project', () => {
    const newer = failureOf(() => parseProject({ ...example(), schema: PROJECT_SCHEMA + 1 }));
    expect(newer.code).toBe('project/invalid');
    expect(newer.message).toMatch(/newer Divisi/);
    for (const value of [null, 3, 'x', [], {}, { schema: 0 }, { schema: 1.5 }, { schema: '1' }]) {
      expect(failureOf(() => parseProject(value))).toMatchObject({
        code: 'project/invalid',
        message: expect.stringMatching(/not a Divisi project/),
      });
    }
  });
});

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
    ['a gain that is no number', /tracks\.0\.gainDb/, (d) => Object.assign(track(d), { gainDb: 'loud' })],
    ['a gain out of range', /tracks\.0\.gainDb/, (d) => Object.assign(track(d), { gainDb: 99 })],
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
      /no processor "equaliser", version 2/,
      (d) =>
        track(d).strip.splice(0, 9, {
          id: 'x',
          processor: 'equaliser',
          version: 2,
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
          version: 1,
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
});
