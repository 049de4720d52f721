import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { QualityInput } from '../../../../../src-main/quality/measure.ts';
import {
  estimatorFor,
  qualityJob,
  qualityJobs,
  qualityKind,
} from '../../../../../src-main/jobs/kinds/quality.ts';
import type { JobContext } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { getJob, insertJob, type StoredJob } from '../../../../../src-main/library/rows/jobs.ts';
import { getQuality } from '../../../../../src-main/library/rows/quality.ts';
import { insertRecording } from '../../../../../src-main/library/rows/recordings.ts';
import {
  deleteSeparation,
  getSeparation,
  insertSeparation,
  setSeparationState,
  storeStems,
} from '../../../../../src-main/library/rows/separations.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import { QualityReport } from '../../../../../src-shared/contract/quality.ts';
import type { ModelInfo } from '../../../../../src-shared/contract/model.ts';
import { newSeparationId, newStemId } from '../../../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { tempDir } from '../../../../support/temp.ts';
import { aRecording, openTestLibrary } from '../../library/open-test-library.ts';

const estimatorFile = {
  model_id: 'standard',
  model_version: '1',
  fitted_at: '2026-01-01',
  intercept: 0,
  coefficients: { decisiveness: 1, level: 0, rest: 0, steadiness: 0, harmonicity: 0 },
  bounds: [-15, 25],
  window_spread: { low: -3, high: 3 },
  stem_spread: { low: -2, high: 2 },
  validation: [],
};

const reportOf = (input: QualityInput): QualityReport =>
  QualityReport.parse({
    title: input.title,
    model: input.model,
    sampleRate: 44_100,
    offset: input.offset,
    frames: 100,
    windowFrames: 132_300,
    estimator: null,
    stems: input.stems.map(({ stemId, name, label, instrument }) => ({
      ...{ stemId, name, label, instrument, expected: { sdr: 1.25, low: -1, high: 4 } },
      ...{ windows: [1.25], passages: [], measured: null },
    })),
    restShare: { whole: 0, windows: [0] },
    unmatched: input.unmatched,
    createdAt: '2026-01-02T00:00:00.000Z',
  });

/** A library with one finished separation of a viola, and a model folder that brings an estimator. */
async function setUp() {
  const library = await openTestLibrary();
  const { write, folder } = library;
  const recording = aRecording();
  insertRecording(write, recording);
  const separationId = newSeparationId();
  insertSeparation(write, {
    id: separationId,
    recordingId: recording.id,
    modelId: 'gone',
    modelVersion: '3',
    players: ensembleOf(['viola']),
    from: 50,
    to: 150,
  });
  const stem = (name: string, isRest: boolean) => ({
    id: newStemId(),
    separationId,
    name,
    label: name,
    instrument: isRest ? null : ('viola' as const),
    isRest,
    path: `stems/${separationId}/${name}.wav`,
    rmsDbfs: -20,
    channels: 1,
    frames: 100,
    sampleRate: 44_100,
  });
  storeStems(write, separationId, {
    provider: 'cpu',
    tookSeconds: 1,
    notes: [],
    undeclared: [],
    stems: [stem('viola', false), stem('rest', true)],
  });
  setSeparationState(write, separationId, 'ready');
  const modelDir = join(tempDir(), 'standard');
  mkdirSync(modelDir);
  writeFileSync(join(modelDir, 'confidence.json'), JSON.stringify(estimatorFile));
  const models = {
    resolve: (id?: string) =>
      id === undefined
        ? Promise.resolve({ dir: modelDir, info: {} as ModelInfo, weightsSha256: '' })
        : Promise.reject(new Failure('model/unknown', 'gone')),
  };
  const changed: string[] = [];
  const runner = qualityJobs({
    write,
    folder,
    models,
    changes: {
      ...Object.fromEntries(['recording', 'recordingRemoved', 'analysed'].map((name) => [name, () => {}])),
      quality: (id: string) => void changed.push(id),
      separation: (id: string) => void changed.push(`stems of ${id}`),
    } as unknown as Parameters<typeof qualityJobs>[0]['changes'],
  });
  const inputs: QualityInput[] = [];
  const context = (during: () => void = () => {}): JobContext => ({
    signal: new AbortController().signal,
    progress: () => {},
    task: (_name: string, input: QualityInput) => {
      inputs.push(input);
      expect(existsSync(input.scratch)).toBe(true);
      during();
      return Promise.resolve(reportOf(input));
    },
  });
  const job = (references?: Parameters<typeof qualityJob>[2]): StoredJob => {
    const made = qualityJob({ id: separationId, recordingId: recording.id }, 'Trio', references);
    insertJob(write, made);
    const stored = getJob(write, made.id);
    if (stored === null) throw new Error('the job was not stored');
    return stored;
  };
  onTestFinished(() => library.close());
  return { write, separationId, recording, runner, inputs, context, job, changed, models };
}

describe('the job that judges a separation', () => {
  it('gives the stems, with the estimator of the default model where theirs is gone, and keeps the report', async () => {
    const { write, separationId, recording, runner, inputs, context, job, changed } = await setUp();
    await runner.run(job(), context());
    const [input] = inputs;
    expect(input?.stems.map(({ name, referencePath }) => [name, referencePath])).toEqual([['viola', null]]);
    expect(input?.restPath.endsWith('rest.wav')).toBe(true);
    expect(input).toMatchObject({ title: recording.title, model: { id: 'gone', version: '3' }, offset: 50 });
    expect(input?.estimator?.model_id).toBe('standard');
    expect(existsSync(input?.scratch ?? '/')).toBe(false);
    expect(getQuality(write, separationId)?.model.id).toBe('gone');
    expect(changed).toEqual([separationId, `stems of ${separationId}`]);
    const stems = getSeparation(write, separationId)?.stems ?? [];
    expect(stems.map(({ name, expectedSdr }) => [name, expectedSdr])).toEqual([
      ['viola', 1.25],
      ['rest', null],
    ]);
    // Again: the report takes the place of the one before.
    await runner.run(job(), context());
    expect(getQuality(write, separationId)?.createdAt).toBe('2026-01-02T00:00:00.000Z');
    write.run(`UPDATE quality SET report = '{"title": "older"}'`);
    expect(getQuality(write, separationId)).toBeNull();
    deleteSeparation(write, separationId);
    expect(getQuality(write, separationId)).toBeNull();
  });

  it('keeps uploaded references until it is done or forgotten', async () => {
    const { runner, inputs, context, job } = await setUp();
    const dir = tempDir();
    const upload = (name: string): string => {
      writeFileSync(join(dir, name), 'x');
      return join(dir, name);
    };
    const first = upload('a.wav');
    const queued = job({ references: { viola: first }, unmatched: ['b.wav'], uploads: [first] });
    expect(qualityKind.uploads(queued)).toEqual([first]);
    await runner.run(queued, context());
    expect(inputs[0]?.stems[0]?.referencePath).toBe(first);
    expect(inputs[0]?.unmatched).toEqual(['b.wav']);
    expect(existsSync(first)).toBe(false);
    expect(qualityKind.uploads({ ...queued, state: 'done' })).toEqual([]);
    const second = upload('c.wav');
    await runner.forgotten(job({ references: { viola: second }, unmatched: [], uploads: [second] }));
    expect(existsSync(second)).toBe(false);
  });

  it('stores nothing of a separation that was removed meanwhile, and refuses one that is not there', async () => {
    const { write, separationId, runner, context, job, changed } = await setUp();
    const queued = job();
    await runner.run(
      queued,
      context(() => deleteSeparation(write, separationId)),
    );
    expect(changed).toEqual([]);
    expect(getSeparation(write, separationId)).toBeNull();
    await expect(runner.run(queued, context())).rejects.toMatchObject({ code: 'library/not-found' });
  });

  it('goes without an estimator where no model is installed', async () => {
    const none = { resolve: () => Promise.reject(new Failure('model/unknown', 'none')) };
    expect(await estimatorFor(none, 'm')).toBeNull();
  });
});
