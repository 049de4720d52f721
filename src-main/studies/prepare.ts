import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { PreparedStimulus, PreparedTrial } from '../../src-shared/contract/studies.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { filterCentred, lowPassTaps } from '../../src-shared/dsp/low-pass.ts';
import { LoudnessMeter } from '../../src-shared/dsp/loudness.ts';
import { dbToGain } from '../../src-shared/mixing/levels.ts';
import { ANCHOR_35, ANCHOR_70, HIDDEN_REFERENCE, type StimulusKey } from '../../src-shared/studies/plan.ts';
import { createPcmWriter } from '../audio/write/writer.ts';
import type { EarTreatment } from '../../src-shared/project/fitting.ts';
import { writeInputs } from './inputs.ts';
import { fitted, readSound, type Sound, type SoundInput } from './sound.ts';
import { earLufs, earsOf, fit, lose, perEar, type PerEar } from './treat.ts';

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
  readonly referenceTreatment: EarTreatment | null;
  readonly conditions: readonly {
    readonly key: StimulusKey;
    readonly name: string;
    readonly sound: SoundInput;
    readonly treatment: EarTreatment | null;
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
 * with the same short fades. The files of a trial have the same size. What they follow from is written down beside them.
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
  await writeInputs(input.folder, input);
  return { trials };
}

interface Measured {
  readonly key: StimulusKey;
  readonly channels: readonly Float32Array[];
  readonly integratedLufs: number | null;
  readonly gainDb: number;
  /** Null in a trial without a treatment. */
  readonly ears: PreparedStimulus['ears'];
}

async function prepareTrial(
  { levelMatch, folder }: PrepareInput,
  trial: TrialInput,
  index: number,
  signal: AbortSignal,
): Promise<PreparedTrial> {
  const { name, excerpt, referenceTreatment } = trial;
  const reference = await readSound(trial.reference, excerpt, signal, name);
  const { sampleRate } = reference;
  const whole = levelled(name, reference, null, loudnessOf(reference));
  const hasEars = referenceTreatment !== null || trial.conditions.some(({ treatment }) => treatment !== null);
  const heard = hasEars ? atEars(name, whole, referenceTreatment, null, sampleRate) : null;
  const referenceOut: Measured = { key: 'reference', ...(heard?.sound ?? whole) };
  const measured = [referenceOut];
  for (const { key, name: condition, sound, treatment } of trial.conditions) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    const what = `${name}, ${condition}`;
    const read = fitted(await readSound(sound, excerpt, signal, what), reference);
    const level = levelled(
      what,
      read,
      levelMatch ? whole.integratedLufs : null,
      loudnessOf(read),
      levelMatch,
    );
    const target = levelMatch ? (heard?.lufs ?? null) : null;
    measured.push({ key, ...(hasEars ? atEars(what, level, treatment, target, sampleRate).sound : level) });
  }
  for (const key of trial.made) {
    measured.push({ ...referenceOut, key, channels: made(key, referenceOut.channels, sampleRate) });
  }
  const peaks = measured.map(peakOf);
  const loudest = Math.max(...peaks);
  const commonGainDb = loudest > dbToGain(CEILING_DBFS) ? CEILING_DBFS - 20 * Math.log10(loudest) : 0;
  const channels = Math.max(...measured.map((sound) => sound.channels.length));
  const stimuli: PreparedStimulus[] = [];
  for (const [position, sound] of measured.entries()) {
    const gain = dbToGain(commonGainDb);
    const path = join(folder, stimulusFile(index, position));
    await write(path, asChannels(sound.channels, channels), sampleRate, gain);
    const { key, integratedLufs, gainDb, ears } = sound;
    const peak = (peaks[position] ?? 0) * gain;
    stimuli.push({ key, integratedLufs, gainDb, ears, peakDbfs: peak === 0 ? null : 20 * Math.log10(peak) });
  }
  const frames = reference.channels[0]?.length ?? 0;
  return {
    trialId: trial.trialId,
    sampleRate,
    channels: channels === 1 ? 1 : 2,
    frames,
    commonGainDb: Math.min(0, commonGainDb),
    stimuli,
  };
}

type Levelled = Omit<Measured, 'key'>;

/** @param target the loudness that the sound is brought to, in LUFS; null leaves it as it is */
function levelled(
  what: string,
  { channels }: Sound,
  target: number | null,
  lufs: number | null,
  matches = false,
): Levelled {
  if (matches && (lufs === null || target === null)) throw notMatched(what, lufs === null);
  const gainDb = target === null || lufs === null ? 0 : target - lufs;
  return { channels: amplified(channels, gainDb), integratedLufs: lufs, gainDb, ears: null };
}

/**
 * A sound at two ears: fitted, each ear brought to its target, then heard through the loss.
 * @param target in LUFS of one channel; null leaves the levels
 * @returns the loudness of both ears after the fitting too
 */
function atEars(
  what: string,
  sound: Levelled,
  treatment: EarTreatment | null,
  target: PerEar<number | null> | null,
  sampleRate: number,
): { readonly sound: Levelled; readonly lufs: PerEar<number | null> } {
  const input = earsOf({ channels: sound.channels, sampleRate });
  const after = fit(input, treatment, sampleRate);
  const lufs = perEar((ear) => earLufs(after[ear], sampleRate));
  const ears = perEar((ear) => {
    const integratedLufs = lufs[ear];
    if (target === null) return { integratedLufs, gainDb: 0 };
    const wanted = target[ear];
    // An ear that hears nothing of either has nothing to match.
    if (wanted === null && integratedLufs === null) return { integratedLufs, gainDb: 0 };
    if (wanted === null || integratedLufs === null) throw notMatched(`${what}, ${ear} ear`, wanted !== null);
    return { integratedLufs, gainDb: wanted - integratedLufs };
  });
  const matched = perEar((ear) => amplified([after[ear]], ears[ear].gainDb)[0] ?? after[ear]);
  const { left, right } = lose(matched, treatment, sampleRate);
  return { sound: { ...sound, channels: [left, right], ears }, lufs };
}

const notMatched = (what: string, isSilent: boolean): Failure =>
  new Failure(
    'study/invalid',
    `"${what}": ${isSilent ? 'it' : 'its reference'} is silent or too short for its loudness to be matched`,
  );

const amplified = (channels: readonly Float32Array[], gainDb: number): readonly Float32Array[] => {
  const gain = dbToGain(gainDb);
  return gainDb === 0 ? channels : channels.map((samples) => samples.map((value) => value * gain));
};

const peakOf = ({ channels }: Measured): number =>
  channels.reduce(
    (most, samples) => samples.reduce((high, value) => Math.max(high, Math.abs(value)), most),
    0,
  );

/** What is made from the reference as it is heard. */
function made(
  key: StimulusKey,
  reference: readonly Float32Array[],
  sampleRate: number,
): readonly Float32Array[] {
  if (key === HIDDEN_REFERENCE) return reference;
  const anchor = ANCHORS[key];
  if (anchor === undefined) throw new Error(`no sound is made for ${key}`);
  const taps = lowPassTaps(sampleRate, anchor.passHz, anchor.stopHz);
  return reference.map((samples) => filterCentred(samples, taps));
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
