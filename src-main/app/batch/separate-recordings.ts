import { isFailure, type FailureCode } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { JobId, SeparationId, type RecordingId } from '../../../src-shared/project/ids.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { isUnfinished } from '../await-jobs.ts';
import { alignScores } from './align-scores.ts';
import type { BatchFile } from './batch-files.ts';
import type { BatchRun } from './batch-run.ts';
import type { Declared } from './declare-players.ts';

/** What separating a recording came to. */
export interface Separated {
  readonly separationId: SeparationId | null;
  readonly usedAgain: boolean;
  readonly left: string | null;
  readonly failure: Job['failure'];
  readonly notes: readonly string[];
}

const NOTHING = { separationId: null, usedAgain: false, left: null, failure: null, notes: [] } as const;

/** The request for a separation of a file's recording. */
export const requestFor = (
  { options }: Pick<BatchRun, 'options'>,
  recordingId: RecordingId,
  players: Ensemble,
  { modelId: own }: Pick<BatchFile, 'modelId'>,
) => {
  const modelId = own ?? options.modelId;
  const { stemFormat } = options;
  return {
    ...{ recordingId, players, effort: options.effort },
    ...(modelId === undefined ? {} : { modelId }),
    ...(stemFormat === undefined ? {} : { stemFormat }),
  };
};

/**
 * Aligns scores, then separates what has players. Uses the separations that exist, and continues those that stopped.
 * @throws Failure `call/cancelled`, `model/*`
 */
export async function separateRecordings(
  run: BatchRun,
  declared: readonly Declared[],
  share: number,
): Promise<ReadonlyMap<RecordingId, Separated>> {
  const unaligned = await alignScores(run, declared, share * 0.1);
  const outcome = new Map<RecordingId, Separated>();
  const started: { readonly recordingId: RecordingId; readonly jobId: JobId }[] = [];
  for (const { arrival, decision } of declared) {
    const { recordingId, file } = arrival;
    const notes = decision.kind === 'players' ? decision.notes : [];
    const failure = unaligned.get(recordingId);
    // An aligned score may have named the players.
    const players =
      decision.kind === 'players' ? decision.players : ((await run.recording(recordingId))?.players ?? []);
    if (failure !== undefined) {
      outcome.set(recordingId, { ...NOTHING, notes, failure });
    } else if (players.length === 0) {
      const left = run.options.separate && decision.kind === 'left' ? decision.reason : null;
      outcome.set(recordingId, { ...NOTHING, notes, left });
    } else if (run.options.separate) {
      const { jobId, ...separated } = await start(run, recordingId, players, file);
      outcome.set(recordingId, { ...NOTHING, ...separated, notes });
      if (jobId !== null) started.push({ recordingId, jobId });
    } else outcome.set(recordingId, { ...NOTHING, notes });
  }
  const ended = await run.finished(
    started.map(({ jobId }) => jobId),
    share * 0.9,
  );
  for (const [index, { failure }] of ended.entries()) {
    const recordingId = started[index]?.recordingId;
    const separated = recordingId === undefined ? undefined : outcome.get(recordingId);
    if (recordingId !== undefined && separated !== undefined)
      outcome.set(recordingId, { ...separated, failure });
  }
  return outcome;
}

type StartedSeparation = Pick<Separated, 'separationId' | 'usedAgain' | 'failure'> & {
  readonly jobId: JobId | null;
};

async function start(
  run: BatchRun,
  recordingId: RecordingId,
  players: Ensemble,
  file: BatchFile,
): Promise<StartedSeparation> {
  const { app, work, jobs, options } = run;
  const request = requestFor(run, recordingId, players, file);
  const known = options.force ? null : await app.known.separation(request);
  if (known !== null) {
    const { separationId, jobId } = known;
    if (jobId !== null && !isUnfinished(jobs.get(jobId))) await app.calls.jobs.retry({ jobId }, work);
    return { separationId, jobId, usedAgain: jobId === null, failure: null };
  }
  try {
    const queued = await app.calls.separation.start(request, work);
    return {
      separationId: SeparationId.parse(queued.separationId),
      jobId: JobId.parse(queued.jobId),
      usedAgain: false,
      failure: null,
    };
  } catch (error) {
    if (!isFailure(error) || !concernsOneFile(error.code)) throw error;
    return { separationId: null, jobId: null, usedAgain: false, failure: error.toData() };
  }
}

/**
 * What concerns one file does not end the others; a missing model concerns all. Where the disk has no room for a long
 * recording's stems, a shorter one's may still fit.
 */
export const concernsOneFile = (code: FailureCode): boolean =>
  /^(file|audio|players)\//.test(code) || code === 'call/invalid' || code === 'disk/full';
