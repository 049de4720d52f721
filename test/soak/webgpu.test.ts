/**
 * Inference on WebGPU for real, through Chromium's software driver for Vulkan: slow, but the shaders that a GPU runs. It
 * computes what the CPU does, with a tiny model and with the shipped one, and is refused as a provider for taking longer.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readManifest } from '../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../src-main/inference/separator-manifest.ts';
import { nodePlacement } from '../../src-main/inference/node-placement.ts';
import { createSession, openSession } from '../../src-main/inference/session.ts';
import type { Session } from '../../src-main/inference/session.ts';
import { MOST_DIFFERENCE, problemOf, trialOf } from '../../src-main/inference/trial.ts';
import type { Trial } from '../../src-main/inference/trial.ts';
import { openTrustedSession } from '../../src-main/inference/trusted-session.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const onSoftwareDriver = it.skipIf(!existsSync(DRIVER));

beforeAll(() => {
  process.env['VK_DRIVER_FILES'] = DRIVER;
  process.env['VK_ICD_FILENAMES'] = DRIVER;
});

onSoftwareDriver(`webgpu agrees with the CPU (skipped without ${DRIVER})`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'divisi-webgpu-'));
  try {
    const model = await writeTinyModel(dir);
    const weights = join(model, 'model.onnx');
    const trial = trialOf(requireSeparator(await readManifest(model)));
    const gpu = await openSession(weights, { providers: ['webgpu'], threads: 1 });
    const cpu = await openSession(weights, { providers: ['cpu'], threads: 1 });
    expect(await difference(gpu, cpu, trial)).toBeLessThan(MOST_DIFFERENCE);
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

/** Frames of the shipped model's piece: the driver takes 14 processor seconds for them, and 25 the first time. */
const FEW_FRAMES = 8;

onSoftwareDriver(
  `webgpu computes the shipped model as the CPU does, nearly all of it on the device (skipped without ${DRIVER})`,
  async () => {
    const root = join(import.meta.dirname, '../../models/harmonic-unet');
    const manifest = requireSeparator(await readManifest(root));
    const weights = join(root, manifest.weights.file);
    const trial = trialOf({ ...manifest, segmentFrames: FEW_FRAMES });
    const gpu = await createSession(weights, 'webgpu', 1, trial.fixed);
    const cpu = await createSession(weights, 'cpu', 1);
    expect(await difference(gpu, cpu, trial)).toBeLessThan(MOST_DIFFERENCE);
    await gpu.release();
    await cpu.release();
    // Where the length of a piece is not known before, 134 of 1102 nodes run on the CPU.
    const placement = await nodePlacement(weights, 'webgpu', 1, trial);
    expect(placement.onCpu).toBeLessThan(60);
    expect(placement.nodes).toBeGreaterThan(800);
  },
);

async function difference(
  gpu: Pick<Session, 'run'>,
  cpu: Pick<Session, 'run'>,
  { inputs, output }: Trial,
): Promise<number> {
  const found = await gpu.run(inputs, output);
  const expected = await cpu.run(inputs, output);
  return found.data.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (expected.data[index] ?? NaN))),
    0,
  );
}
