import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repeatedMeasures } from '../../../../../src-shared/studies/statistics/anova.ts';
import { bradleyTerry } from '../../../../../src-shared/studies/statistics/bradley-terry.ts';
import { describe as describeValues } from '../../../../../src-shared/studies/statistics/describe.ts';
import {
  betaCdf,
  chiSquaredTail,
  logGamma,
  normalTail,
  studentQuantile,
} from '../../../../../src-shared/studies/statistics/distributions.ts';
import {
  binomialTail,
  friedman,
  holm,
  wilcoxon,
} from '../../../../../src-shared/studies/statistics/tests.ts';

const numbers = z.array(z.number());
const table = z.array(numbers);
/** Written by `statistics.py` beside it, with SciPy. */
const scipy = z
  .object({
    describe: z.object({
      values: numbers,
      mean: z.number(),
      ci95: z.number(),
      median: z.number(),
      q1: z.number(),
      q3: z.number(),
    }),
    friedman: z.array(
      z.object({ blocks: table, chiSquared: z.number(), p: z.number(), concordance: z.number() }),
    ),
    anova: z.array(
      z.object({
        ...{ blocks: table, f: z.number(), epsilon: z.number(), p: z.number() },
        ...{ huynhFeldt: z.number(), pHuynhFeldt: z.number(), etaSquared: z.number() },
      }),
    ),
    wilcoxon: z.array(
      z.object({
        a: numbers,
        b: numbers,
        exact: z.boolean(),
        w: z.number(),
        p: z.number(),
        effect: z.number(),
      }),
    ),
    binomial: z.array(z.tuple([z.number(), z.number(), z.number()])),
    t: z.array(z.tuple([z.number(), z.number(), z.number()])),
    chiSquared: z.array(z.tuple([z.number(), z.number(), z.number()])),
    normal: z.array(z.tuple([z.number(), z.number()])),
    beta: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    logGamma: z.array(z.tuple([z.number(), z.number()])),
    bradleyTerry: z.object({ wins: table, worth: numbers }),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../../fixtures/studies/statistics.json'), 'utf8'),
    ),
  );

const close = (value: number | undefined, wanted: number, tolerance = 1e-10): void =>
  expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(wanted)),
  );

describe('as SciPy computes them', () => {
  test('analysis of variance of repeated measures', () => {
    for (const { blocks, f, epsilon, p, ...more } of scipy.anova) {
      const found = repeatedMeasures(blocks);
      close(found?.f, f);
      close(found?.epsilon, epsilon);
      close((found?.p ?? Number.NaN) / p, 1, 1e-8);
      close(found?.huynhFeldt, more.huynhFeldt);
      close((found?.pHuynhFeldt ?? Number.NaN) / more.pHuynhFeldt, 1, 1e-8);
      close(found?.etaSquared, more.etaSquared);
      expect(found?.degrees[0]).toBe((blocks[0]?.length ?? 0) - 1);
    }
  });

  test('with too few listeners for Huynh and Feldt, the stricter correction is used for both', () => {
    const found = repeatedMeasures([
      [90, 60, 30],
      [80, 70, 10],
    ]);
    expect(found?.huynhFeldt).toBe(found?.epsilon);
    expect(found?.pHuynhFeldt).toBe(found?.p);
  });

  test('distributions', () => {
    for (const [p, v, x] of scipy.t) close(studentQuantile(p, v), x, 1e-9);
    for (const [x, v, p] of scipy.chiSquared) close(chiSquaredTail(x, v) / p, 1);
    for (const [z1, p] of scipy.normal) close(normalTail(z1) / p, 1);
    for (const [x, a, b, p] of scipy.beta) close(betaCdf(x, a, b), p);
    for (const [x, value] of scipy.logGamma) close(logGamma(x), value);
  });

  test('median, quartiles, mean and its interval', () => {
    const { values, ...wanted } = scipy.describe;
    const found = describeValues(values);
    close(found.mean, wanted.mean);
    close(found.ci95 ?? Number.NaN, wanted.ci95);
    expect([found.median, found.q1, found.q3]).toEqual([wanted.median, wanted.q1, wanted.q3]);
  });

  test("Friedman's test, with ties and without", () => {
    for (const { blocks, chiSquared, p, concordance } of scipy.friedman) {
      const found = friedman(blocks);
      close(found?.chiSquared, chiSquared);
      close(found?.p, p);
      close(found?.concordance, concordance);
    }
  });

  test("Wilcoxon's test, exact, with ties, and of many values", () => {
    for (const { a, b, exact, w, p, effect } of scipy.wilcoxon) {
      const found = wilcoxon(a, b);
      close(found?.w, w);
      close(found?.p, p);
      close(found?.effect, effect);
      expect(found?.isExact).toBe(exact);
    }
  });

  test('the binomial test', () => {
    for (const [correct, trials, p] of scipy.binomial) close(binomialTail(correct, trials), p);
  });

  test('the Bradley-Terry model', () => {
    const found = bradleyTerry(scipy.bradleyTerry.wins);
    expect(found?.isSmoothed).toBe(false);
    scipy.bradleyTerry.worth.forEach((worth, index) => close(found?.worth[index], worth, 1e-6));
  });
});

describe('edges', () => {
  test('one value has no interval', () => {
    expect(describeValues([40])).toMatchObject({ n: 1, mean: 40, ci95: null, median: 40, q1: 40, q3: 40 });
  });

  test('values beyond 1.5 interquartile ranges are outliers, and whiskers end before them', () => {
    const found = describeValues([50, 51, 52, 53, 54, 55, 100]);
    expect(found).toMatchObject({ outliers: [100], whiskerLow: 50, whiskerHigh: 55 });
  });

  test('tests without evidence say so', () => {
    expect(friedman([[1, 2, 3]])).toBeNull();
    expect(
      friedman([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toBeNull();
    expect(wilcoxon([1, 2], [1, 2])).toBeNull();
    expect(
      bradleyTerry([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });

  test("Holm's adjustment keeps the order and never exceeds 1", () => {
    holm([0.01, 0.04, 0.03, 0.005]).forEach((p, index) => close(p, [0.03, 0.06, 0.06, 0.02][index] ?? 0));
    expect(holm([0.5, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test('an item that always wins gets a finite worth, and the result says why', () => {
    const found = bradleyTerry([
      [0, 5],
      [0, 0],
    ]);
    expect(found?.isSmoothed).toBe(true);
    close(found?.worth[0], 5.5 / 6, 1e-9);
  });
});

test('an analysis of variance of two conditions is the paired t-test, and needs something unexplained', () => {
  const blocks = [
    [3, 5],
    [4, 9],
    [8, 9],
    [1, 4],
  ];
  const differences = blocks.map(([a = 0, b = 0]) => b - a);
  const mean = differences.reduce((sum, d) => sum + d, 0) / 4;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 3;
  const found = repeatedMeasures(blocks);
  close(found?.f, mean ** 2 / (variance / 4));
  close(found?.epsilon, 1);
  expect(repeatedMeasures([[1, 2, 3]])).toBeNull();
  expect(
    repeatedMeasures([
      [1, 2, 3],
      [11, 12, 13],
    ]),
  ).toBeNull();
});
