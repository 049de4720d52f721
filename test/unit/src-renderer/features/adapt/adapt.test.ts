import { describe, expect, it } from 'vitest';
import {
  changeText,
  lacking,
  passagesOf,
  recordingProblem,
  steps,
  verdict,
} from '../../../../../src-renderer/features/adapt/words.ts';
import type { AdaptationClip, AdaptationFigure } from '../../../../../src-shared/contract/adaptation.ts';
import { clipIdOf, newAdaptationId } from '../../../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { exampleRecording, importingRecording } from '../../../../support/recording.ts';

const figure = (change: number, half: number | null, kind: AdaptationFigure['kind'] = 'solos') => ({
  ...{ kind, mixtures: 6, before: 6, after: 6 + change, change, half, instruments: [] },
});
const result = (...figures: AdaptationFigure[]) => ({ share: 1, steps: 9, minutes: 5, figures, clips: [] });
const solo = (instrument: 'violin' | 'cello', seconds: number) => ({ instrument, seconds });

describe('what an adaptation brought, in words', () => {
  it('is sure only beyond chance', () => {
    expect(verdict(result(figure(0.8, 0.3)))).toMatchObject({
      tone: 'success',
      title: 'Better: +0.8 ± 0.3 dB on your held-back solos',
    });
    expect(verdict(result(figure(0.2, 0.3))).title).toMatch(/^Perhaps better/);
    expect(verdict(result(figure(0.8, null))).title).toMatch(/^Perhaps better: \+0\.8 dB/);
    expect(verdict(result(figure(-0.4, 0.1)))).toMatchObject({ tone: 'warning' });
    expect(verdict(result(figure(0, 0.1))).title).toMatch(/^It did not get better/);
    expect(verdict(result()).title).toBe('Nothing was measured');
  });

  it('is told by solos where there are any', () => {
    const both = result(figure(2, 0.1, 'recordings'), figure(-1, 0.1, 'solos'));
    expect(verdict(both).title).toMatch(/did not get better: −1\.0 ± 0\.1 dB on your held-back solos/);
    expect(verdict(result(figure(1, 0.1, 'recordings'))).title).toMatch(/on your held-back recordings$/);
    expect(changeText({ change: -0.04, half: 0.2 })).toBe('0.0 ± 0.2 dB');
  });
});

describe('what can be learnt from', () => {
  const long = { frames: 44_100 * 60, players: ensembleOf(['violin', 'cello']) };

  it('is a recording that is read, long enough, and whose players are known', () => {
    expect(recordingProblem(exampleRecording(long))).toBeNull();
    expect(recordingProblem(exampleRecording({ ...long, players: [] }))).toBe('name its players first');
    expect(recordingProblem(exampleRecording({ ...long, players: ensembleOf(['piano']) }))).not.toBeNull();
    expect(recordingProblem(exampleRecording({ ...long, frames: 44_100 }))).toBe('shorter than 20 s');
    expect(recordingProblem(importingRecording({ players: long.players }))).toBe('still being imported');
  });

  it('is enough with two instruments, two recordings, or one of each', () => {
    expect(lacking(0, [])).toMatch(/^Choose recordings/);
    expect(lacking(1, [])).not.toBeNull();
    expect(lacking(2, [])).toBeNull();
    expect(lacking(0, [solo('violin', 30)])).not.toBeNull();
    expect(lacking(1, [solo('violin', 30)])).toBeNull();
    expect(lacking(0, [solo('violin', 12), solo('violin', 12), solo('cello', 21)])).toBeNull();
    expect(lacking(0, [solo('violin', 12), solo('cello', 21)])).not.toBeNull();
  });

  it('by guessing what is hidden, is enough with a recording and solos of two instruments', () => {
    const both = [solo('violin', 30), solo('cello', 30)];
    expect(lacking(1, both, 'masked-prediction')).toBeNull();
    expect(lacking(2, [], 'masked-prediction')).toMatch(/needs 20 s or more of solos of at least two/);
    expect(lacking(1, [solo('violin', 30)], 'masked-prediction')).not.toBeNull();
    expect(steps(1, both, 15, 'masked-prediction')[1]).toBe(
      'Divisi hides parts of 1 recording, and the model learns to predict them from the rest.',
    );
  });

  it('says what will happen with it', () => {
    expect(steps(2, [], 15).join(' ')).toMatch(/2 recordings with each other.*15 min/);
    expect(steps(2, [solo('violin', 30)], 60).join(' ')).toMatch(/with each other and with solos/);
    expect(steps(1, [solo('violin', 30)], 60).join(' ')).toMatch(/1 recording with solos/);
    expect(steps(0, [solo('violin', 30), solo('cello', 30)], 5).join(' ')).toMatch(/solos of 2 instruments/);
  });
});

describe('clips', () => {
  it('are compared by passage and player', () => {
    const id = newAdaptationId();
    const clip = (number: number, kind: AdaptationClip['kind'], label: string): AdaptationClip => ({
      ...{ id: clipIdOf(id, number), passage: 'Solos', kind, label, sampleRate: 22_050, frames: 9 },
    });
    const clips = [clip(0, 'mixture', ''), clip(1, 'before', 'violin'), clip(2, 'after', 'violin')];
    expect(passagesOf(clips)).toEqual([
      {
        passage: 'Solos',
        mixture: clips[0],
        players: [{ label: 'violin', before: clips[1], after: clips[2], original: null }],
      },
    ]);
    expect(passagesOf([])).toEqual([]);
  });
});
