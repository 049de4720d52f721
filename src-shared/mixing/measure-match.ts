import { EARS, type Ear } from '../hearing/audiogram.ts';
import { expectedMatchDb } from '../hearing/fitting.ts';
import type { ProjectDocument } from '../project/document.ts';
import { GREATEST_MATCH_DB, LEAST_MATCH_DB, type Fitting } from '../project/fitting.ts';

type PerEar<T> = Readonly<Record<Ear, T>>;

/**
 * Measures the loudness of each side of a document's mix as an export would write it.
 * @returns LUFS; null for silence
 */
export type MeasureSides = (
  document: ProjectDocument,
  signal: AbortSignal,
  onProgress: (done: number) => void,
) => Promise<PerEar<number | null>>;

/** Renderings of the mix that a match takes. */
export const RENDERINGS = 3;

/**
 * The gains after a fitting, before a simulated loss, that give each side the loudness of the mix without it. The mix is rendered without the
 * fitting, then twice with it: the first rendering, with the gains for speech, may still reach the limiter; the second
 * one corrects what that took away.
 * @throws Failure
 */
export async function measureMatch(
  document: ProjectDocument,
  fitting: Fitting,
  measure: MeasureSides,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<PerEar<number>> {
  let rendered = 0;
  const sidesWith = async (heard: Fitting | null): Promise<PerEar<number | null>> => {
    const mix = { ...document, master: { ...document.master, fitting: heard } };
    const sides = await measure(mix, signal, (done) => onProgress((rendered + done) / RENDERINGS));
    rendered += 1;
    return sides;
  };
  const { rule, hearing } = fitting;
  if (rule === 'none') return { left: 0, right: 0 };
  const wanted = await sidesWith(null);
  let match: PerEar<number> = perEar((ear) => expectedMatchDb(rule, hearing[ear]));
  while (rendered < RENDERINGS) {
    const before = match;
    const heard = await sidesWith({ ...fitting, loss: 'none', bypassed: false, matchDb: before });
    match = perEar((ear) => corrected(before[ear], wanted[ear], heard[ear]));
  }
  return match;
}

function corrected(matchDb: number, wanted: number | null, heard: number | null): number {
  if (wanted === null || heard === null) return matchDb;
  // JSON knows no negative zero.
  const exact = Math.round((matchDb + wanted - heard) * 100) / 100 + 0;
  return Math.min(GREATEST_MATCH_DB, Math.max(LEAST_MATCH_DB, exact));
}

function perEar<T>(valueOf: (ear: Ear) => T): PerEar<T> {
  const [left, right] = EARS;
  return { left: valueOf(left), right: valueOf(right) };
}
