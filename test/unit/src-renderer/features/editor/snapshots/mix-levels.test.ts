import { describe, expect, it } from 'vitest';
import {
  MixLevels,
  type MeasureMix,
} from '../../../../../../src-renderer/features/editor/snapshots/mix-levels.ts';
import { applyCommand } from '../../../../../../src-renderer/document/commands.ts';
import { presentMix } from '../../../../../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument } from '../../../../../../src-shared/project/document.ts';
import { exampleProject } from '../../../document/arbitrary.ts';

const quieter = (document: ProjectDocument, gainDb: number): ProjectDocument =>
  applyCommand(document, { type: 'setMasterGain', gainDb });

interface Call {
  readonly document: ProjectDocument;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
  readonly answer: (lufs: number | null) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** A host whose answers the test gives. */
function slowHost(): { readonly calls: Call[]; readonly measure: MeasureMix } {
  const calls: Call[] = [];
  const measure: MeasureMix = (document, signal, progress) =>
    new Promise((resolve, reject) => {
      const settled = async (): Promise<void> => {
        for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
      };
      calls.push({
        ...{ document, signal, progress },
        answer: (lufs) => (resolve(lufs), settled()),
        fail: (error) => (reject(error), settled()),
      });
    });
  return { calls, measure };
}

describe('levels of mixes', () => {
  it('are measured one after the other, once each, in order', async () => {
    const { calls, measure } = slowHost();
    const levels = new MixLevels(measure);
    const first = exampleProject();
    const second = quieter(first, -6);
    levels.want([first, second, structuredClone(first)]);
    expect(calls.map(({ document }) => document)).toEqual([first]);
    calls[0]?.progress(0.5);
    expect(levels.of(presentMix(first))).toEqual({ kind: 'measuring', done: 0.5 });
    await calls[0]?.answer(-20);
    expect(levels.of(presentMix(first))).toEqual({ kind: 'level', lufs: -20 });
    expect(calls[1]?.document).toBe(second);
    await calls[1]?.answer(-26);
    levels.want([second, first]);
    expect(calls).toHaveLength(2);
  });

  it('stops measuring what is no longer wanted, and forgets its half of an answer', async () => {
    const { calls, measure } = slowHost();
    const levels = new MixLevels(measure);
    const first = exampleProject();
    levels.want([first]);
    levels.want([quieter(first, -3)]);
    expect(calls[0]?.signal.aborted).toBe(true);
    await calls[0]?.answer(-20);
    expect(levels.of(presentMix(first))).toEqual({ kind: 'unknown' });
    expect(calls).toHaveLength(2);
  });

  it('shows what failed, goes on with the next, and tries again when asked', async () => {
    const { calls, measure } = slowHost();
    const levels = new MixLevels(measure);
    const first = exampleProject();
    const second = quieter(first, -6);
    levels.want([first, second]);
    const error = new Error('no');
    await calls[0]?.fail(error);
    expect(levels.of(presentMix(first))).toEqual({ kind: 'failed', error });
    await calls[1]?.answer(null);
    expect(levels.of(presentMix(second))).toEqual({ kind: 'level', lufs: null });
    levels.retry();
    expect(calls).toHaveLength(3);
  });

  it('are measured again once the stems are others', async () => {
    const { calls, measure } = slowHost();
    const levels = new MixLevels(measure);
    const first = exampleProject();
    levels.want([first]);
    await calls[0]?.answer(-20);
    levels.forget();
    expect(calls).toHaveLength(2);
    expect(levels.of(presentMix(first))).toEqual({ kind: 'measuring', done: 0 });
  });
});
