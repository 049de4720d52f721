import { EXAMPLE_FITTING } from './fitting.ts';
import { entryOf } from '../../src-shared/mixing/processors/registry.ts';
import { highPass } from '../../src-shared/mixing/processors/high-pass/high-pass.ts';
import { equaliser } from '../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { compressor } from '../../src-shared/mixing/processors/compressor/compressor.ts';
import { utility } from '../../src-shared/mixing/processors/utility/utility.ts';
import { SILENCE_DB } from '../../src-shared/mixing/levels.ts';
import { newBuses } from '../../src-shared/mixing/new-project.ts';
import { PROJECT_SCHEMA, type ProjectDocument, type Track } from '../../src-shared/project/document.ts';
import { newProjectId, newRecordingId, newSeparationId, type StemId } from '../../src-shared/project/ids.ts';
import { busyEnvelope } from './busy-envelope.ts';

export interface Stem {
  readonly id: StemId;
  /** Planar. */
  readonly channels: Float32Array[];
}

/** Notes with attacks and decays over soft noise, so that the compressor works; the same for the same seed. */
export function music(seed: number, channels: number, frames: number, sampleRate: number): Float32Array[] {
  let state = seed * 2654435761;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    const note = sampleRate * 0.4;
    for (let i = 0; i < frames; i += 1) {
      const since = (i + channel * 400) % note;
      const hz = 110 * 2 ** (((Math.floor(i / note) * 7 + seed * 5) % 36) / 12);
      const envelope = Math.min(1, since / 200) * Math.exp((-3 * since) / note);
      const tone = Math.sin((2 * Math.PI * hz * i) / sampleRate) * envelope;
      samples[i] = Math.fround(0.3 * tone + 0.01 * (random() - 0.5));
    }
    return samples;
  });
}

/** A fader that moves all the time. */
const rising = (frames: number, from: number, to: number, target = 'gainDb'): Track['automation'] => [
  {
    target,
    points: [
      { at: 0, value: from },
      { at: frames, value: to },
    ],
  },
];

const track = (id: string, stem: Stem, change: Partial<Track>): Track => ({
  id,
  source: { kind: 'stem', stemId: stem.id },
  name: id,
  instrument: null,
  colour: 0,
  gainDb: 0,
  pan: 0,
  muted: false,
  soloed: false,
  strip: [],
  automation: [],
  group: null,
  sendsDb: [SILENCE_DB, SILENCE_DB],
  envelope: null,
  ...change,
});

/** Everything at once: every processor, envelopes, a group, sends, rooms, the master, and lanes of all of them. */
export function project(stems: readonly Stem[], frames: number, sampleRate: number): ProjectDocument {
  const [violin, viola, cello, rest] = stems;
  if (violin === undefined || viola === undefined || cello === undefined || rest === undefined) {
    throw new Error('four stems are needed');
  }
  const filter = entryOf(highPass, 'high-pass', false);
  const bands = entryOf(equaliser, 'equaliser', false);
  const squeeze = entryOf(compressor, 'compressor', false);
  const shaped = [
    { ...filter, params: { ...filter.params, frequency: 120, slope: 1 } },
    {
      ...bands,
      params: { ...bands.params, gain1: -6, gain2: 5, q2: 3, gain3: -4, gain4: 7 },
    },
    {
      ...squeeze,
      params: {
        ...squeeze.params,
        ...{ threshold: -36, ratio: 5, knee: 10, attack: 3, makeUp: 6, sideChain: 150, mix: 70 },
      },
    },
  ];
  const buses = newBuses();
  const moved = entryOf(utility, 'utility', false);
  return {
    schema: PROJECT_SCHEMA,
    id: newProjectId(),
    recordingId: newRecordingId(),
    separationId: newSeparationId(),
    title: 'Parity',
    sampleRate,
    frames,
    offset: 0,
    tracks: [
      track('violin', violin, {
        strip: shaped,
        pan: -0.4,
        automation: [
          {
            target: 'gainDb',
            points: [
              { at: 1000, value: -20 },
              { at: Math.round(frames * 0.4), value: 3 },
              { at: Math.round(frames * 0.4) + 77, value: -9 },
              { at: frames - 10, value: 1 },
            ],
          },
          {
            target: 'equaliser.gain3',
            points: [
              { at: 0, value: -4 },
              { at: frames, value: 9 },
            ],
          },
        ],
      }),
      track('viola', viola, {
        gainDb: -4.5,
        strip: shaped.slice(2),
        pan: 0.7,
        automation: rising(frames, -40, 0, 'sendDb-a'),
      }),
      track('cello', cello, {
        gainDb: 2,
        group: 'low',
        sendsDb: [-20, -9],
        strip: [
          { ...moved, params: { ...moved.params, width: 140, stereoPan: 0.3, delay: 77, polarity: 2 } },
        ],
        automation: [
          {
            target: 'pan',
            points: [
              { at: 0, value: -1 },
              { at: frames, value: 1 },
            ],
          },
        ],
      }),
      track('rest', rest, { gainDb: -3, strip: shaped.slice(0, 2), envelope: busyEnvelope(frames) }),
    ],
    groups: [
      {
        id: 'low',
        name: 'Low',
        gainDb: -1.5,
        muted: false,
        soloed: false,
        automation: rising(frames, -6, 2),
      },
    ],
    rooms: buses.rooms.map((room, index) =>
      index === 0 ? { ...room, automation: rising(frames, 3, -8) } : room,
    ),
    master: {
      gainDb: 4,
      strip: [{ ...bands, params: { ...bands.params, gain4: 2 } }],
      fitting: EXAMPLE_FITTING,
      limiter: { ...buses.master.limiter, bypassed: false, params: { ceiling: -9, input: 3, release: 80 } },
      automation: rising(frames, 4, 1),
    },
    loop: null,
    mix: '',
    loopEnabled: false,
    regions: [],
    snapshots: [],
    blind: null,
  };
}
