import { expect, test } from 'vitest';
import { LiveCushion } from '../../../../src-renderer/engine/worklet/live-cushion.ts';

const RATE = 20_000;
/** 12 ms. */
const RESERVE = 240;
const cushion = () => new LiveCushion(RATE, { least: 600, most: 6000 });

test('the wait is never shorter or longer than its limits', () => {
  const made = cushion();
  expect(made.wait).toBe(600);
  made.arrived(288);
  expect(made.wait).toBe(600);
  made.arrived(10_000);
  expect(made.wait).toBe(6000);
});

test('one that is later than all others lengthens the wait at once, and is half forgotten in ten minutes', () => {
  const made = cushion();
  made.arrived(1000);
  made.arrived(300);
  expect(made.wait).toBe(1250 + RESERVE);
  for (let n = 0; n < 6000; n += 1) made.pass(RATE / 10);
  expect(made.wait).toBe(625 + RESERVE);
  for (let n = 0; n < 1200; n += 1) made.pass(RATE);
  expect(made.wait).toBe(600);
});

test('a warm-up counts for nothing, and after a trial more is added at first, because it is short', () => {
  const made = cushion();
  made.arrived(3000);
  made.forget();
  made.arrived(1000);
  made.endTrial();
  // 40 ms.
  expect(made.wait).toBe(1250 + RESERVE + 800);
  made.pass(60 * RATE);
  expect(made.wait).toBe(Math.round(1250 * 0.5 ** 0.1) + RESERVE + 400);
});

test('a wait that the buffer was forced to stays', () => {
  const made = cushion();
  made.need(1700);
  expect(made.wait).toBe(1700);
  made.need(1000);
  expect(made.wait).toBe(1700);
});
