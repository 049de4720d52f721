import { constants, setPriority } from 'node:os';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Heard, StemHeard, Timeline } from '../../src-shared/contract/listening.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { frontEndOf, MagnitudeReader } from '../audio/frontend.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import { requireEmbedder, type EmbedderManifest } from '../inference/manifest.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { readManifest, verifyWeightsOnce, weightsPath } from '../inference/model-folder.ts';
import { borrowSession, type Session, type SessionOptions } from '../inference/session.ts';
import { listenerTrialOf } from '../inference/trial.ts';
import { openTrustedSession } from '../inference/trusted-session.ts';
import { createEmbeddingCall, type HeardWindow, type EmbeddingCall } from '../inference/embedding-call.ts';
import { readDecisions, type Decisions } from './decisions.ts';
import { playing } from './ensemble.ts';
import { checkStem, type CheckedStem } from './stem-check.ts';
import { anywhere, meanVector, proposedEnsemble, slotProbabilities, soundingSlots } from './timeline.ts';
import { planWindows, type WindowPlan } from './windows.ts';

export interface AnalyseInput {
  readonly audio: AudioFile;
  /** Half-open range in samples of the audio; null means to the end. */
  readonly from: number;
  readonly to: number | null;
  readonly modelDir: string;
  readonly providers: readonly string[];
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts?: string;
  /** What a separated stem is checked against; null for anything else. */
  readonly stem: Omit<CheckedStem, 'vector'> | null;
  /** Runs at low priority because nobody is waiting for the result. */
  readonly background: boolean;
}

export interface AnalyseResult {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly heard: Heard;
  readonly timeline: Timeline;
  /** Whether a stem is what it was separated as; null for anything else, and where the model can't tell. */
  readonly stemHeard: StemHeard | null;
  /** Unit length; null if the audio is silent. */
  readonly vector: Float32Array | null;
}

/**
 * Analyses a recording or a stem window by window; this is the entire job of the analysis process. Memory holds one
 * window of audio plus about 600 bytes of results per slot (1.5 MB per hour).
 * @throws Failure of the audio, of the model, or `call/cancelled`
 */
export async function runAnalyse(input: AnalyseInput, context: TaskContext<never>): Promise<AnalyseResult> {
  if (input.background) setPriority(constants.priority.PRIORITY_LOW);
  const manifest = requireEmbedder(await readManifest(input.modelDir));
  await verifyWeightsOnce(input.modelDir, manifest);
  const decisions = await readDecisions(input.modelDir, manifest);
  const reader = await openPcm(input.audio.path, { channelMap: input.audio.channelMap });
  try {
    const openTried = (path: string, how: SessionOptions): Promise<Session> =>
      openTrustedSession(path, how, listenerTrialOf(manifest));
    const session = await borrowSession(weightsPath(input.modelDir, manifest), input, openTried);
    try {
      const passage = new Passage(reader, input.from, input.to ?? reader.frames);
      return resultOf(
        manifest,
        decisions,
        passage,
        await listen(createEmbeddingCall(session, manifest), manifest, passage, context),
        input.stem,
      );
    } finally {
      await session.release();
    }
  } finally {
    await reader.close();
  }
}

interface Listened {
  readonly plan: WindowPlan;
  /** Per slot: mean square of its samples below the model's Nyquist frequency. */
  readonly power: readonly number[];
  /** Per window; null if the window is digital silence. */
  readonly windows: readonly (HeardWindow | null)[];
}

/** Mean square of a Hann-windowed frame, by Parseval: (Σw)²/(N·Σw²) = 2/3 of twice the sum over bins of |X|². */
const framePower = (magnitudes: Float32Array): number =>
  (4 / 3) * magnitudes.reduce((sum, value) => sum + value * value, 0);

async function listen(
  listener: EmbeddingCall,
  manifest: EmbedderManifest,
  passage: Passage,
  { signal, progress }: TaskContext<never>,
): Promise<Listened> {
  const reader = new MagnitudeReader(passage, frontEndOf(manifest, passage.sampleRate));
  const { sampleRate: rate, frontend } = manifest;
  // Counts only the frames whose centre lies inside, so that the timeline ends with the audio.
  const frames = Math.ceil((passage.length * rate) / (passage.sampleRate * frontend.hop));
  const plan = planWindows(frames, listener.length);
  const power = Array.from({ length: plan.slots }, () => 0);
  const windows: (HeardWindow | null)[] = [];
  let held: { readonly frame: number; readonly magnitudes: Float32Array }[] = [];
  let next = 0;
  for (const [index, from] of plan.windows.entries()) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    held = held.filter(({ frame }) => frame >= from);
    for (; next < Math.min(from + listener.length, frames); next += 1) {
      const magnitudes = await reader.frame(next);
      held.push({ frame: next, magnitudes });
      const slot = Math.floor(next / plan.slotFrames);
      power[slot]! += framePower(magnitudes) / Math.min(plan.slotFrames, frames - slot * plan.slotFrames);
    }
    const isSilent = held.every(({ magnitudes }) => magnitudes.every((value) => value === 0));
    windows.push(isSilent ? null : await listener.hear(held.map(({ magnitudes }) => magnitudes)));
    progress({ done: (index + 1) / plan.windows.length, phase: 'listening' });
  }
  return { plan, power, windows };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** A stem that is silent throughout has no vector. */
function stemHeardOf(
  stem: AnalyseInput['stem'],
  vector: Float32Array | null,
  { classes }: EmbedderManifest,
  decisions: Decisions | null,
): StemHeard | null {
  if (stem === null) return null;
  if (vector === null) {
    return { instrument: stem.instrument, probability: 0, expected: 0, verdict: 'silent' };
  }
  return checkStem(decisions?.stems ?? null, classes, { ...stem, vector });
}

/** The probability that each class plays anywhere, and the proposed ensemble. */
function playersOf(
  { rows, sounding, ...rest }: Timeline,
  decisions: Decisions | null,
): { readonly probabilities: readonly number[]; readonly proposal: Heard['proposal'] } {
  if (decisions === null) {
    return {
      probabilities: rows.map(({ probabilities }) => anywhere(probabilities, sounding)),
      proposal: proposedEnsemble({ rows, sounding, ...rest }),
    };
  }
  const probabilities = playing(
    decisions.ensemble,
    rows.map((row) => row.probabilities),
    sounding,
  );
  const heard = rows.filter((_, index) => probabilities[index]! >= decisions.ensemble.threshold);
  return { probabilities, proposal: ensembleOf(heard.map(({ instrument }) => instrument)) };
}

function resultOf(
  manifest: EmbedderManifest,
  decisions: Decisions | null,
  passage: Passage,
  listened: Listened,
  stem: AnalyseInput['stem'],
): AnalyseResult {
  const { plan, power, windows } = listened;
  const { classes, thresholds, frontend, sampleRate: rate } = manifest;
  const sounding = soundingSlots(power);
  const rows = slotProbabilities(
    plan,
    windows.map((window) => window?.probabilities ?? null),
    sounding,
    classes.length,
  ).map((probabilities, index) => ({
    instrument: classes[index]!,
    threshold: thresholds[index]!,
    probabilities: probabilities.map(rounded),
  }));
  const hopSeconds = (plan.slotFrames * frontend.hop) / rate;
  const timeline: Timeline = {
    hopSeconds,
    windowSeconds: 2 * hopSeconds,
    slots: plan.slots,
    sounding,
    rows,
  };
  const players = playersOf(timeline, decisions);
  const heardWindows = windows.filter(
    (window, index) => window !== null && (sounding[index] === true || sounding[index + 1] === true),
  );
  const vector = meanVector(heardWindows.map((window) => window!.embedding));
  return {
    modelId: manifest.id,
    modelVersion: manifest.version,
    weightsSha256: manifest.weights.sha256,
    heard: {
      modelId: manifest.id,
      modelVersion: manifest.version,
      silent: !sounding.includes(true),
      instruments: rows
        .map(({ instrument }, index) => ({
          instrument,
          probability: rounded(players.probabilities[index]!),
        }))
        .sort((a, b) => b.probability - a.probability),
      proposal: players.proposal,
    },
    timeline,
    stemHeard: stemHeardOf(stem, vector, manifest, decisions),
    vector,
  };
}
