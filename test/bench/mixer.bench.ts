/** Eight stereo tracks with every processor at work, and untouched: seconds of sound mixed per CPU second. */
import { LoudnessMeter } from '../../src-shared/dsp/loudness.ts';
import { ProgrammeMeter } from '../../src-shared/dsp/programme-meter.ts';
import { Mixer } from '../../src-shared/mixing/mixer.ts';
import { defaultStrip } from '../../src-shared/mixing/processors/registry.ts';
import { MIX_BLOCK, type MixTrack } from '../../src-shared/mixing/types.ts';

const RATE = 48_000;
const TRACKS = 8;
const SECONDS = 20;

const busyStrip = defaultStrip().map((entry) => ({
  ...entry,
  bypassed: false,
  params: {
    ...entry.params,
    ...(entry.processor === 'equaliser' ? { gain1: 3, gain2: -3, gain3: 2, gain4: 1 } : {}),
    ...(entry.processor === 'high-pass' ? { slope: 1 } : {}),
  },
}));

function trackOf(index: number, busy: boolean): MixTrack {
  return {
    id: `track-${index}`,
    gainDb: busy ? -3 : 0,
    pan: busy ? 0.1 : 0,
    muted: false,
    soloed: false,
    strip: busy ? busyStrip : defaultStrip(),
    automation: [],
    group: null,
    sendsDb: [-72, -72],
    envelope: null,
  };
}

function speed(work: (blocks: number) => void): number {
  work(2000); // warms the compiler
  const blocks = Math.round((SECONDS * RATE) / MIX_BLOCK);
  const start = process.cpuUsage();
  work(blocks);
  return (blocks * MIX_BLOCK) / RATE / (process.cpuUsage(start).user / 1e6);
}

function noise(): Float32Array {
  return Float32Array.from({ length: MIX_BLOCK }, () => Math.random() - 0.5);
}

function mixSpeed(busy: boolean): number {
  const mixer = new Mixer(RATE);
  mixer.configure({ tracks: Array.from({ length: TRACKS }, (_, i) => trackOf(i, busy)), masterGainDb: 0 });
  const inputs = Array.from({ length: TRACKS }, () => [noise(), noise()]);
  const left = new Float32Array(MIX_BLOCK);
  const right = new Float32Array(MIX_BLOCK);
  let position = 0;
  return speed((blocks) => {
    for (let block = 0; block < blocks; block += 1) {
      mixer.process(position, inputs, left, right);
      position += MIX_BLOCK;
    }
  });
}

function loudnessSpeed(): number {
  const meter = new LoudnessMeter(RATE, 2);
  const block = [noise(), noise()];
  return speed((blocks) => {
    for (let index = 0; index < blocks; index += 1) meter.push(block);
  });
}

/** What the worklet measures of the mix while it plays. */
function programmeSpeed(): number {
  const meter = new ProgrammeMeter(RATE);
  const [left, right] = [noise(), noise()];
  return speed((blocks) => {
    for (let index = 0; index < blocks; index += 1) {
      meter.push(left, right);
      // About as often as the worklet reports.
      if (index % 12 === 0) meter.reading();
    }
  });
}

export const bench = {
  name: 'mixer',
  run(): Promise<{ ratios: Record<string, number> }> {
    return Promise.resolve({
      ratios: {
        'untouched, x real time': mixSpeed(false),
        'every processor, x real time': mixSpeed(true),
        'loudness and true peak, x real time': loudnessSpeed(),
        'programme meter, x real time': programmeSpeed(),
      },
    });
  },
};
