import { setTimeout as sleep } from 'node:timers/promises';
import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { existingRecording } from '../../../src-shared/contract/duplicate.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { JobId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import { parseEnsemble, type Ensemble } from '../../../src-shared/project/players.ts';
import { leftOutText } from '../../../src-shared/contract/left-out.ts';
import { findAudio, type FoundAudio } from '../../app/find-audio.ts';
import { createHost, type Host } from '../../api/host.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir, defaultLibraryDir, programPaths } from '../../app/program/paths.ts';
import { invalid, parseCall, type Command, type Io } from './call.ts';
import { clientOf, failureOf, type HostClient } from './in-process-client.ts';
import { onOneLine } from './terminal.ts';
import { Progress } from './progress.ts';
import { parseChannels } from './source.ts';

const OPTIONS = {
  separate: { type: 'boolean' },
  instruments: { type: 'string' },
  model: { type: 'string' },
  copy: { type: 'boolean' },
  channels: { type: 'string' },
  again: { type: 'boolean' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const importCommand: Command = {
  name: 'import',
  summary: 'Takes recordings and folders into the library',
  help: `Usage: divisi import FILE|DIR… [--separate --instruments LIST] [--library DIR] [--json]

Reads every file (of a folder: all audio files under it) into the library, separates each where asked, and listens to
what came, so that it can be found by its sound.

  --instruments LIST   who plays in all of them: violin:2,viola,cello
  --separate           separates each recording; needs --instruments
  --model ID           with this model
  --copy               copies the files into the library instead of reading them where they are
  --channels A,B       which channels of files with more than two, from 1
  --again              imports files once more that the library has already, instead of naming what it has
  --library DIR        the library; the user's own where left out
  --json               {"recordings": [{"id", "title", "file", "state", "existing", "separation", "problem", "notes"}],
                        "leftOut": [{"reason", "extension", "count", "examples"}]}`,
  run,
};

const POLL_MS = 200;

interface Imported {
  readonly id: RecordingId;
  readonly title: string;
  readonly file: string;
  readonly state: string;
  /** The library had it before; `id` and `title` are those of the recording that is there. */
  readonly existing: boolean;
  readonly separation: SeparationId | null;
  readonly problem: { readonly code: Failure['code']; readonly message: string } | null;
  /** What reading it found: "The file breaks off: …". */
  readonly notes: readonly string[];
}

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE…']);
  const players = values.instruments === undefined ? null : parseEnsemble(values.instruments);
  if (values.separate === true && players === null) throw invalid('--separate needs --instruments');
  const channels = values.channels === undefined ? undefined : parseChannels(values.channels);
  const paths = programPaths();
  const libraryDir = resolve(values.library ?? defaultLibraryDir());
  // Before the library is made: a mistyped name must not leave one behind.
  const found = await Promise.all(positionals.map((path) => filesOf(path)));
  const files = found.flatMap((each) => each.files);
  const leftOut = found.flatMap((each) => each.leftOut);
  const host = await createHost({
    libraryDir,
    modelsDir: paths.modelsDir,
    demoDir: paths.demoDir,
    downloadsDir: libraryDir,
    version: paths.version,
    capabilities: {
      door: 'serve',
      fileDialogs: false,
      upload: false,
      uploadLimit: null,
      folderBrowser: false,
      download: false,
      taskbarProgress: false,
      menu: false,
      recentFiles: false,
      dragOut: false,
    },
    spawn: forkProcess,
    providers: defaultProviders(),
    threads: defaultThreads(),
    trust: new LibraryTrust(configDir()),
  });
  const progress = new Progress(io.err);
  try {
    const call = clientOf(host.router);
    const mode = values.copy === true ? 'copy' : 'reference';
    const shares =
      values.separate === true
        ? { import: 0.15, separate: 0.7, listen: 0.15 }
        : { import: 0.5, separate: 0, listen: 0.5 };
    const options = { mode, channels, again: values.again ?? false } as const;
    const arrivals = await importAll(host, call, files, options, progress.step(shares.import), io);
    const separations =
      players === null
        ? new Map<RecordingId, Job>()
        : await declare(call, arrivals, players, values, progress.step(shares.separate), io);
    await listened(call, arrivals, progress.step(shares.listen), io);
    const recordings = new Map((await call.library.list({})).map((recording) => [recording.id, recording]));
    const imported = arrivals.map((arrival) =>
      describe(arrival, recordings.get(arrival.recordingId), separations.get(arrival.recordingId)),
    );
    progress.end();
    io.out(
      values.json === true
        ? `${JSON.stringify({ recordings: imported, leftOut })}\n`
        : [inWords(imported), ...leftOut.map((each) => `Left out: ${leftOutText(each)}\n`)].join(''),
    );
    throwFirstProblem(imported);
  } catch (error) {
    throw failureOf(error);
  } finally {
    progress.end();
    await host.close();
  }
}

/** The audio files that an argument means. @throws Failure `file/not-found` */
async function filesOf(path: string): Promise<FoundAudio> {
  const unreachable = (cause: unknown): never => {
    throw new Failure('file/not-found', `"${path}" is not there or can't be reached`, { cause });
  };
  const found = await stat(path).catch(unreachable);
  if (found.isDirectory()) return findAudio(await realpath(path).catch(unreachable), 'anywhere');
  return { files: [{ path: resolve(path), name: basename(path) }], leftOut: [] };
}

type Report = (progress: { done: number; phase: string }) => void;

/** One recording on its way in. */
interface Arrival {
  readonly recordingId: RecordingId;
  readonly file: string;
  readonly job: Job;
  /** The recording that the library has of the same file. */
  readonly existing: boolean;
}

async function importAll(
  host: Host,
  call: HostClient,
  files: FoundAudio['files'],
  options: { mode: 'reference' | 'copy'; channels: readonly number[] | undefined; again: boolean },
  report: Report,
  io: Io,
): Promise<Arrival[]> {
  const started: { recordingId: RecordingId; jobId: JobId; file: string }[] = [];
  for (const { path: file, name } of files) {
    const { grantId } = host.grants.grantPath(file, { kind: 'file', access: 'read', name });
    const { mode, channels, again } = options;
    const queued = await call.library.import({
      grantId,
      mode,
      again,
      ...(channels === undefined ? {} : { channels: [...channels] }),
    });
    const [jobId] = queued.jobIds;
    const [recordingId] = queued.recordingIds;
    if (jobId === undefined || recordingId === undefined) throw new Error(`${file} was not queued`);
    started.push({ recordingId, jobId, file });
  }
  const ids = started.map(({ jobId }) => jobId);
  const ended = await finished(call, ids, report, io).catch(async (error: unknown) => {
    // What was read whole stays; what was not must not go on by itself the next time the library opens.
    const half = (await call.library.list({})).filter(({ state }) => state !== 'ready').map(({ id }) => id);
    for (const { recordingId } of started) {
      if (half.includes(recordingId)) await call.library.remove({ recordingId });
    }
    throw error;
  });
  return started.map(({ recordingId, jobId, file }) => {
    const job = jobIn(ended, jobId);
    const existing = existingRecording(job.failure);
    return { recordingId: existing ?? recordingId, file, job, existing: existing !== null };
  });
}

/** Notes the players and, where asked, separates every recording that was read. */
async function declare(
  call: HostClient,
  arrivals: readonly Arrival[],
  players: Ensemble,
  values: { separate?: boolean | undefined; model?: string | undefined },
  report: Report,
  io: Io,
): Promise<Map<RecordingId, Job>> {
  const started = new Map<RecordingId, JobId>();
  for (const { recordingId, job, existing } of arrivals) {
    if ((job.state !== 'done' && !existing) || started.has(recordingId)) continue;
    await call.library.setPlayers({ recordingId, players });
    if (values.separate !== true) continue;
    const request = {
      recordingId,
      players,
      ...(values.model === undefined ? {} : { modelId: values.model }),
    };
    started.set(recordingId, (await call.separation.start(request)).jobId);
  }
  const ended = await finished(call, [...started.values()], report, io);
  return new Map([...started].map(([id, job]) => [id, jobIn(ended, job)]));
}

/** Waits for what follows by itself, so that what was imported can be found by its sound; it may fail. */
async function listened(
  call: HostClient,
  arrivals: readonly Arrival[],
  report: Report,
  io: Io,
): Promise<void> {
  const ids = new Set(arrivals.map(({ recordingId }) => recordingId));
  const following = (await call.jobs.list()).filter(
    ({ kind, recordingId }) =>
      (kind === 'analyse' || kind === 'quality') && recordingId !== null && ids.has(recordingId),
  );
  await finished(
    call,
    following.map(({ id }) => id),
    report,
    io,
  );
}

function jobIn(jobs: readonly Job[], id: JobId): Job {
  const found = jobs.find((job) => job.id === id);
  if (found === undefined) throw new Error(`The queue lost ${id}`);
  return found;
}

/**
 * Waits until all of the jobs have ended; Ctrl-C cancels them.
 * @throws Failure `call/cancelled`
 */
async function finished(call: HostClient, ids: readonly JobId[], report: Report, io: Io): Promise<Job[]> {
  for (;;) {
    const jobs = (await call.jobs.list()).filter(({ id }) => ids.includes(id));
    const running = jobs.filter(({ state }) => state === 'queued' || state === 'running');
    if (io.signal.aborted) {
      for (const { id } of running) await call.jobs.cancel({ jobId: id });
      throw new Failure('call/cancelled', 'Interrupted');
    }
    if (running.length === 0) return jobs;
    const done = jobs.reduce((sum, job) => sum + (running.includes(job) ? job.progress : 1), 0) / jobs.length;
    const current = running.find(({ state }) => state === 'running');
    report({
      done,
      phase: current === undefined ? 'waiting' : [current.title, current.phase].filter(Boolean).join(': '),
    });
    await sleep(POLL_MS);
  }
}

/** @param recording undefined where it could not be read */
function describe(arrival: Arrival, recording: Recording | undefined, separated: Job | undefined): Imported {
  const { recordingId, file, job, existing } = arrival;
  const failure = (existing ? null : job.failure) ?? separated?.failure ?? null;
  return {
    id: recordingId,
    title: recording?.title ?? job.title,
    file,
    state: job.state === 'done' || existing ? 'ready' : job.state,
    existing,
    separation: separated?.state === 'done' ? separated.separationId : null,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
    notes: recording?.notes ?? [],
  };
}

function inWords(imported: readonly Imported[]): string {
  return imported
    .map(({ id, title, existing, separation, problem, notes }) => {
      const what =
        problem === null
          ? `${id}${existing ? ', already in the library' : ''}${separation === null ? '' : `, separated as ${separation}`}`
          : problem.message;
      return [`${onOneLine(title)}: ${what}\n`, ...notes.map((note) => `  note: ${note}\n`)].join('');
    })
    .join('');
}

function throwFirstProblem(imported: readonly Imported[]): void {
  const broken = imported.filter(({ problem }) => problem !== null);
  const [first] = broken;
  if (first?.problem) {
    const more = imported.length === 1 ? '' : ` (${broken.length} of ${imported.length} recordings failed)`;
    throw new Failure(first.problem.code, `${first.title}: ${first.problem.message}${more}`);
  }
}
