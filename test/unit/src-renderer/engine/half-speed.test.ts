import { describe, expect, it } from 'vitest';
import type { FromWorklet, ToWorklet } from '../../../../src-renderer/engine/protocol.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { SummingMixer } from './fixtures.ts';

const RATE = 44_100;
const tone = (hz: number) => (n: number) => 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE);

describe('the player at half speed', () => {
  const frames = 3 * RATE;
  const chunk = 8192;
  const padded = Math.ceil(frames / chunk) * chunk;
  const data = new Float32Array(2 * padded);
  for (let n = 0; n < frames; n += 1) data.fill(tone(440)(n), 2 * n, 2 * n + 2);
  const mix: ToWorklet = {
    type: 'settings',
    revision: 1,
    settings: {
      masterGainDb: 0,
      tracks: [
        {
          ...{ id: 'a', gainDb: 0, pan: 0, muted: false, soloed: false, strip: [], automation: [] },
          ...{ group: null, sendsDb: [], envelope: null },
        },
      ],
    },
    trackInputs: [0],
  };

  function playing(commands: ToWorklet[]) {
    const messages: FromWorklet[] = [];
    const options = {
      ...{ inputs: [{ channels: 2 }], originalInput: null, frames, chunkFrames: chunk, resumeSeconds: 0.25 },
      commands: [mix, { type: 'chunks', input: 0, first: 0, data } as const, ...commands],
    };
    const player = new MixPlayer(new SummingMixer(), RATE, options, (message) => messages.push(message));
    const render = (quanta: number): number[] =>
      Array.from({ length: quanta }, () => {
        const left = new Float32Array(128);
        player.render(left, new Float32Array(128), 0);
        return [...left];
      }).flat();
    const position = (): number => messages.findLast((message) => message.type === 'report')?.position ?? -1;
    return { player, messages, render, position };
  }
  const half: ToWorklet = { type: 'stretch', speed: 0.5, keys: 0 };

  it('reports the frame that is heard, and goes on there at full speed, bit for bit', () => {
    const { player, render, position } = playing([half, { type: 'play', fade: false }]);
    render(600);
    player.receive({ type: 'pause' });
    render(8);
    const at = position();
    // Half of the frames that were played, the fade-out included.
    expect(Math.abs(at - 300 * 128)).toBeLessThan(3 * 128);
    player.receive({ type: 'stretch', speed: 1, keys: 0 });
    player.receive({ type: 'play', fade: false });
    const heard = render(4);
    expect(heard).toEqual(heard.map((_, n) => Math.fround(tone(440)(at + n))));
  });

  it('can be switched while it plays: it fades out, and goes on from where it was', () => {
    const { player, render, position } = playing([{ type: 'play', fade: false }]);
    render(200);
    player.receive(half);
    const heard = render(400);
    expect(Math.abs(position() - (200 * 128 + 200 * 128))).toBeLessThan(14 * 128);
    let worst = 0;
    for (let n = 1; n < heard.length; n += 1)
      worst = Math.max(worst, Math.abs((heard[n] ?? 0) - (heard[n - 1] ?? 0)));
    // A tone of 440 Hz at this level moves by 0.031 a frame.
    expect(worst).toBeLessThan(0.04);
  });

  it('follows a loop, and ends at the end', () => {
    const loop = { start: RATE, end: RATE + 10_000 };
    const { player, messages, render, position } = playing([
      half,
      { type: 'loop', range: loop },
      { type: 'seek', position: RATE, generation: 1 },
      { type: 'play', fade: false },
    ]);
    render(400);
    // 25,600 frames of the mix: two rounds and 5,600.
    expect(Math.abs(position() - (RATE + 5600))).toBeLessThan(14 * 128);
    player.receive({ type: 'loop', range: null });
    render(2200);
    expect(messages.filter(({ type }) => type === 'ended')).toHaveLength(1);
    expect(position()).toBe(frames);
  });
});
