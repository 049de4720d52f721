import { describe, expect, test } from 'vitest';
import { blocksToTry, chooseBlock } from '../../../../src-main/separation/live-block.ts';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import type { WaveformCall } from '../../../../src-main/inference/waveform-call.ts';
import { join } from 'node:path';

const manifest = requireSeparator(
  await readManifest(join(import.meta.dirname, '../../../../models/conv-tasnet-causal')),
);
if (manifest.output !== 'waveform') throw new Error('the causal model makes waveforms');
const waveforms = manifest;

/** A network whose every call takes as long, whatever the block. */
const callOf =
  (milliseconds: number, lengths: number[]): WaveformCall =>
  (audio, state) => {
    lengths.push(audio.length);
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    return Promise.resolve({ estimates: [audio], state });
  };

describe('the block of a live input', () => {
  test('doubles from the shortest that the delay allows, up to the segment', () => {
    expect(blocksToTry(waveforms, 'short')).toEqual([440, 880, 1760, 3520, 5280]);
    expect(blocksToTry(waveforms, 'medium')).toEqual([1760, 3520, 5280]);
    expect(blocksToTry(waveforms, 'long')).toEqual([5280]);
  });

  test('of a model that takes only segments is a segment', () => {
    expect(
      blocksToTry({ segmentSamples: 2205, sampleRate: 22_050, blockSamples: undefined }, 'short'),
    ).toEqual([2205]);
  });

  test('is the first that takes at most half of its own time', async () => {
    const lengths: number[] = [];
    // 60 ms a call are more than half of 80 ms, and 0.38 of 160 ms, which a busy machine may exceed too.
    const { block, realTimeFactor } = await chooseBlock(callOf(60, lengths), waveforms, 'medium');
    expect([...new Set(lengths)].slice(0, 2)).toEqual([1760, 3520]);
    expect([3520, 5280]).toContain(block);
    expect(realTimeFactor).toBeGreaterThan(0.24);
  });

  test('is the longest where none is fast enough', async () => {
    const { block, realTimeFactor } = await chooseBlock(callOf(150, []), waveforms, 'long');
    expect(block).toBe(5280);
    expect(realTimeFactor).toBeGreaterThan(0.5);
  });
});
