import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterSpec } from '../../../../src-shared/mixing/processors/types.ts';
import {
  clampParameter,
  dragged,
  formatParameter,
  parseParameter,
  positionOf,
  quantise,
  stepParameter,
  valueAt,
} from '../../../../src-renderer/ui/parameter.ts';

const gain: ParameterSpec = {
  id: 'gain',
  label: 'Gain',
  unit: 'dB',
  min: -24,
  max: 24,
  taper: 'linear',
  default: 0,
};
const hz: ParameterSpec = {
  id: 'hz',
  label: 'Frequency',
  unit: 'Hz',
  min: 20,
  max: 20_000,
  taper: 'log',
  default: 1000,
};
const slope: ParameterSpec = {
  id: 'slope',
  label: 'Slope',
  unit: '',
  min: 0,
  max: 2,
  taper: 'linear',
  default: 1,
  choices: ['6 dB', '12 dB', '24 dB'],
};
const attack: ParameterSpec = {
  id: 'attack',
  label: 'Attack',
  unit: 'ms',
  min: 0.1,
  max: 2000,
  taper: 'log',
  default: 10,
};
const ratio: ParameterSpec = {
  id: 'ratio',
  label: 'Ratio',
  unit: ':1',
  min: 1,
  max: 20,
  taper: 'log',
  default: 2,
};
const q: ParameterSpec = { id: 'q', label: 'Q', unit: 'Q', min: 0.1, max: 10, taper: 'log', default: 0.7 };
const all = [gain, hz, slope, attack, ratio, q];

describe('travel', () => {
  it('puts the middle of a log taper at the geometric mean', () => {
    expect(positionOf(hz, Math.sqrt(20 * 20_000))).toBeCloseTo(0.5, 12);
    expect(valueAt(hz, 0.5)).toBeCloseTo(632.4555, 3);
  });

  it('is its own inverse everywhere, ends included', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(gain, hz, attack, ratio, q),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (spec, p) => {
          expect(positionOf(spec, valueAt(spec, p))).toBeCloseTo(p, 9);
        },
      ),
      { seed: 1 },
    );
    for (const spec of all) {
      expect(valueAt(spec, 0)).toBe(spec.min);
      expect(valueAt(spec, 1)).toBeCloseTo(spec.max, 9);
      expect(valueAt(spec, 2)).toBeCloseTo(spec.max, 9);
      expect(positionOf(spec, spec.min - 1000)).toBe(0);
    }
  });

  it('rounds choices to whole numbers', () => {
    expect(clampParameter(slope, 1.4)).toBe(1);
    expect(valueAt(slope, 0.9)).toBe(2);
  });

  it('moves ten times finer with Shift and stays inside', () => {
    expect(dragged(0.5, 18, 180, false)).toBeCloseTo(0.6, 12);
    expect(dragged(0.5, 18, 180, true)).toBeCloseTo(0.51, 12);
    expect(dragged(0.95, 1000, 180, false)).toBe(1);
    expect(dragged(0.05, -1000, 180, false)).toBe(0);
  });
});

describe('keys', () => {
  it('steps on a grid and never leaves the range', () => {
    expect(stepParameter(gain, 0, 1)).toBe(0.2);
    expect(stepParameter(gain, 0, -1, 'fine')).toBe(-0.02);
    expect(stepParameter(gain, 0, 1, 'page')).toBe(2);
    expect(stepParameter(gain, 23.9, 1, 'page')).toBe(24);
    expect(stepParameter(slope, 2, 1)).toBe(2);
    expect(stepParameter(slope, 0, 1, 'page')).toBe(1);
  });

  it('always changes a value that is not at its end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.constantFrom(1 as const, -1 as const),
        fc.constantFrom('fine' as const, 'step' as const, 'page' as const),
        (spec, p, direction, size) => {
          const value = quantise(spec, valueAt(spec, p));
          const next = stepParameter(spec, value, direction, size);
          const atEnd = direction === 1 ? value >= spec.max : value <= spec.min;
          if (!atEnd) expect(Math.sign(next - value)).toBe(direction);
          expect(next).toBeGreaterThanOrEqual(spec.min);
          expect(next).toBeLessThanOrEqual(spec.max);
        },
      ),
      { seed: 2 },
    );
  });
});

describe('text', () => {
  it('writes units', () => {
    expect(formatParameter(gain, -3)).toBe('−3.0 dB');
    expect(formatParameter(gain, 3)).toBe('+3.0 dB');
    expect(formatParameter({ ...gain, id: 'knee', min: 0 }, 6)).toBe('6.0 dB');
    expect(formatParameter(hz, 1250)).toBe('1.25 kHz');
    expect(formatParameter(attack, 5)).toBe('5.0 ms');
    expect(formatParameter(attack, 1500)).toBe('1.50 s');
    expect(formatParameter(ratio, 4)).toBe('4.0:1');
    expect(formatParameter(q, 0.7)).toBe('Q 0.70');
    expect(formatParameter(slope, 2)).toBe('24 dB');
  });

  it.each([
    [hz, '1.2k', 1200],
    [hz, '1,2 kHz', 1200],
    [hz, '440', 440],
    [hz, '99999', 20_000],
    [gain, '−3 dB', -3],
    [gain, '+1.5', 1.5],
    [gain, '.5', 0.5],
    [gain, '-∞ dB', -24],
    [attack, '1.5 s', 1500],
    [attack, '250ms', 250],
    [ratio, '4:1', 4],
    [q, 'Q 0.7', 0.7],
    [slope, '12 db', 1],
  ])('reads %o %s', (spec, text, value) => {
    expect(parseParameter(spec, text)).toBeCloseTo(value, 9);
  });

  it.each(['', 'loud', '1..2', '3 apples', '--3', '1e5'])('refuses “%s”', (text) => {
    expect(parseParameter(gain, text)).toBeNull();
  });

  it('reads back what it writes, to what the text shows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.double({ min: 0, max: 1, noNaN: true }), (spec, p) => {
        const value = valueAt(spec, p);
        const text = formatParameter(spec, value);
        const read = parseParameter(spec, text);
        expect(read).not.toBeNull();
        expect(formatParameter(spec, read ?? Number.NaN)).toBe(text);
      }),
      { seed: 3 },
    );
  });
});
