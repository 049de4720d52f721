import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveStems } from '../../../../../src-main/jobs/kinds/live-stems.ts';
import { JobQueue } from '../../../../../src-main/jobs/queue/queue.ts';
import { separateJobs } from '../../../../../src-main/jobs/kinds/separate.ts';
import type { TaskName } from '../../../../../src-main/jobs/tasks/tasks.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import { stemsDirOf } from '../../../../../src-main/library/folder.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import type { Library } from '../../../../../src-main/library/open.ts';
import { insertRecording, setReady } from '../../../../../src-main/library/rows/recordings.ts';
import { getSeparation, insertSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { getSpeed } from '../../../../../src-main/library/rows/settings.ts';
import type { SeparateInput, SeparateResult } from '../../../../../src-main/separation/separate.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../../../src-shared/contract/model.ts';
import { newJobId, newSeparationId } from '../../../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { aRecording, openTestLibrary } from '../../library/open-test-library.ts';
import { answers, fakeSpawn, type FakeChild, type Script } from '../tasks/fake-process.ts';
import { eventually } from '../../../../support/until.ts';

const FRAMES = 441_000;
const pin = {
  modelId: 'm',
  modelVersion: '1',
  weightsSha256: 'f'.repeat(64),
  provider: 'cpu',
  threads: 1,
  runtime: 'test 1',
};
const players = ensembleOf(['viola', 'cello']);

const resultOf = (input: SeparateInput): SeparateResult => ({
  stems: parts(input).map((stem) => ({ ...stem, path: `${input.outDir}/${stem.name}.wav`, rmsDbfs: -20 })),
  sampleRate: 44_100,
  channels: 2,
  frames: input.to - input.from,
  pin,
  notesSha256: null,
  tookSeconds: 2,
  notes: [{ kind: 'silent' }],
  undeclared: [{ instrument: 'horn', share: 0.04 }],
});

const segments = (child: FakeChild<'separate'>, from: number, to: number): void => {
  for (let segmentsDone = from + 1; segmentsDone <= to; segmentsDone += 1) {
    child.post({ type: 'event', event: { type: 'segment', segmentsDone } });
  }
};

const parts = (input: SeparateInput) => [
  ...input.players.map(({ id, label, instrument }) => ({ name: id, label, instrument, isRest: false })),
  { name: 'rest', label: 'Rest', instrument: null, isRest: true },
];

const pinned = (child: FakeChild<'separate'>, change: Partial<typeof pin> = {}): void =>
  child.post({
    type: 'event',
    event: {
      type: 'pinned',
      pin: { ...pin, ...change },
      notes: [{ kind: 'silent' }],
      segments: 10,
      stems: parts(child.input),
      sampleRate: 44_100,
      channels: 2,
      frames: FRAMES,
      readyFrames: child.input.segmentsDone * 1000,
    },
  });

function setUp(library: Library & { write: WritableDatabase }) {
  const { write } = library;
  const recording = aRecording();
  insertRecording(write, recording);
  setReady(write, recording.id, {
    format: 'wav',
    sampleFormat: 's16',
    sampleRate: 44_100,
    channels: 2,
    frames: FRAMES,
    sha256: 'a'.repeat(64),
    audioPath: recording.sourcePath,
    channelMap: [0, 1],
    notes: [],
  });
  const separationId = newSeparationId();
  insertSeparation(write, {
    id: separationId,
    recordingId: recording.id,
    modelId: 'm',
    modelVersion: '1',
    players,
    from: 0,
    to: FRAMES,
  });
  return { separationId, recordingId: recording.id };
}

function queueOf(library: Library & { write: WritableDatabase }, separate: Script<'separate'>) {
  const { write, folder } = library;
  const inputs: SeparateInput[] = [];
  const peaks: unknown[] = [];
  const seen: { task: TaskName; killed: boolean }[] = [];
  const spawn = fakeSpawn(
    {
      separate: (child) => {
        inputs.push(child.input);
        return separate(child);
      },
      peaks: (child) => {
        peaks.push(...child.input.files);
        answers({ files: child.input.files.length })(child);
      },
    },
    seen,
  );
  const changed: string[] = [];
  const live = new LiveStems();
  const grown: number[] = [];
  const runner = separateJobs({
    write,
    folder,
    compute: () => ({ providers: ['cuda', 'cpu'], threads: 2 }),
    changes: {
      recording: () => {},
      recordingRemoved: () => {},
      study: () => undefined,
      quality: () => {},
      adaptations: () => {},
      notes: () => {},
      vectors: () => {},
      separation: (id) => void changed.push(getSeparation(write, id)?.state ?? 'gone'),
      stemsGrew: (id) => void grown.push(live.of(id)?.readyFrames ?? -1),
    },
    live,
    sources: { require: () => Promise.resolve() },
    models: {
      resolve: () => Promise.resolve({ dir: '/models/m', info: {} as ModelInfo, weightsSha256: '' }),
      embedder: () => Promise.reject(new Failure('model/unknown', 'none')),
    },
  });
  const queue = new JobQueue({
    read: write,
    write,
    spawn,
    kinds: {
      import: runner,
      separate: runner,
      export: runner,
      analyse: runner,
      adapt: runner,
      align: runner,
      quality: { ...runner, run: () => Promise.resolve({}) },
    },
    onChange: () => {},
    onForgotten: () => {},
    log: silentLog,
  });
  onTestFinished(() => queue.close());
  return { queue, inputs, peaks, changed, live, grown };
}

const jobFor = ({ separationId, recordingId }: ReturnType<typeof setUp>) => ({
  id: newJobId(),
  kind: 'separate' as const,
  title: 'Trio',
  recordingId,
  separationId,
  projectId: null,
  payload: { separationId },
});

const state = async (queue: JobQueue, id: ReturnType<typeof newJobId>, wanted: string) => {
  await eventually(() => {
    expect(queue.get(id).state).toBe(wanted);
  });
};

describe('a separation', () => {
  it('stores its stems, their peaks, and how fast it was', async () => {
    const library = await openTestLibrary();
    const { write, folder } = library;
    const subject = setUp(library);
    const { queue, inputs, peaks, changed } = queueOf(library, (child) => {
      pinned(child);
      segments(child, 0, 10);
      answers(resultOf(child.input))(child);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'done');
    expect(inputs).toEqual([
      {
        recording: { path: '/music/trio.wav', channelMap: [0, 1] },
        players,
        from: 0,
        to: FRAMES,
        modelDir: '/models/m',
        providers: ['cuda', 'cpu'],
        pinned: null,
        threads: 2,
        outDir: stemsDirOf(folder, subject.separationId),
        segmentsDone: 0,
        effort: 'best',
      },
    ]);
    expect(existsSync(stemsDirOf(folder, subject.separationId))).toBe(true);
    const separation = getSeparation(write, subject.separationId);
    expect(separation).toMatchObject({
      state: 'ready',
      provider: 'cpu',
      tookSeconds: 2,
      notes: [{ kind: 'silent' }],
    });
    expect(separation?.undeclared).toEqual([{ instrument: 'horn', share: 0.04 }]);
    expect(separation?.stems.map(({ name, isRest, path }) => ({ name, isRest, path }))).toEqual(
      ['viola', 'cello', 'rest'].map((name) => ({
        name,
        isRest: name === 'rest',
        path: `stems/${subject.separationId}/${name}.wav`,
      })),
    );
    expect(peaks).toHaveLength(3);
    expect(getSpeed(write, { id: 'm', version: '1' })).toBeCloseTo(0.2);
    expect(changed.at(0)).toBe('running');
    expect(changed.at(-1)).toBe('ready');
  });

  it('can be heard while it runs, and its stems keep their ids', async () => {
    const library = await openTestLibrary();
    const { write, folder } = library;
    const subject = setUp(library);
    const { promise: isDone, resolve: done } = Promise.withResolvers<null>();
    const { queue, live, grown } = queueOf(library, async (child) => {
      pinned(child);
      child.post({ type: 'event', event: { type: 'ready', frames: 4410 } });
      child.post({ type: 'event', event: { type: 'ready', frames: FRAMES + 1 } });
      await isDone;
      answers(resultOf(child.input))(child);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await eventually(() => {
      expect(grown).toEqual([4410, FRAMES]);
    });
    const run = live.of(subject.separationId);
    expect(run).toMatchObject({ sampleRate: 44_100, channels: 2, frames: FRAMES, readyFrames: FRAMES });
    expect(run?.stems.map(({ name, path }) => ({ name, path }))).toEqual(
      ['viola', 'cello', 'rest'].map((name) => ({
        name,
        path: `${stemsDirOf(folder, subject.separationId)}/${name}.wav`,
      })),
    );
    expect(getSeparation(write, subject.separationId)?.stems).toEqual([]);
    done(null);
    await state(queue, id, 'done');
    expect(live.of(subject.separationId)).toBeNull();
    expect(getSeparation(write, subject.separationId)?.stems.map((stem) => stem.id)).toEqual(
      run?.stems.map((stem) => stem.id),
    );
  });

  it('has other stems after its process died, and none once it failed', async () => {
    const library = await openTestLibrary();
    const subject = setUp(library);
    const seen: (string | undefined)[] = [];
    const { queue, live } = queueOf(library, async (child) => {
      const before = live.of(subject.separationId);
      expect(before).toBeNull();
      pinned(child);
      await eventually(() => {
        expect(live.of(subject.separationId)).not.toBeNull();
      });
      const run = live.of(subject.separationId);
      seen.push(run?.stems[0]?.id);
      expect(run?.readyFrames).toBe(child.input.segmentsDone * 1000);
      if (child.input.segmentsDone === 0) segments(child, 0, 3);
      child.exit(137);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'failed');
    expect(new Set(seen).size).toBe(2);
    expect(live.of(subject.separationId)).toBeNull();
  });

  it('goes on from the last durable segment when its process dies, under the same pin', async () => {
    const library = await openTestLibrary();
    const subject = setUp(library);
    const { queue, inputs } = queueOf(library, (child) => {
      pinned(child);
      if (child.input.segmentsDone < 6) {
        segments(child, child.input.segmentsDone, child.input.segmentsDone + 3);
        child.exit(137);
      } else {
        segments(child, child.input.segmentsDone, 10);
        answers(resultOf(child.input))(child);
      }
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'done');
    expect(inputs.map(({ segmentsDone, pinned: pin }) => [segmentsDone, pin?.provider ?? null])).toEqual([
      [0, null],
      [3, 'cpu'],
      [6, 'cpu'],
    ]);
    // A run that did not begin at the beginning says nothing about the whole's speed.
    expect(inputs[2]?.pinned).toEqual(pin);
  });

  it('is tried once more when its process dies before it has a provider', async () => {
    const library = await openTestLibrary();
    const subject = setUp(library);
    const { queue, inputs } = queueOf(library, (child) => child.exit(139));
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'failed');
    expect(queue.get(id).failure?.code).toBe('process/died');
    expect(inputs).toHaveLength(2);
  });

  it('fails when its process dies without getting on, and goes on from there when asked', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const subject = setUp(library);
    let dies = true;
    const { queue, inputs } = queueOf(library, (child) => {
      pinned(child);
      if (child.input.segmentsDone === 0) segments(child, 0, 4);
      if (dies) child.exit(null);
      else answers(resultOf(child.input))(child);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'failed');
    expect(queue.get(id).failure?.code).toBe('process/died');
    expect(getSeparation(write, subject.separationId)).toMatchObject({ state: 'failed', segmentsDone: 4 });
    expect(inputs).toHaveLength(2);
    dies = false;
    await queue.retry(id);
    await state(queue, id, 'done');
    expect(inputs[2]?.segmentsDone).toBe(4);
    expect(getSeparation(write, subject.separationId)?.state).toBe('ready');
  });

  it('goes on at the next start after the program was killed', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const subject = setUp(library);
    const killed = queueOf(library, (child) => {
      pinned(child);
      segments(child, 0, 7);
    });
    await killed.queue.start();
    const { id } = killed.queue.add(jobFor(subject));
    await eventually(() => {
      expect(getSeparation(write, subject.separationId)?.segmentsDone).toBe(7);
    });
    expect(killed.queue.get(id).state).toBe('running');
    const next = queueOf(library, (child) => {
      pinned(child);
      answers(resultOf(child.input))(child);
    });
    await next.queue.start();
    await state(next.queue, id, 'done');
    expect(next.inputs.map(({ segmentsDone, pinned: pin }) => [segmentsDone, pin?.runtime])).toEqual([
      [7, 'test 1'],
    ]);
  });

  it('starts whole where the pin is another one', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const subject = setUp(library);
    let provider = 'cuda';
    const { queue } = queueOf(library, (child) => {
      pinned(child, { provider });
      if (provider === 'cuda') segments(child, 0, 5);
      child.exit(null);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await state(queue, id, 'failed');
    expect(getSeparation(write, subject.separationId)?.segmentsDone).toBe(5);
    provider = 'cpu';
    await queue.retry(id);
    await state(queue, id, 'failed');
    expect(getSeparation(write, subject.separationId)).toMatchObject({ segmentsDone: 0, provider: 'cpu' });
  });

  it('is cancelled with what it has, and starts again from there', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const subject = setUp(library);
    const { queue, inputs } = queueOf(library, async (child) => {
      pinned(child);
      if (child.input.segmentsDone === 0) {
        segments(child, 0, 2);
        await child.cancelled;
        child.post({ type: 'failure', failure: { code: 'call/cancelled', message: 'Cancelled' } });
        child.exit(0);
      } else answers(resultOf(child.input))(child);
    });
    await queue.start();
    const { id } = queue.add(jobFor(subject));
    await eventually(() => {
      expect(getSeparation(write, subject.separationId)?.segmentsDone).toBe(2);
    });
    expect((await queue.cancel(id)).state).toBe('cancelled');
    expect(getSeparation(write, subject.separationId)?.state).toBe('cancelled');
    await queue.retry(id);
    await state(queue, id, 'done');
    expect(inputs[1]?.segmentsDone).toBe(2);
  });
});
