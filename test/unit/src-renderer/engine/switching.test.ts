import { describe, expect, it } from 'vitest';
import { applyCommand, type Command } from '../../../../src-renderer/document/commands.ts';
import { MixSender } from '../../../../src-renderer/engine/mix-sender.ts';
import { engineMix, mixSettings } from '../../../../src-renderer/engine/state.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { withMix } from '../../../../src-shared/mixing/snapshots.ts';
import { MIX_BLOCK } from '../../../../src-shared/mixing/types.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { maxDifference, sine, toDb } from '../../../support/signals.ts';
import { exampleProject } from '../document/arbitrary.ts';

const RATE = 48_000;
const CHUNK = 16_384;
const FRAMES = 12 * CHUNK;
const HZ = [110, 165, 220];

/** A player of three quiet low tones, in which any click stands out. */
class Tones {
  readonly #player: MixPlayer;
  readonly #sender = new MixSender();

  constructor(document: ProjectDocument) {
    this.#player = new MixPlayer(
      new Mixer(RATE),
      RATE,
      {
        inputs: HZ.map(() => ({ channels: 1 })),
        originalInput: null,
        frames: FRAMES,
        chunkFrames: CHUNK,
        resumeSeconds: 0.25,
        commands: HZ.map((hz, input) => ({
          type: 'chunks',
          input,
          first: 0,
          data: sine(FRAMES, RATE, hz, 0.1),
        })),
      },
      () => undefined,
    );
    this.switchTo(document, 0);
    this.#player.receive({ type: 'play', fade: false });
  }

  switchTo(document: ProjectDocument, trimDb: number): void {
    const stems = document.tracks.map((track) => ({ audioId: track.source.stemId, channels: 1 }));
    const message = this.#sender.next(mixSettings({ stems }, engineMix(document), { kind: 'mix' }));
    if (message !== null) this.#player.receive(structuredClone(message));
    this.#player.receive({ type: 'trim', db: trimDb });
  }

  /** Left, then right. */
  render(blocks: number): readonly [Float32Array, Float32Array] {
    const left = new Float32Array(blocks * MIX_BLOCK);
    const right = new Float32Array(blocks * MIX_BLOCK);
    for (let at = 0; at < left.length; at += MIX_BLOCK) {
      this.#player.render(left.subarray(at, at + MIX_BLOCK), right.subarray(at, at + MIX_BLOCK), at / RATE);
    }
    return [left, right];
  }
}

const treated: readonly Command[] = [
  { type: 'setTrack', trackId: 'track-1', patch: { gainDb: -9, pan: -0.6 } },
  { type: 'setTrack', trackId: 'track-2', patch: { muted: true } },
  { type: 'setBypass', trackId: 'track-3', entryId: 'equaliser', bypassed: false },
  { type: 'setParam', trackId: 'track-3', entryId: 'equaliser', param: 'gain1', value: 8 },
  { type: 'addEntry', trackId: 'track-3', processor: 'utility', index: 0 },
  { type: 'newGroup', trackId: 'track-1', name: 'Low' },
  { type: 'setGroup', groupId: 'group-1', patch: { gainDb: 4 } },
  { type: 'setSend', trackId: 'track-1', room: 0, gainDb: -12 },
  { type: 'setMasterGain', gainDb: -2 },
  { type: 'setBypass', trackId: 'master', entryId: 'limiter', bypassed: false },
];

/** The steepest step between neighbouring samples of the tones at the most that any of the mixes plays. */
const STEEPEST = HZ.reduce((sum, hz) => sum + 0.1 * ((2 * Math.PI * hz) / RATE), 0) * 2;

const steepest = (samples: Float32Array): number =>
  samples.reduce((most, x, n) => (n === 0 ? most : Math.max(most, Math.abs(x - (samples[n - 1] ?? 0)))), 0);

describe('switching between snapshots while playing', () => {
  const kept = applyCommand(exampleProject(), { type: 'addSnapshot', name: '', copyOf: null });
  const present = treated.reduce(applyCommand, kept);
  const [snapshot] = present.snapshots;
  if (snapshot === undefined) throw new Error('no snapshot was kept');
  // As after opening the project again: nothing is the same object.
  const other = structuredClone(withMix(present, snapshot));

  it('has no click and no gap, to and fro, with matched levels', () => {
    const tones = new Tones(present);
    tones.render(60);
    for (let turn = 0; turn < 6; turn += 1) {
      tones.switchTo(turn % 2 === 0 ? other : present, turn % 2 === 0 ? -5 : 0);
      for (const samples of tones.render(60)) {
        expect(steepest(samples)).toBeLessThan(STEEPEST);
        // 20 ms of 110 Hz and above always reach a good part of their amplitude.
        for (let at = 0; at + 960 <= samples.length; at += 960) {
          const most = samples.subarray(at, at + 960).reduce((top, x) => Math.max(top, Math.abs(x)), 0);
          expect(most).toBeGreaterThan(0.01);
        }
      }
    }
  });

  it('ends where a player is that had the snapshot all along', () => {
    const tones = new Tones(present);
    const reference = new Tones(other);
    tones.render(60);
    reference.render(60);
    tones.switchTo(other, 0);
    tones.render(200);
    reference.render(200);
    const [left, right] = tones.render(100);
    const [wantedLeft, wantedRight] = reference.render(100);
    // The room that was sent to goes on for its decay: it is the only difference, 60 dB down after 0.9 s.
    const worst = Math.max(maxDifference(left, wantedLeft), maxDifference(right, wantedRight));
    expect(toDb(worst)).toBeLessThan(-60);
  });

  it('turns down exactly by the trim once it has settled', () => {
    const tones = new Tones(other);
    const reference = new Tones(other);
    tones.switchTo(other, -6);
    tones.render(20);
    reference.render(20);
    const [left] = tones.render(50);
    const [wanted] = reference.render(50);
    const gain = 10 ** (-6 / 20);
    expect(
      maxDifference(
        left,
        wanted.map((x) => x * gain),
      ),
    ).toBeLessThan(1e-8);
  });
});
