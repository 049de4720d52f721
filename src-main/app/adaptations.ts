import { rm } from 'node:fs/promises';
import type { Adaptation, AdaptationRequest, PythonCheck } from '../../src-shared/contract/adaptation.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import { newAdaptationId, newJobId, type AdaptationId } from '../../src-shared/project/ids.ts';
import { isSeparable } from '../../src-shared/project/players.ts';
import { modelIdFor, startOf } from '../adaptation/startable.ts';
import { adaptedModelDir, adaptJob, adaptKind, AdaptPayload } from '../jobs/kinds/adapt.ts';
import type { JobView } from '../jobs/queue/queue.ts';
import {
  getAdaptation,
  insertAdaptation,
  listAdaptations,
  setAdaptationJob,
  setAdaptationState,
  type StoredAdaptation,
  type StoredSource,
} from '../library/rows/adaptations.ts';
import { getItem } from '../library/rows/items.ts';
import { removeAdaptation } from '../library/trash/removal.ts';
import { requireRecording, writable, type Services } from './services.ts';

/** How long a found Python is cached before Divisi looks for one again. */
const PYTHON_MS = 20_000;

/** Models adapted to the user's own recordings. */
export function adaptationCalls(services: Services): Calls['adaptations'] {
  const { library, models, queue, publisher, programDir, log } = services;
  let known: {
    readonly at: number;
    readonly isTrusted: boolean;
    readonly check: Promise<PythonCheck>;
  } | null = null;

  /**
   * Windows that ask at the same time share one search. A failed search is not cached: Python may be
   * installed later.
   */
  const python = async (): Promise<PythonCheck> => {
    const { isTrusted } = services.trust;
    if (known === null || known.isTrusted !== isTrusted || performance.now() - known.at > PYTHON_MS) {
      known = { at: performance.now(), isTrusted, check: services.findPython() };
    }
    const asked = known;
    const check = await asked.check;
    if (check.problem !== null && known === asked) known = null;
    return check;
  };

  const startable = async (): Promise<ModelInfo[]> => {
    const found: ModelInfo[] = [];
    for (const info of await models.list()) {
      if (info.task !== 'separation' || info.problem !== null) continue;
      const { dir } = await models.resolve(info.id);
      if ((await startOf(dir, programDir)) !== null) found.push(info);
    }
    return found;
  };

  const require = (id: AdaptationId): StoredAdaptation => {
    const found = getAdaptation(library.read, id);
    if (found === null) throw new Failure('library/not-found', 'This adaptation is no longer there');
    return found;
  };

  const jobOf = (id: AdaptationId): JobView | undefined =>
    queue
      .list()
      .filter(({ kind }) => kind === adaptKind.name)
      .findLast(({ payload }) => AdaptPayload.parse(payload).adaptationId === id);

  const recordingSource = (id: AdaptationRequest['recordings'][number]): StoredSource => {
    const recording = requireRecording(services, id);
    const { title, players } = recording;
    const separable = players.map(({ instrument }) => instrument).filter(isSeparable);
    if (recording.state !== 'ready') {
      throw new Failure('call/invalid', `"${title}" is not read yet`);
    }
    if (separable.length === 0) {
      throw new Failure('players/none', `First say who plays in "${title}"`);
    }
    return { audioId: id, from: 0, to: recording.frames, title, players: separable };
  };

  const soloSource = ({ itemId, instrument }: AdaptationRequest['solos'][number]): StoredSource => {
    const item = getItem(library.read, itemId);
    if (item === null) throw new Failure('library/not-found', 'One of the solos is no longer there');
    return { audioId: item.audioId, from: item.from, to: item.to, title: item.title, players: [instrument] };
  };

  return {
    async check() {
      const [found, from] = await Promise.all([python(), startable()]);
      return {
        python: found,
        models: from.map(({ id, version, title }) => ({ id, version, title })),
      };
    },

    list: () => listAdaptations(library.read).map(present),

    async start(request) {
      const write = writable(services);
      const from = (await startable()).find(({ id }) => id === request.from);
      if (from === undefined) {
        throw new Failure('model/unsupported', `There is no model "${request.from}" that can be adapted`);
      }
      const { problem } = await python();
      if (problem !== null) throw new Failure(problem.code, problem.message);
      if (request.recordings.length + request.solos.length === 0) {
        throw new Failure('adapt/material', 'Choose recordings or solos to learn from');
      }
      const recordings = request.recordings.map(recordingSource);
      const solos = request.solos.map(soloSource);
      const taken = new Set([
        ...(await models.list()).map(({ id }) => id),
        ...listAdaptations(library.read).map(({ modelId }) => modelId),
      ]);
      const row = {
        id: newAdaptationId(),
        jobId: newJobId(),
        name: request.name,
        modelId: modelIdFor(request.name, taken),
        fromId: from.id,
        fromVersion: from.version,
        minutes: request.minutes,
        pretraining: request.pretraining,
        sources: { recordings, solos },
      };
      insertAdaptation(write, row);
      queue.add(adaptJob(row));
      publisher.adaptations();
      return { adaptationId: row.id, jobId: row.jobId };
    },

    /** Continues from the last checkpoint, even if the job was dismissed. */
    async resume({ adaptationId: id }) {
      const write = writable(services);
      const adaptation = require(id);
      if (adaptation.state !== 'failed' && adaptation.state !== 'cancelled') {
        throw new Failure('call/invalid', 'Only a stopped adaptation can be resumed');
      }
      const job = jobOf(id);
      if (job !== undefined) return { jobId: (await queue.retry(job.id)).id };
      const jobId = newJobId();
      setAdaptationJob(write, id, jobId);
      setAdaptationState(write, id, 'running');
      queue.add(adaptJob({ ...adaptation, jobId }));
      publisher.adaptations();
      return { jobId };
    },

    async keep({ adaptationId: id }) {
      const write = writable(services);
      const { state } = require(id);
      if (state !== 'ready')
        throw new Failure('call/invalid', 'There is no new model to keep, or it has already been kept');
      const added = await models.add(adaptedModelDir(library.folder, id));
      setAdaptationState(write, id, 'kept');
      await rm(adaptedModelDir(library.folder, id), { recursive: true, force: true });
      publisher.models();
      publisher.adaptations();
      return added;
    },

    async remove({ adaptationId: id }) {
      const write = writable(services);
      require(id);
      const job = jobOf(id);
      if (job !== undefined) {
        await queue.cancel(job.id);
        await queue.dismiss(job.id);
      }
      removeAdaptation({ write, folder: library.folder, log }, require(id), 'Removed by the user');
      publisher.trash();
      publisher.adaptations();
    },
  };
}

function present(row: StoredAdaptation): Adaptation {
  const { id, jobId, name, modelId, minutes, pretraining, sources, createdAt } = row;
  const facts = {
    id,
    jobId,
    name,
    modelId,
    from: { id: row.fromId, version: row.fromVersion },
    minutes,
    pretraining,
    recordings: sources.recordings.length,
    solos: sources.solos.length,
    createdAt,
  };
  // Two branches, because TypeScript no longer relates `state` to `result` once they are destructured.
  return row.result === null
    ? { ...facts, state: row.state, result: row.result }
    : { ...facts, state: row.state, result: row.result };
}
