import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readManifest, weightsPath } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../../../src-main/inference/session.ts';
import { createStreamModel } from '../../../../src-main/inference/stream-model.ts';
import { createWaveformCall, emptyState } from '../../../../src-main/inference/waveform-call.ts';
import { maxDifference } from '../../../support/signals.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const golden = join(root, 'test', 'fixtures', 'golden');
const models = join(root, 'models');
const ids = readdirSync(golden).filter(
  (id) => existsSync(join(golden, id, 'waveforms.json')) && existsSync(join(models, id, 'manifest.json')),
);

const Description = z.object({
  counts: z.array(z.number()),
  slots: z.array(z.number().int()),
  stems: z.object({ file: z.string(), shape: z.array(z.number()).length(3) }),
  tolerance: z.number().max(1e-4),
});

async function floats(...names: string[]): Promise<Float32Array> {
  return new Float32Array(Uint8Array.from(await readFile(join(golden, ...names))).buffer);
}

/** What PyTorch computed of the whole signal at once when the weights were exported. */
describe.skipIf(ids.length === 0)('the shipped models of waveforms against their golden fixtures', () => {
  it.each(ids.length === 0 ? ['none'] : ids)(
    '%s gives the same, a piece at once or block after block, of any length',
    async (id) => {
      const dir = join(models, id);
      const manifest = requireSeparator(await readManifest(dir));
      if (manifest.output !== 'waveform') throw new Error(`${id} makes no waveforms`);
      const description = Description.parse(
        JSON.parse(await readFile(join(golden, id, 'waveforms.json'), 'utf8')),
      );
      const { counts, slots, stems, tolerance } = description;
      const audio = await floats('audio.f32');
      const expected = await floats(id, stems.file);
      expect(stems.shape).toEqual([1, slots.length, audio.length]);
      const session = await openSession(weightsPath(dir, manifest), { providers: ['cpu'], threads: 2 });
      const call = createWaveformCall(session, manifest, { counts, slots });
      const { segmentSamples, blockSamples = segmentSamples, delaySamples: delay } = manifest;
      for (const block of new Set([segmentSamples, 3 * blockSamples, blockSamples])) {
        if (segmentSamples % block !== 0) continue;
        const stream = createStreamModel(call, emptyState(manifest));
        const blocks: (readonly Float32Array[])[] = [];
        for (let at = 0; at < audio.length + delay; at += block) {
          const padded = new Float32Array(block);
          padded.set(audio.subarray(at, at + block));
          blocks.push(await stream.push(padded));
        }
        for (const slot of slots.keys()) {
          const found = Float32Array.from(blocks.flatMap((stemsOf) => [...stemsOf[slot]!]));
          const wanted = expected.subarray(slot * audio.length, (slot + 1) * audio.length);
          expect(maxDifference(found.subarray(delay, delay + audio.length), wanted)).toBeLessThan(tolerance);
        }
      }
      await session.release();
    },
  );
});
