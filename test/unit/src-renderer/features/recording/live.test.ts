import { describe, expect, it } from 'vitest';
import {
  liveMix,
  liveRunOf,
  onlyHeard,
  reachable,
  runToShow,
  stateWords,
  waitsAtEdge,
  type LiveRun,
} from '../../../../../src-renderer/features/recording/live.ts';
import { mixSettings } from '../../../../../src-renderer/engine/state.ts';
import { newSeparationId } from '../../../../../src-shared/project/ids.ts';
import {
  exampleStems,
  readySeparation,
  runningSeparation,
  stoppedSeparation,
} from '../../../../support/separation.ts';

const RATE = 44_100;
const FRAMES = 60 * RATE;

const run = (readyFrames: number): LiveRun => {
  const separationId = newSeparationId();
  const stems = exampleStems(separationId);
  return { key: 'k', separationId, stems, sampleRate: RATE, frames: FRAMES, readyFrames };
};

describe('what can be listened to', () => {
  it('is a run as far as it is, and all of it once it is done, under the same key', () => {
    const running = runningSeparation();
    const stems = exampleStems(running.id);
    const live = liveRunOf({ ...running, live: { stems, readyFrames: RATE } });
    expect(live).toMatchObject({ frames: FRAMES, sampleRate: RATE, readyFrames: RATE });
    const done = liveRunOf(readySeparation({ id: running.id, stems }));
    expect(done).toEqual({ ...live, readyFrames: FRAMES });
    // The run goes on while the waveforms of its stems are drawn.
    expect(liveRunOf({ ...running, live: { stems, readyFrames: FRAMES } })).toEqual(done);
    expect(liveRunOf(running)).toBeNull();
    for (const state of ['failed', 'cancelled'] as const) {
      expect(liveRunOf(stoppedSeparation({ state }))).toBeNull();
    }
  });

  it('is the one that runs, then still that one, and none of the others', () => {
    const done = readySeparation();
    expect(runToShow([done], null)).toBeNull();
    const base = runningSeparation();
    const stems = exampleStems(base.id);
    const running = { ...base, live: { stems, readyFrames: 0 } };
    const shown = runToShow([done, running], null);
    expect(shown?.separation).toBe(running);
    const key = shown?.run.key ?? null;
    const finished = readySeparation({ id: base.id, stems });
    expect(runToShow([done, finished], key)?.separation).toBe(finished);
    expect(runToShow([done, stoppedSeparation({ id: base.id, state: 'cancelled' })], key)).toBeNull();
    const next = runningSeparation();
    const nextRunning = { ...next, live: { stems: exampleStems(next.id), readyFrames: 0 } };
    expect(runToShow([finished, nextRunning], key)?.separation).toBe(nextRunning);
  });

  it('is sought within what is ready', () => {
    expect(reachable(-5, 1000)).toBe(0);
    expect(reachable(500.4, 1000)).toBe(500);
    expect(reachable(1001, 1000)).toBe(1000);
  });
});

describe('the edge', () => {
  it('is told from other reasons to wait', () => {
    expect(waitsAtEdge('waiting', 9.9 * RATE, run(10 * RATE))).toBe(true);
    // A second after it grew by less than is worth going on for.
    expect(waitsAtEdge('waiting', 9.9 * RATE, run(11 * RATE))).toBe(true);
    expect(waitsAtEdge('starting', 10 * RATE, run(10 * RATE))).toBe(true);
    expect(waitsAtEdge('waiting', 2 * RATE, run(10 * RATE))).toBe(false);
    expect(waitsAtEdge('playing', 9.9 * RATE, run(10 * RATE))).toBe(false);
    expect(waitsAtEdge('stopped', 10 * RATE, run(10 * RATE))).toBe(false);
    expect(waitsAtEdge('waiting', FRAMES - 10, run(FRAMES))).toBe(false);
  });

  it('is put into words', () => {
    expect(stateWords(run(0), 'stopped', false)).toBe('The first part is being separated');
    expect(stateWords(run(0), 'starting', true)).toBe('The first part is being separated');
    expect(stateWords(run(RATE), 'stopped', false)).toBe('Ready to listen');
    expect(stateWords(run(RATE), 'playing', false)).toBe('');
    expect(stateWords(run(RATE), 'waiting', true)).toBe('Waiting for the next part');
    expect(stateWords(run(FRAMES), 'playing', false)).toBe('All of it is ready');
    expect(stateWords(run(RATE), 'failed', false)).toBe('Playback stopped');
  });
});

describe('the mix', () => {
  it('knows whether one stem is heard alone', () => {
    const { stems } = run(0);
    const ids = stems.map(({ id }) => id);
    const [viola, cello, rest] = ids;
    if (viola === undefined || cello === undefined || rest === undefined) throw new Error('no stems');
    const none = new Set<typeof viola>();
    expect(onlyHeard(stems, none, none)).toBeNull();
    expect(onlyHeard(stems, new Set([cello]), none)).toBe(cello);
    expect(onlyHeard(stems, new Set([cello, viola]), none)).toBeNull();
    expect(onlyHeard(stems, new Set([cello, viola]), new Set([viola]))).toBe(cello);
    expect(onlyHeard(stems, none, new Set([viola, cello]))).toBe(rest);
    expect(onlyHeard(stems, none, new Set(ids))).toBeNull();
    expect(onlyHeard(stems.slice(0, 1), none, none)).toBeNull();
  });

  it('is the recording but for what is soloed and muted', () => {
    const { stems } = run(0);
    const [viola, cello] = stems;
    if (viola === undefined || cello === undefined) throw new Error('no stems');
    const mix = liveMix(stems, new Set([viola.id]), new Set([cello.id]));
    const source = { stems: stems.map(({ id }) => ({ audioId: id, channels: 2 })) };
    const { settings, trackInputs } = mixSettings(source, mix, { kind: 'mix' });
    expect(trackInputs).toEqual([0, 1, 2]);
    expect(settings.tracks.map(({ soloed, muted, gainDb }) => [soloed, muted, gainDb])).toEqual([
      [true, false, 0],
      [false, true, 0],
      [false, false, 0],
    ]);
  });
});
