import { availableParallelism } from 'node:os';
import type { SeparationNote } from '../../src-shared/contract/separation-note.ts';
import { join } from 'node:path';
import type { UndeclaredInstrument } from '../../src-shared/contract/undeclared.ts';
import type { Effort } from '../../src-shared/contract/separation.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { openPcm } from '../audio/read/open.ts';
import type { AudioFile, PcmReader } from '../audio/read/pcm.ts';
import { readManifest, verifyWeightsOnce, weightsPath } from '../inference/model-folder.ts';
import { requireSeparator } from '../inference/separator-manifest.ts';
import type { SeparatorManifest } from '../inference/separator-manifest.ts';
import { borrowSession, NO_ADAPTER, runtimeVersion } from '../inference/session.ts';
import type { Session, SessionOptions } from '../inference/session.ts';
import { openThreadedSession } from '../inference/session-thread.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { trialOf } from '../inference/trial.ts';
import { methodFor } from './method.ts';
import type { Method } from './method.ts';
import { openOutput } from './output.ts';
import { removeProgress, writeProgress } from './progress-file.ts';
import { planStems } from './stem-plan.ts';
import type { StemPlan } from './stem-plan.ts';
import { storedGridBits } from './stored-grid.ts';
import { readToldNotes } from './told-notes.ts';
import { NOTHING_UNDECLARED, undeclaredIn } from './undeclared.ts';

export interface SeparateInput {
  readonly recording: AudioFile;
  readonly players: Ensemble;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly modelDir: string;
  /** Tried in order; an unavailable provider is skipped with a note. */
  readonly providers: readonly string[];
  /** The provider, threads and runtime a resumed run is pinned to. */
  readonly pinned: SeparationPin | null;
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts?: string;
  /** Stems are written here as `NAME.wav`, 32-bit float on the recording's grid. */
  readonly outDir: string;
  /** Segments that an earlier run finished and synced; 0 starts from the beginning. */
  readonly segmentsDone: number;
  /** `best` where it is left out. */
  readonly effort?: Effort;
  /** A notes document of this recording, as JSON, to condition the model on. */
  readonly notesPath?: string;
}

/** What identical bytes require besides the input; a resumed job with a different pin starts over. */
export interface SeparationPin {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly provider: string;
  readonly threads: number;
  readonly runtime: string;
  /** Absent for `best`, as in the pins of earlier versions. */
  readonly effort?: 'fast';
}

export type SeparateEvent =
  | {
      readonly type: 'pinned';
      readonly pin: SeparationPin;
      readonly notes: readonly SeparationNote[];
      readonly segments: number;
      /** The files that are being written, as `NAME.wav.part` in the output folder; the rest's last. */
      readonly stems: readonly StemPart[];
      readonly sampleRate: number;
      readonly channels: number;
      /** The final length of every file. */
      readonly frames: number;
      /** The frames that an earlier run completed. */
      readonly readyFrames: number;
    }
  /** This many frames of every file are readable and final. */
  | { readonly type: 'ready'; readonly frames: number }
  /** Everything up to this segment is on disk. */
  | { readonly type: 'segment'; readonly segmentsDone: number };

/** One file of a separation. */
export interface StemPart {
  /** File name without extension. */
  readonly name: string;
  readonly label: string;
  readonly instrument: string | null;
  readonly isRest: boolean;
}

export interface SeparatedStem extends StemPart {
  readonly path: string;
  readonly rmsDbfs: number | null;
}

export interface SeparateResult {
  readonly stems: readonly SeparatedStem[];
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  readonly pin: SeparationPin;
  readonly tookSeconds: number;
  readonly notes: readonly SeparationNote[];
  /** SHA-256 of the notes that the separation was given, null where there were none. */
  readonly notesSha256: string | null;
  /** Instruments that nobody declared and that are heard all the same, the largest share first. */
  readonly undeclared: readonly UndeclaredInstrument[];
}

/** Incremented whenever the same model and recording give different bytes than before. */
export const METHOD = 7;

/**
 * Separates one passage; the whole work of the separation process. The stems get their names when all are
 * finished; until then they are unfinished files that a later call can resume.
 * @throws Failure of the recording, the model, the disk, or `call/cancelled`
 */
export async function runSeparate(
  input: SeparateInput,
  context: TaskContext<SeparateEvent>,
): Promise<SeparateResult> {
  const started = performance.now();
  const manifest = requireSeparator(await readManifest(input.modelDir));
  await verifyWeightsOnce(input.modelDir, manifest);
  const { classes, playersPerClass } = manifest.sources;
  const stems = planStems(input.players, { classes, playersPerClass });
  const reader = await openPcm(input.recording.path, { channelMap: input.recording.channelMap });
  try {
    const session = await openPinned(input, manifest);
    try {
      const separation = { input, context, manifest, stems, reader, session };
      const result = await separate(separation);
      return { ...result, tookSeconds: (performance.now() - started) / 1000 };
    } finally {
      await session.release();
    }
  } finally {
    await reader.close();
  }
}

interface Separation {
  readonly input: SeparateInput;
  readonly context: TaskContext<SeparateEvent>;
  readonly manifest: SeparatorManifest;
  readonly stems: StemPlan;
  readonly reader: PcmReader;
  readonly session: Session;
}

type PinnedRun = Pick<SeparateInput, 'modelDir' | 'providers' | 'pinned' | 'threads' | 'verdicts'>;

const threadsOf = ({ pinned, threads }: PinnedRun): number => pinned?.threads ?? threads;

/** The pinned provider if it still loads the model, otherwise the first that does. */
export async function openPinned(input: PinnedRun, manifest: SeparatorManifest): Promise<Session> {
  const pinned = input.pinned?.provider;
  const others = input.providers.filter((provider) => provider !== pinned);
  const options = {
    providers: pinned === undefined ? others : [pinned, ...others],
    threads: threadsOf(input),
    ...(input.verdicts === undefined ? {} : { verdicts: input.verdicts }),
  };
  const openTried = (path: string, how: SessionOptions): Promise<Session> =>
    openThreadedSession(path, how, trialOf(manifest));
  return borrowSession(weightsPath(input.modelDir, manifest), options, openTried);
}

/** Hz; from here on the script takes as long as the network. */
const HIGH_RATE = 88_200;

/**
 * Whether a thread of its own makes the stems. On two cores the network and this thread keep both busy up to 48 kHz: a
 * third thread would cost its start and 70 MB, and gain nothing. At 96 kHz it takes a fifth off the time there.
 */
export const stemsInThread = (threads: number, cores: number, sampleRate: number): boolean =>
  threads > 1 && (cores > 2 || (cores === 2 && sampleRate >= HIGH_RATE));

/** Stems in the order in which the players were named, the rest last. */
const partsOf = ({ stems }: StemPlan): StemPart[] => [
  ...stems.map(({ name, label, instrument }) => ({ name, label, instrument, isRest: false })),
  { name: 'rest', label: 'Rest', instrument: null, isRest: true },
];

async function separate(run: Separation): Promise<Omit<SeparateResult, 'tookSeconds'>> {
  const { input, context, manifest, stems, reader, session } = run;
  const { sampleRate, channels } = reader;
  const frames = input.to - input.from;
  const told = input.notesPath === undefined ? null : await readToldNotes(input.notesPath, reader, stems);
  const effort = input.effort ?? 'best';
  const method = await methodFor({
    manifest,
    told,
    session,
    plan: stems,
    reader,
    from: input.from,
    to: input.to,
    gridBits: storedGridBits(reader.sampleFormat),
    effort,
    ...(stemsInThread(threadsOf(input), availableParallelism(), reader.sampleRate)
      ? { threadReads: input.recording }
      : {}),
  });
  const pin: SeparationPin = {
    modelId: manifest.id,
    modelVersion: manifest.version,
    weightsSha256: manifest.weights.sha256,
    provider: session.provider,
    threads: threadsOf(input),
    runtime: runtimeVersion(),
    ...(effort === 'best' ? {} : { effort }),
  };
  const { segments } = method;
  const notes = [...stems.notes, ...method.notes, ...providerNotes(session)];
  const fingerprint = fingerprintOf(run, pin, method);
  const parts = partsOf(stems);
  const output = await openOutput(
    input.outDir,
    parts.map(({ name }) => name),
    reader,
    input.segmentsDone > 0 ? fingerprint : null,
    method.canResume,
    (ready) => context.event({ type: 'ready', frames: ready }),
  );
  context.event({
    type: 'pinned',
    pin,
    notes,
    segments,
    stems: parts,
    sampleRate,
    channels,
    frames,
    readyFrames: output.resume?.samplesDone ?? 0,
  });
  let heard = output.resume?.undeclared ?? NOTHING_UNDECLARED;
  context.progress({ done: (output.resume?.segmentsDone ?? 0) / segments, phase: 'separating' });
  try {
    await method.run({
      resume: output.resume,
      signal: context.signal,
      write: output.write,
      async segmentDone(state) {
        await output.sync();
        heard = state.undeclared ?? heard;
        await writeProgress(input.outDir, { schema: 1, fingerprint, ...state, squares: output.squares });
        context.event({ type: 'segment', segmentsDone: state.segmentsDone });
        context.progress({ done: state.segmentsDone / segments, phase: 'separating' });
      },
    });
    await output.finish();
  } catch (error) {
    await output.suspend();
    throw error;
  }
  await removeProgress(input.outDir);
  const isSilent = output.squares.every((sum) => sum === 0);
  const results = parts.map((part, index): SeparatedStem => {
    const power = (output.squares[index] ?? 0) / (frames * channels);
    return {
      ...part,
      path: join(input.outDir, `${part.name}.wav`),
      rmsDbfs: power === 0 ? null : 10 * Math.log10(power),
    };
  });
  return {
    stems: results,
    sampleRate,
    channels,
    frames,
    pin,
    notesSha256: told?.hash ?? null,
    undeclared: undeclaredIn(heard, manifest, input.players, frames / sampleRate),
    notes: [
      // Silence has no players to tell apart.
      ...(isSilent ? notes.filter(({ kind }) => kind !== 'places') : notes),
      ...fallbackNotes(session),
      ...(isSilent ? [{ kind: 'silent' } as const] : []),
    ],
  };
}

/** Everything that the stems' bytes depend on, so that segments of a different run are never reused. */
function fingerprintOf({ input, reader }: Separation, pin: SeparationPin, method: Method): string {
  const { recording, players, from, to } = input;
  const { sampleRate, channels, frames, sampleFormat } = reader;
  const format = { sampleRate, channels, frames, sampleFormat };
  const how = { version: METHOD, about: method.fingerprint };
  return JSON.stringify({ method: how, pin, recording, format, players, from, to });
}

const fallbackNotes = ({ provider, fellBack }: Session): SeparationNote[] =>
  fellBack === null ? [] : [{ kind: 'fell-back', provider, reason: fellBack }];

/** A machine without a GPU is nothing to tell the user of; `doctor` says it. */
function providerNotes({ provider, refused }: Session): SeparationNote[] {
  return refused
    .filter(({ reason }) => !reason.startsWith(NO_ADAPTER))
    .map((other) => ({
      kind: 'provider-refused',
      used: provider,
      refused: other.provider,
      reason: other.reason,
    }));
}
