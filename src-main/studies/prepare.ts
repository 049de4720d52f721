import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { PreparedStimulus, PreparedTrial } from '../../src-shared/contract/studies.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { filterCentred, lowPassTaps } from '../../src-shared/dsp/low-pass.ts';
import { LoudnessMeter } from '../../src-shared/dsp/loudness.ts';
import { dbToGain } from '../../src-shared/mixing/levels.ts';
import { ANCHOR_35, ANCHOR_70, HIDDEN_REFERENCE, type StimulusKey } from '../../src-shared/studies/plan.ts';
import { createPcmWriter } from '../audio/write/writer.ts';
import { fitted, readSound, type Sound, type SoundInput } from './sound.ts';

/** BS.1534-3's filters: 25 dB down at 4 kHz and 50 dB at 4.5 kHz for the low anchor; the middle one is scaled to it. */
const ANCHORS: Readonly<Record<string, { readonly passHz: number; readonly stopHz: number }>> = {
  [ANCHOR_35]: { passHz: 3500, stopHz: 4000 },
  [ANCHOR_70]: { passHz: 7000, stopHz: 8000 },
};
/** Peak of the loudest sound in a trial, in dBFS, where level-matching would exceed it. */
const CEILING_DBFS = -0.1;
const FADE_SECONDS = 0.01;

export interface TrialInput {
  readonly trialId: string;
  readonly name: string;
  readonly reference: SoundInput;
  readonly conditions: readonly {
    readonly key: StimulusKey;
    readonly name: string;
    readonly sound: SoundInput;
  }[];
  /** Sounds made from the reference: keys of `studies/plan.ts`. */
  readonly made: readonly StimulusKey[];
  readonly excerpt: { readonly fromSeconds: number; readonly toSeconds: number } | null;
}

export interface PrepareInput {
  readonly trials: readonly TrialInput[];
  readonly levelMatch: boolean;
  /** Receives one WAV file a sound, named by `stimulusFile`. */
  readonly folder: string;
}

/** Position of a sound's file in its folder; names say nothing about what they contain. */
export const stimulusFile = (trial: number, stimulus: number): string => `${trial}-${stimulus}.wav`;

/**
 * Renders what participants hear: every sound of a trial at the reference's rate, length and channels, level-matched,
 * with the same short fades. The files of a trial have the same size.
 * @throws Failure `study/invalid` for silence or an excerpt past the end, `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function runPrepare(
  input: PrepareInput,
  context: TaskContext<never>,
): Promise<{ trials: PreparedTrial[] }> {
  const trials: PreparedTrial[] = [];
  for (const [index, trial] of input.trials.entries()) {
    if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    trials.push(await prepareTrial(input, trial, index, context.signal));
    context.progress({ done: (index + 1) / input.trials.length, phase: 'preparing the sounds' });
  }
  return { trials };
}

interface Measured {
  readonly key: StimulusKey;
  readonly channels: readonly Float32Array[];
  readonly integratedLufs: number | null;
  readonly gainDb: number;
  readonly peak: number;
}

async function prepareTrial(
  { levelMatch, folder }: PrepareInput,
  trial: TrialInput,
  index: number,
  signal: AbortSignal,
): Promise<PreparedTrial> {
  const reference = await readSound(trial.reference, trial.excerpt, signal, trial.name);
  const sounds = [];
  for (const { key, name, sound } of trial.conditions) {
    const read = await readSound(sound, trial.excerpt, signal, `${trial.name}, ${name}`);
    sounds.push({ key, name, sound: fitted(read, reference) });
  }
  const channels = Math.max(reference.channels.length, ...sounds.map(({ sound }) => sound.channels.length));
  const target = loudnessOf(reference);
  const measured: Measured[] = [
    measure('reference', reference, target, null),
    ...sounds.map(({ key, name, sound }) => {
      const lufs = loudnessOf(sound);
      if (levelMatch && (lufs === null || target === null)) {
        throw new Failure(
          'study/invalid',
          `"${trial.name}": ${lufs === null ? name : 'the reference'} is silent or too short for its loudness to be matched`,
        );
      }
      return measure(key, sound, lufs, levelMatch ? target : null);
    }),
    ...trial.made.map((key) => measure(key, made(key, reference), target, null)),
  ];
  const loudest = Math.max(...measured.map(({ peak, gainDb }) => peak * dbToGain(gainDb)));
  const commonGainDb = loudest > dbToGain(CEILING_DBFS) ? CEILING_DBFS - 20 * Math.log10(loudest) : 0;
  const stimuli: PreparedStimulus[] = [];
  for (const [position, sound] of measured.entries()) {
    const gain = dbToGain(sound.gainDb + commonGainDb);
    const path = join(folder, stimulusFile(index, position));
    await write(path, asChannels(sound.channels, channels), reference.sampleRate, gain);
    const { key, integratedLufs, gainDb } = sound;
    const peak = sound.peak * gain;
    stimuli.push({ key, integratedLufs, gainDb, peakDbfs: peak === 0 ? null : 20 * Math.log10(peak) });
  }
  const frames = reference.channels[0]?.length ?? 0;
  return {
    trialId: trial.trialId,
    sampleRate: reference.sampleRate,
    channels: channels === 1 ? 1 : 2,
    frames,
    commonGainDb: Math.min(0, commonGainDb),
    stimuli,
  };
}

/** @param target what the loudness is brought to, in LUFS; null leaves it */
function measure(
  key: StimulusKey,
  { channels }: Sound,
  lufs: number | null,
  target: number | null,
): Measured {
  const peak = channels.reduce(
    (most, samples) => samples.reduce((high, value) => Math.max(high, Math.abs(value)), most),
    0,
  );
  return {
    key,
    channels,
    integratedLufs: lufs,
    gainDb: target === null ? 0 : target - (lufs ?? target),
    peak,
  };
}

function made(key: StimulusKey, reference: Sound): Sound {
  if (key === HIDDEN_REFERENCE) return reference;
  const anchor = ANCHORS[key];
  if (anchor === undefined) throw new Error(`no sound is made for ${key}`);
  const taps = lowPassTaps(reference.sampleRate, anchor.passHz, anchor.stopHz);
  return { ...reference, channels: reference.channels.map((samples) => filterCentred(samples, taps)) };
}

function loudnessOf({ channels, sampleRate }: Sound): number | null {
  const meter = new LoudnessMeter(sampleRate, channels.length);
  meter.push(channels);
  return meter.result().integratedLufs;
}

/** A mono sound plays as loud from two channels as it does from one in a browser. */
const asChannels = (channels: readonly Float32Array[], count: number): readonly Float32Array[] =>
  Array.from(
    { length: count },
    (_, at) => channels[Math.min(at, channels.length - 1)] ?? new Float32Array(0),
  );

async function write(
  path: string,
  channels: readonly Float32Array[],
  sampleRate: number,
  gain: number,
): Promise<void> {
  const fade = Math.round(FADE_SECONDS * sampleRate);
  const frames = channels[0]?.length ?? 0;
  const shaped = channels.map((samples) =>
    samples.map((value, n) => {
      const edge = Math.min(1, (Math.min(n, frames - 1 - n) + 0.5) / fade);
      return value * gain * Math.sin((Math.PI / 2) * edge) ** 2;
    }),
  );
  const writer = await createPcmWriter(path, { sampleRate, channels: channels.length, sampleFormat: 'f32' });
  try {
    await writer.write(shaped);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
