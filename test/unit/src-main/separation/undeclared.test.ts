import { describe, expect, it } from 'vitest';
import type { SeparatorManifest } from '../../../../src-main/inference/separator-manifest.ts';
import { ensembleOf, type Instrument } from '../../../../src-shared/project/players.ts';
import {
  leastShare,
  NOTHING_UNDECLARED,
  undeclaredIn,
  withPiece,
} from '../../../../src-main/separation/undeclared.ts';

const manifest = {
  undeclared: { notableShare: 0.02 },
  sources: { kind: 'conditioned', classes: ['violin', 'cello', 'horn'], playersPerClass: 2, rest: true },
} as unknown as SeparatorManifest;
const players = ensembleOf(['violin', 'violin']);
const SECONDS = 60;
/** Frames with the given energy each. */
const frames = (...energies: number[]) => energies.map((energy) => Float32Array.of(Math.sqrt(energy), 0));

describe('undeclared instruments', () => {
  it('have the mean of their shares of the pieces, weighted by the energy of the pieces', () => {
    let sums = withPiece(NOTHING_UNDECLARED, frames(1, 3), Float32Array.of(0, 0.5, 0.25));
    sums = withPiece(sums, frames(12), Float32Array.of(0, 0.125, 0));
    sums = withPiece(sums, frames(0), Float32Array.of(0, 1, 1));
    expect(sums.energy).toBeCloseTo(16, 5);
    expect(sums.byClass[1]! / sums.energy).toBeCloseTo((0.5 * 4 + 0.125 * 12) / 16, 6);
    const found = undeclaredIn(sums, manifest, players, SECONDS);
    expect(found.map(({ instrument }) => instrument)).toEqual(['cello', 'horn']);
    expect(found[1]?.share).toBeCloseTo(0.0625, 6);
  });

  it('count from the share that the manifest names', () => {
    const at = (share: number) =>
      undeclaredIn(
        withPiece(NOTHING_UNDECLARED, frames(4), Float32Array.of(share, 0, 0)),
        manifest,
        players,
        SECONDS,
      );
    expect(at(0.0199)).toEqual([]);
    expect(at(0.0201)).toHaveLength(1);
  });

  it('count from a smaller share beside more declared instruments, up to three; equal players count once', () => {
    const least = (...instruments: Instrument[]) => leastShare(0.015, ensembleOf(instruments), SECONDS);
    expect(least('violin')).toBeCloseTo(0.015, 12);
    expect(least('violin', 'violin')).toBeCloseTo(0.015, 12);
    expect(least('violin', 'cello')).toBeCloseTo(0.01, 12);
    expect(least('violin', 'violin', 'viola', 'cello')).toBeCloseTo(0.0075, 12);
    expect(least('flute', 'oboe', 'clarinet', 'bassoon', 'horn')).toBeCloseTo(0.0075, 12);
    const beside = (...instruments: Instrument[]) =>
      undeclaredIn(
        withPiece(NOTHING_UNDECLARED, frames(4), Float32Array.of(0, 0, 0.014)),
        manifest,
        ensembleOf(instruments),
        SECONDS,
      );
    expect(beside('violin')).toEqual([]);
    expect(beside('violin', 'cello').map(({ instrument }) => instrument)).toEqual(['horn']);
  });

  it('count from the share for one declared instrument in a recording shorter than eight seconds', () => {
    const duo = ensembleOf(['violin', 'cello']);
    expect(leastShare(0.015, duo, 7.99)).toBe(0.015);
    expect(leastShare(0.015, duo, 8)).toBeCloseTo(0.01, 12);
    const sums = withPiece(NOTHING_UNDECLARED, frames(4), Float32Array.of(0, 0, 0.014));
    expect(undeclaredIn(sums, manifest, duo, 3)).toEqual([]);
    expect(undeclaredIn(sums, manifest, duo, 30)).toHaveLength(1);
  });

  it('are none in silence, and for a model that does not say', () => {
    const silent = withPiece(NOTHING_UNDECLARED, frames(0, 0), Float32Array.of(1, 1, 1));
    expect(undeclaredIn(silent, manifest, players, SECONDS)).toEqual([]);
    const unsaid = withPiece(NOTHING_UNDECLARED, frames(1), null);
    expect(unsaid).toEqual(NOTHING_UNDECLARED);
    const sums = withPiece(NOTHING_UNDECLARED, frames(1), Float32Array.of(1, 0, 0));
    expect(undeclaredIn(sums, { sources: manifest.sources }, players, SECONDS)).toEqual([]);
  });

  it('are none beside a declared player whom the model does not know', () => {
    const sums = withPiece(NOTHING_UNDECLARED, frames(1), Float32Array.of(0, 0.5, 0));
    for (const other of ['piano', 'flute'] as const) {
      expect(undeclaredIn(sums, manifest, ensembleOf(['violin', other]), SECONDS)).toEqual([]);
    }
    expect(undeclaredIn(sums, manifest, ensembleOf(['violin', 'horn']), SECONDS)).toHaveLength(1);
  });

  it('are the same after sums were stored and read again', () => {
    const sums = withPiece(NOTHING_UNDECLARED, frames(0.1, 0.7), Float32Array.of(0.3, 0.01, 1e-9));
    const restored = JSON.parse(JSON.stringify(sums)) as typeof sums;
    const next = [frames(0.9), Float32Array.of(0.123, 0, 0.2)] as const;
    expect(withPiece(restored, ...next)).toEqual(withPiece(sums, ...next));
  });
});
