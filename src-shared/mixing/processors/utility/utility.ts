import { dbToGain } from '../../levels.ts';
import { parameterValue } from '../parameters.ts';
import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from '../types.ts';

/** The longest delay, a tenth of a second at 48 kHz. */
const MOST_DELAY = 4800;

const spec = (
  id: string,
  label: string,
  unit: ParameterSpec['unit'],
  range: readonly [min: number, max: number, standard: number],
): ParameterSpec => ({ id, label, unit, taper: 'linear', min: range[0], max: range[1], default: range[2] });

const TRIM = spec('trim', 'Trim', 'dB', [-24, 24, 0]);
const POLARITY: ParameterSpec = {
  ...spec('polarity', 'Polarity', '', [0, 3, 0]),
  choices: ['Normal', 'Both inverted', 'Left inverted', 'Right inverted'],
};
const WIDTH = spec('width', 'Width', '%', [0, 200, 100]);
const PAN = spec('stereoPan', 'Stereo pan', '', [-1, 1, 0]);
const DELAY = spec('delay', 'Delay', 'samples', [0, MOST_DELAY, 0]);

/** Gains from (left, right) to (left, right). */
type Matrix = readonly [ll: number, lr: number, rl: number, rr: number];
const IDENTITY: Matrix = [1, 0, 0, 1];

/**
 * Polarity, then width, then pan, then trim. Width scales the side signal (left minus right). The pan moves each side on
 * its own with constant power (-3 dB in the middle of its way): the left side from hard left towards the right as the pan
 * goes right, the right side from hard right towards the left as it goes left. At 0 both sides stay as they are.
 */
function matrixOf(params: Readonly<Record<string, number>>): Matrix {
  const trim = dbToGain(parameterValue(TRIM, params));
  const polarity = Math.round(parameterValue(POLARITY, params));
  const left = polarity === 1 || polarity === 2 ? -trim : trim;
  const right = polarity === 1 || polarity === 3 ? -trim : trim;
  const width = parameterValue(WIDTH, params) / 100;
  const own = (1 + width) / 2;
  const other = (1 - width) / 2;
  const pan = parameterValue(PAN, params);
  const angle = (Math.abs(pan) * Math.PI) / 2;
  const stay = pan === 0 ? 1 : Math.cos(angle);
  const cross = pan === 0 ? 0 : Math.sin(angle);
  const [l, r] = [
    [own * left, other * right],
    [other * left, own * right],
  ] as const;
  // Rows: what the left and the right output take of (left, right).
  const [a, b] =
    pan >= 0
      ? [l.map((x) => stay * x), r.map((x, side) => x + cross * l[side]!)]
      : [l.map((x, side) => x + cross * r[side]!), r.map((x) => stay * x)];
  return [a[0]!, a[1]!, b[0]!, b[1]!];
}

class UtilityInstance implements ProcessorInstance {
  readonly gainReductionDb = 0;
  #params: Readonly<Record<string, number>> | null = null;
  #target: Matrix = IDENTITY;
  #now: Matrix | null = null;
  readonly #lines: readonly Float32Array[];
  #write = 0;
  #delay = 0;
  #blocks = 0;

  constructor(channels: number) {
    this.#lines = Array.from({ length: channels }, () => new Float32Array(MOST_DELAY + 1));
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    if (params !== this.#params) this.#target = matrixOf(params);
    this.#params = params;
    this.#delayBy(channels, frames, Math.round(parameterValue(DELAY, params)));
    this.#mix(channels, frames);
  }

  reset(): void {
    for (const line of this.#lines) line.fill(0);
    this.#now = null;
    this.#blocks = 0;
  }

  /** Where the delay changes, the block fades from the old one to the new one. */
  #delayBy(channels: readonly Float32Array[], frames: number, delay: number): void {
    const before = this.#blocks === 0 ? delay : this.#delay;
    this.#blocks += 1;
    this.#delay = delay;
    const size = MOST_DELAY + 1;
    for (let channel = 0; channel < channels.length; channel += 1) {
      const samples = channels[channel]!;
      const line = this.#lines[channel]!;
      let write = this.#write;
      for (let n = 0; n < frames; n += 1) {
        line[write] = samples[n]!;
        const late = line[(write - delay + size) % size]!;
        if (delay === before) {
          samples[n] = late;
        } else {
          const old = line[(write - before + size) % size]!;
          samples[n] = old + ((n + 1) / frames) * (late - old);
        }
        write = write + 1 === size ? 0 : write + 1;
      }
    }
    this.#write = (this.#write + frames) % size;
  }

  #mix(channels: readonly Float32Array[], frames: number): void {
    const from = this.#now ?? this.#target;
    const to = this.#target;
    this.#now = to;
    const left = channels[0]!;
    const right = channels[1];
    if (right === undefined) {
      // One channel alone has no other side: what both sides would sum to, halved.
      const start = (from[0] + from[1] + from[2] + from[3]) / 2;
      const step = ((to[0] + to[1] + to[2] + to[3]) / 2 - start) / frames;
      for (let n = 0; n < frames; n += 1) left[n]! *= start + (n + 1) * step;
      return;
    }
    if (isIdentity(from) && isIdentity(to)) return;
    for (let n = 0; n < frames; n += 1) {
      const t = (n + 1) / frames;
      const x = left[n]!;
      const y = right[n]!;
      left[n] = (from[0] + t * (to[0] - from[0])) * x + (from[1] + t * (to[1] - from[1])) * y;
      right[n] = (from[2] + t * (to[2] - from[2])) * x + (from[3] + t * (to[3] - from[3])) * y;
    }
  }
}

const isIdentity = (m: Matrix): boolean => m[0] === 1 && m[1] === 0 && m[2] === 0 && m[3] === 1;

const PARAMETERS: readonly ParameterSpec[] = [TRIM, POLARITY, WIDTH, PAN, DELAY];

/** Trim, polarity, width, stereo pan and a delay in samples. At its standard values it passes its input bit for bit. */
export const utility: ProcessorSpec = {
  id: 'utility',
  version: 1,
  title: 'Utility',
  parameters: PARAMETERS,
  makesStereo: true,
  create: (_sampleRate, channels) => new UtilityInstance(channels),
};
