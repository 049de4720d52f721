import { KBPS, type LoudnessGoal } from '../../../src-shared/contract/export.ts';
import type { FileLoudness } from '../../../src-shared/contract/export.ts';
import { bitDepth } from './common-options.ts';
import { flag, invalid, value, wholeNumber } from './options.ts';

/** A number in `[min, max]`, perhaps with a fraction. @throws Failure `call/invalid` */
export const numberIn =
  (min: number, max: number, unit: string) =>
  (given: string, name: string): number => {
    const number = /^[+-]?\d{1,6}(\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw invalid(`${name} takes ${min} to ${max} ${unit}, not "${given}"`);
  };

/** The options that say how an export's files are made. */
export const makingOptions = {
  'bit-depth': bitDepth,
  kbps: value(
    'N',
    `bit rate in kbit/s; MP3: ${KBPS.mp3.join(', ')}; Opus: ${KBPS.opus.join(', ')}; the best where left out`,
    wholeNumber(32, 320),
  ),
  'sample-rate': value('HZ', 'the recording’s own where left out', wholeNumber(8000, 384_000)),
  loudness: value(
    'LUFS',
    'brings the mix to this loudness by one gain for everything that is mixed',
    numberIn(-60, 0, 'LUFS'),
  ),
  ceiling: value(
    'DBTP',
    'the true peak that the mix may reach; limits the gain of --loudness',
    numberIn(-20, 0, 'dBTP'),
  ),
  'lower-by': value('DB', 'lowers everything alike, where it would clip otherwise', numberIn(0, 60, 'dB')),
  'allow-clipping': flag('writes files that clip, which is refused otherwise'),
};

interface MakingValues {
  readonly 'bit-depth': '16' | '24' | '32f' | undefined;
  readonly kbps: number | undefined;
  readonly 'sample-rate': number | undefined;
  readonly loudness: number | undefined;
  readonly ceiling: number | undefined;
  readonly 'lower-by': number | undefined;
  readonly 'allow-clipping': boolean;
}

export function makingOf(values: MakingValues) {
  return {
    depth: values['bit-depth'],
    kbps: values.kbps,
    sampleRate: values['sample-rate'],
    loudness: goalOf(values),
    gainDb: 0 - (values['lower-by'] ?? 0),
    clipping: values['allow-clipping'] ? ('allow' as const) : ('refuse' as const),
  };
}

function goalOf({ loudness, ceiling }: MakingValues): LoudnessGoal | null {
  if (loudness === undefined && ceiling === undefined) return null;
  return { targetLufs: loudness ?? null, ceilingDbtp: ceiling ?? null };
}

/** Loudness as JSON output names it. */
export const loudnessJson = (loudness: FileLoudness) => ({
  integrated_lufs: loudness.integratedLufs,
  true_peak_dbtp: loudness.truePeakDbtp,
  clipped_samples: loudness.clippedSamples,
});

/** `-14.0 LUFS, true peak -1.0 dBTP`. */
export function loudnessText({ integratedLufs, truePeakDbtp }: FileLoudness): string {
  const figure = (level: number | null, unit: string): string =>
    level === null ? 'silent' : `${level.toFixed(1)} ${unit}`;
  return `${figure(integratedLufs, 'LUFS')}, true peak ${figure(truePeakDbtp, 'dBTP')}`;
}
