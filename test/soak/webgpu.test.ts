/**
 * Inference on WebGPU for real, through Chromium's software driver for Vulkan: slow, but the shaders that a GPU runs. It
 * computes what the CPU does, and is refused as a provider for taking longer.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readManifest } from '../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../src-main/inference/separator-manifest.ts';
import { nodePlacement } from '../../src-main/inference/node-placement.ts';
import { openSession } from '../../src-main/inference/session.ts';
import { MOST_DIFFERENCE, problemOf, trialOf } from '../../src-main/inference/trial.ts';
import { openTrustedSession } from '../../src-main/inference/trusted-session.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

it.skipIf(!existsSync(DRIVER))(`webgpu agrees with the CPU (skipped without ${DRIVER})`, async () => {
  process.env['VK_DRIVER_FILES'] = DRIVER;
  process.env['VK_ICD_FILENAMES'] = DRIVER;
  const dir = await mkdtemp(join(tmpdir(), 'divisi-webgpu-'));
  try {
    const model = await writeTinyModel(dir);
    const weights = join(model, 'model.onnx');
    const trial = trialOf(requireSeparator(await readManifest(model)));
    const gpu = await openSession(weights, { providers: ['webgpu'], threads: 1 });
    const cpu = await openSession(weights, { providers: ['cpu'], threads: 1 });
    const [found, expected] = [
      await gpu.run(trial.inputs, trial.output),
      await cpu.run(trial.inputs, trial.output),
    ];
    const difference = Math.max(
      ...found.data.map((value, index) => Math.abs(value - (expected.data[index] ?? NaN))),
    );
    expect(difference).toBeLessThan(MOST_DIFFERENCE);
    expect(await problemOf(gpu, cpu, trial)).toMatch(/times as long as the CPU/);
    expect(await nodePlacement(weights, 'webgpu', 1, trial)).toEqual({ nodes: 5, onCpu: 0 });
    await gpu.release();
    await cpu.release();
    const session = await openTrustedSession(weights, { providers: ['webgpu', 'cpu'], threads: 1 }, trial);
    expect(session.provider).toBe('cpu');
    expect(session.refused).toMatchObject([{ provider: 'webgpu' }]);
    await session.release();
  } finally {
    await rm(dir, { recursive: true });
  }
});
