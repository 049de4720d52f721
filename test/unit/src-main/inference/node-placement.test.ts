import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { nodePlacement, placementIn } from '../../../../src-main/inference/node-placement.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { trialOf } from '../../../../src-main/inference/trial.ts';
import { tempDir } from '../../../support/temp.ts';
import { writeTinyModel } from './tiny-model.ts';

const ran = (node: number, provider: string) => ({
  cat: 'Node',
  name: `Mul_${node}_kernel_time`,
  args: { op_name: 'Mul', provider, node_index: String(node) },
});

describe('where the nodes of a graph run', () => {
  it('counts each node once, however often it ran, and ignores other events', () => {
    const profile = [
      { cat: 'Session', name: 'model_loading_uri', args: {} },
      ran(0, 'WebGpuExecutionProvider'),
      ran(1, 'CPUExecutionProvider'),
      ran(0, 'WebGpuExecutionProvider'),
      ran(1, 'CPUExecutionProvider'),
      ran(2, 'WebGpuExecutionProvider'),
    ];
    expect(placementIn(profile)).toEqual({ nodes: 3, onCpu: 1 });
    expect(() => placementIn({ cat: 'Node' })).toThrow();
  });

  it('is read from the profile of a real run', async () => {
    const model = await writeTinyModel(tempDir());
    const trial = trialOf(requireSeparator(await readManifest(model)));
    expect(await nodePlacement(join(model, 'model.onnx'), 'cpu', 1, trial)).toEqual({ nodes: 5, onCpu: 5 });
  });
});
