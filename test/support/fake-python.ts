/**
 * Imitates an interpreter with PyTorch: answers the probe, and implements the protocol of `training.adapt` without
 * training anything. The new model's title selects its behaviour.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';
import { wavBytes } from './wav.ts';

/** The fake starts through a shebang line, which Windows does not support. */
export const CAN_FAKE_PYTHON = process.platform !== 'win32';

/**
 * Writes an executable that runs this file.
 * @returns its path
 */
export function writeFakePython(folder: string, name = 'python3.mjs'): string {
  const path = join(folder, name);
  const here = JSON.stringify(fileURLToPath(import.meta.url));
  writeFileSync(
    path,
    `#!${process.execPath}\nimport { main } from ${here};\nawait main(process.argv.slice(2));\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

const Plan = z.object({
  model: z.object({ id: z.string(), title: z.string(), recipe: z.string(), weights: z.string().nullable() }),
  work: z.string(),
  out: z.string(),
  pretraining: z.string(),
  recordings: z.array(z.object({ file: z.string(), players: z.array(z.string()) })),
  solos: z.array(z.object({ file: z.string(), players: z.array(z.string()).length(1) })),
});

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('-c')) {
    say({
      path: process.argv[1],
      version: [3, 11, 2],
      packages: { torch: '1.13.1', numpy: '1.24', onnx: null },
    });
    return;
  }
  const planPath = args[args.indexOf('--plan') + 1] ?? '';
  const plan = Plan.parse(JSON.parse(readFileSync(planPath, 'utf8')));
  const folder = dirname(planPath);
  for (const { file } of [...plan.recordings, ...plan.solos]) {
    if (!existsSync(join(folder, file))) throw new Error(`${file} is not there`);
  }
  say({ type: 'progress', done: 0.1, phase: 'scoring the model as it is', detail: '', left: null });
  const checkpoint = join(folder, plan.work, 'checkpoint');
  mkdirSync(dirname(checkpoint), { recursive: true });
  switch (plan.model.title) {
    case 'Refused':
      say({ type: 'refused', code: 'adapt/material', message: 'There is too little to learn from.' });
      return process.exit(3);
    case 'Dies':
      process.stderr.write('Traceback (most recent call last):\nKeyError: 7\n');
      return process.exit(1);
    case 'Babbles':
      process.stdout.write('hello\n');
      break;
    case 'Stops':
      if (!existsSync(checkpoint)) {
        writeFileSync(checkpoint, '');
        say({ type: 'saved', minutes: 0.5 });
        // Repeats like the real program, because a client may skip some reports.
        setInterval(() => {
          say({ type: 'progress', done: 0.4, phase: 'learning from your solos', detail: 'step 7', left: 90 });
        }, 200);
        process.stdin.resume();
        await once(process.stdin, 'end');
        say({ type: 'stopped' });
        return process.exit(130);
      }
  }
  const out = join(folder, plan.out);
  // The "weights" record the models they were derived from.
  const before =
    plan.model.weights === null ? '' : `${readFileSync(join(folder, plan.model.weights), 'utf8')}, `;
  const learnt = Buffer.from(`${before}${plan.model.id} by ${plan.pretraining}`);
  const described = {
    ...{ recipe: plan.model.recipe, file: 'checkpoint.weights.npz', bytes: learnt.length },
    sha256: createHash('sha256').update(learnt).digest('hex'),
  };
  const made = await writeTinyModel(join(folder, 'tiny'), {
    id: plan.model.id,
    manifest: {
      title: plan.model.title,
      training: { recipe: 'models/training/adapt', checkpoint: described },
    },
  });
  for (const file of ['manifest.json', 'model.onnx'])
    writeFileSync(join(out, file), readFileSync(join(made, file)));
  writeFileSync(join(out, described.file), learnt);
  mkdirSync(join(out, 'clips'));
  writeFileSync(join(out, 'clips', 'solos-0.wav'), wavBytes({ rate: 22_050, channels: 1, seconds: 0.5 }));
  const change = plan.model.title === 'Worse' ? -0.4 : 0.8;
  const figure = {
    ...{ kind: 'solos', mixtures: 4, before: 6, after: 6 + change, change, half: 0.3 },
    instruments: [{ name: 'violin', before: 6, after: 6 + change }],
  };
  const clip = { file: 'solos-0.wav', passage: 'Held-back solos, mixed', kind: 'after', label: 'violin' };
  say({ type: 'progress', done: 1, phase: 'writing the model', detail: '', left: 0 });
  say({ type: 'result', share: 0.5, steps: 12, minutes: 1, figures: [figure], clips: [clip] });
}
