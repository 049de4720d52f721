import { expect, it } from 'vitest';
import { mixChannels } from '../../../../src-shared/mixing/mono.ts';
import { entryOf } from '../../../../src-shared/mixing/processors/registry.ts';
import { utility } from '../../../../src-shared/mixing/processors/utility/utility.ts';
import type { MixTrack } from '../../../../src-shared/mixing/types.ts';

const track = (change: Partial<MixTrack> = {}): MixTrack => ({
  id: 'a',
  gainDb: -3,
  pan: 0,
  muted: false,
  soloed: false,
  strip: [],
  automation: [],
  group: null,
  sendsDb: [-72, -72],
  envelope: null,
  ...change,
});
const panLane = (...values: number[]) =>
  track({ automation: [{ target: 'pan', points: values.map((value, at) => ({ at, value })) }] });

it.each<[string, 1 | 2, number[], MixTrack[]]>([
  ['mono stems at the centre', 1, [1, 1], [track(), track()]],
  ['a stereo stem among them', 2, [1, 2], [track(), track()]],
  ['a mono stem that is panned', 2, [1, 1], [track(), track({ pan: -0.01 })]],
  ['a pan lane that stays at the centre', 1, [1], [panLane(0, 0)]],
  ['a pan lane that leaves it', 2, [1], [panLane(0, 0.2)]],
  ['a track sent to a room', 2, [1], [track({ sendsDb: [-72, -10] })]],
  [
    'a send lane that opens',
    2,
    [1],
    [track({ automation: [{ target: 'sendDb-b', points: [{ at: 9, value: -10 }] }] })],
  ],
  [
    'a send lane that stays silent, in place of a level',
    1,
    [1],
    [track({ sendsDb: [0, -72], automation: [{ target: 'sendDb-a', points: [{ at: 9, value: -90 }] }] })],
  ],
  ['a strip that widens', 2, [1], [track({ strip: [entryOf(utility, 'u', false)] })]],
  ['one that is bypassed', 1, [1], [track({ strip: [entryOf(utility, 'u', true)] })]],
  ['a gain lane', 1, [1], [track({ automation: [{ target: 'gainDb', points: [{ at: 0, value: 3 }] }] })]],
])('%s: %d', (_name, channels, stems, tracks) => {
  expect(mixChannels(stems, { tracks })).toBe(channels);
});
