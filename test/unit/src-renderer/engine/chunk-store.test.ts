import { describe, expect, it } from 'vitest';
import { ChunkStore } from '../../../../src-renderer/engine/worklet/chunk-store.ts';
import { ramp } from './fixtures.ts';

const CHUNK = 256;
const store = (frames = 2000): ChunkStore =>
  new ChunkStore([{ channels: 2 }, { channels: 1 }], CHUNK, frames);

describe('ChunkStore', () => {
  it('gives back planar what came interleaved, across chunks of one message', () => {
    const chunks = store();
    chunks.add(0, 1, ramp(256, 512, 2));
    const out = [new Float32Array(128), new Float32Array(128)];
    chunks.read(0, 512, 128, out);
    expect(Array.from(out[0] ?? [])).toEqual(Array.from({ length: 128 }, (_, i) => 513 + i));
    expect(Array.from(out[1] ?? [])).toEqual(Array.from({ length: 128 }, (_, i) => -513 - i));
  });

  it('reads silence where nothing came', () => {
    const chunks = store();
    const out = [new Float32Array(128).fill(7)];
    chunks.read(1, 0, 128, out);
    expect(out[0]?.every((sample) => sample === 0)).toBe(true);
  });

  it('counts only what every input has', () => {
    const chunks = store();
    chunks.add(0, 0, ramp(0, 512, 2));
    expect(chunks.available(0, 1000, null)).toBe(0);
    chunks.add(1, 0, ramp(0, 256, 1));
    expect(chunks.available(0, 1000, null)).toBe(256);
    expect(chunks.available(100, 1000, null)).toBe(156);
    expect(chunks.available(100, 50, null)).toBe(50);
    expect(chunks.has(0, 256)).toBe(true);
    expect(chunks.has(0, 257)).toBe(false);
  });

  it('counts everything as there past the end', () => {
    const chunks = store(300);
    for (const [input, channels] of [2, 1].entries()) chunks.add(input, 0, ramp(0, 512, channels));
    expect(chunks.available(290, 1000, null)).toBe(1000);
    expect(chunks.has(290, 5000)).toBe(true);
    expect(chunks.has(300, 5000)).toBe(true);
  });

  it('follows a loop, however short', () => {
    const chunks = store();
    for (const [input, channels] of [2, 1].entries()) chunks.add(input, 0, ramp(0, 256, channels));
    expect(chunks.available(0, 1000, { start: 100, end: 200 })).toBe(1000);
    expect(chunks.available(0, 1000, { start: 100, end: 300 })).toBe(256);
    // Past the loop playback runs on.
    expect(chunks.available(220, 1000, { start: 100, end: 200 })).toBe(36);
  });

  it('keeps the runs it is told to keep', () => {
    const chunks = store();
    for (const [input, channels] of [2, 1].entries()) chunks.add(input, 0, ramp(0, 1536, channels));
    chunks.keep([
      [0, 1],
      [3, 5],
    ]);
    expect(chunks.size).toBe(6);
    expect(chunks.has(0, 256)).toBe(true);
    expect(chunks.has(256, 512)).toBe(false);
    expect(chunks.has(768, 1280)).toBe(true);
  });

  it('refuses what is no whole chunk, and inputs that do not exist', () => {
    expect(() => store().add(0, 0, new Float32Array(500))).toThrow(RangeError);
    expect(() => store().add(2, 0, new Float32Array(512))).toThrow(RangeError);
  });
});
