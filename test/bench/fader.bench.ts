/**
 * One move of a fader among eight tracks while they play: what crosses to the worklet and is configured there, once as the
 * whole mix (which is how a worklet starts) and once as the patch that is sent for a move.
 */
import { serialize } from 'node:v8';
import { MixSender } from '../../src-renderer/engine/mix-sender.ts';
import type { MixMessage, WorkletMix } from '../../src-renderer/engine/protocol.ts';
import { MixReceiver } from '../../src-renderer/engine/worklet/mix-receiver.ts';
import { Mixer } from '../../src-shared/mixing/mixer.ts';
import { defaultStrip } from '../../src-shared/mixing/processors/registry.ts';
import type { MixSettings } from '../../src-shared/mixing/types.ts';

const TRACKS = 8;
const MOVED = 3;

/** `points` of automation in all, on the track that is moved. */
function mixOf(points: number): WorkletMix {
  const lane = Array.from({ length: points }, (_, at) => ({ at: at * 1000, value: (at % 200) / 100 - 1 }));
  const tracks = Array.from({ length: TRACKS }, (_, index) => ({
    id: `track-${index}`,
    gainDb: 0,
    pan: 0,
    muted: false,
    soloed: false,
    strip: defaultStrip(),
    automation: points > 0 && index === MOVED ? [{ target: 'pan', points: lane }] : [],
    group: null,
    sendsDb: [-72, -72],
    envelope: null,
  }));
  return { settings: { tracks, masterGainDb: 0 }, trackInputs: tracks.map((_, index) => index) };
}

/** As the window makes it of the next document: new tracks, with the strips and lanes that were there. */
function moved(mix: WorkletMix, gainDb: number): WorkletMix {
  const tracks = mix.settings.tracks.map((track, index) =>
    index === MOVED ? { ...track, gainDb } : { ...track },
  );
  return { ...mix, settings: { ...mix.settings, tracks } };
}

type Send = (mix: WorkletMix) => MixMessage;

function sendPatches(): Send {
  const sender = new MixSender();
  return (mix) => {
    const message = sender.next(mix);
    if (message === null) throw new Error('the mix did not change');
    return message;
  };
}

function sendWhole(): Send {
  let revision = 0;
  return (mix) => {
    revision += 1;
    return { type: 'settings', revision, ...mix };
  };
}

interface Cost {
  readonly cpuSeconds: number;
  /** Serialised by the structured clone algorithm. */
  readonly bytes: number;
  readonly strips: number;
}

/** Of one move, the clone included. */
function costOf(send: Send, points: number, moves: number): Cost {
  const mixer = new Mixer(48_000);
  const receiver = new MixReceiver();
  let settings: MixSettings = { tracks: [], masterGainDb: 0 };
  const deliver = (message: MixMessage): number => {
    const next = receiver.receive(structuredClone(message));
    if (typeof next === 'string') throw new Error(`the worklet answers: ${next}`);
    mixer.configure(next);
    const strips = next.tracks.filter(({ strip }, index) => strip !== settings.tracks[index]?.strip);
    const lanes = next.tracks.filter(
      ({ automation }, index) => automation !== settings.tracks[index]?.automation,
    );
    settings = next;
    return new Set([...strips, ...lanes]).size;
  };
  const start = mixOf(points);
  deliver(send(start));
  const first = send(moved(start, -30));
  const bytes = serialize(first).byteLength;
  const strips = deliver(first);
  const work = (count: number): void => {
    for (let move = 0; move < count; move += 1) deliver(send(moved(start, -(move % 20) - 1)));
  };
  work(50); // warms the compiler
  const before = process.cpuUsage();
  work(moves);
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6 / moves, bytes, strips };
}

export const bench = {
  name: 'fader',
  run(): Promise<{ ratios: Record<string, number> }> {
    const ratios: Record<string, number> = {};
    for (const points of [0, 1000, 10_000]) {
      const whole = costOf(sendWhole(), points, Math.ceil(2e6 / (1000 + points)));
      const patch = costOf(sendPatches(), points, 20_000);
      const title = `${points} points`;
      ratios[`${title}: bytes sent whole`] = whole.bytes;
      ratios[`${title}: bytes sent as a patch`] = patch.bytes;
      ratios[`${title}: strips configured, of ${TRACKS}, sent whole`] = whole.strips;
      ratios[`${title}: strips configured, sent as a patch`] = patch.strips;
      ratios[`${title}: CPU of the whole / of the patch`] = whole.cpuSeconds / patch.cpuSeconds;
    }
    return Promise.resolve({ ratios });
  },
};
