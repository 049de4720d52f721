import { IntegratedLoudness } from '../../../src-shared/dsp/integrated-loudness.ts';
import { SILENCE_RMS, StemMetricsMeter } from '../../../src-shared/dsp/metrics.ts';

/** A sound: one array of samples a channel. */
export type Planes = readonly Float32Array<ArrayBuffer>[];

/** What one passage of a stem measures. */
export interface Level {
  /** RMS in dBFS; null for silence. */
  readonly rmsDb: number | null;
  /** Integrated loudness; null for silence and for less than 400 ms. */
  readonly lufs: number | null;
}

export interface PairFigures {
  readonly levels: readonly [Level, Level];
  /** SI-SDR of one stem against the other, dB, the same both ways; null where either is silent. */
  readonly agreement: number | null;
}

const SLICE_SECONDS = 4;

/**
 * Measures two stems of one length. The work is cut into slices, between which the window can draw.
 * @throws the signal's reason
 */
export async function figuresOf(
  [a, b]: readonly [Planes, Planes],
  sampleRate: number,
  signal: AbortSignal,
): Promise<PairFigures> {
  const loudness = [a, b].map((planes) => new IntegratedLoudness(sampleRate, planes.length));
  const forwards = new StemMetricsMeter(a.length, false);
  const backwards = new StemMetricsMeter(a.length, false);
  const frames = a[0]?.length ?? 0;
  const step = Math.max(1, Math.round(SLICE_SECONDS * sampleRate));
  for (let at = 0; at < frames; at += step) {
    signal.throwIfAborted();
    const slice = (planes: Planes): Float32Array[] => planes.map((plane) => plane.subarray(at, at + step));
    const [first, second] = [slice(a), slice(b)];
    loudness[0]?.push(first);
    loudness[1]?.push(second);
    forwards.push(first, second, null);
    backwards.push(second, first, null);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const level = (meter: StemMetricsMeter, lufs: IntegratedLoudness | undefined): Level => ({
    rmsDb: meter.referenceRms < SILENCE_RMS ? null : 20 * Math.log10(meter.referenceRms),
    lufs: lufs?.integrated() ?? null,
  });
  const isSilent = forwards.referenceRms < SILENCE_RMS || backwards.referenceRms < SILENCE_RMS;
  return {
    levels: [level(forwards, loudness[0]), level(backwards, loudness[1])],
    agreement: isSilent ? null : forwards.result().siSdr,
  };
}

/** Splits interleaved samples into channels, filled up with silence to `frames`. */
export function planesOf(interleaved: Float32Array, channels: number, frames: number): Planes {
  const available = Math.min(frames, Math.floor(interleaved.length / channels));
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(frames);
    for (let n = 0; n < available; n += 1) plane[n] = interleaved[n * channels + channel] ?? 0;
    return plane;
  });
}
