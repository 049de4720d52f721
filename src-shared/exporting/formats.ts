import { ownDepth } from '../contract/own-depth.ts';
import type { BitDepth, SampleFormat } from '../contract/audio.ts';
import { KBPS, type ExportFormat } from '../contract/export.ts';

/** What an export's format holds, and what it falls back to where it can't hold what was asked for. */

export const isLossy = (format: ExportFormat): format is 'mp3' | 'opus' =>
  format === 'mp3' || format === 'opus';

/** FLAC holds integers only; the lossy formats have no depth. */
export function depthsOf(format: ExportFormat): readonly BitDepth[] {
  if (isLossy(format)) return [];
  return format === 'flac' ? ['16', '24'] : ['16', '24', '32f'];
}

/** The depth that keeps the recording's samples as far as the format can. */
export function usualDepth(format: ExportFormat, sampleFormat: SampleFormat): BitDepth {
  return ownDepth(sampleFormat, format === 'flac' ? 'flac' : 'wav');
}

export const usualKbps = (format: ExportFormat): number => (isLossy(format) ? KBPS[format][0] : 0);

const RATES: readonly number[] = [32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
const OPUS_RATE = 48_000;
const HIGHEST_MP3_RATE = 48_000;

/** The rates that the window offers. */
export function ratesOf(format: ExportFormat): readonly number[] {
  if (format === 'opus') return [OPUS_RATE];
  return format === 'mp3' ? RATES.filter((rate) => rate <= HIGHEST_MP3_RATE) : RATES.slice(1);
}

/** The rate itself where the format has it; otherwise the one of the same family, or the next. */
export function fittingRate(format: ExportFormat, rate: number): number {
  if (!isLossy(format)) return rate;
  const rates = ratesOf(format);
  if (rates.includes(rate)) return rate;
  const related = rates.filter((candidate) => rate % candidate === 0).at(-1);
  return related ?? rates.find((candidate) => candidate > rate) ?? OPUS_RATE;
}
