import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../../src-main/adaptation/lines.ts';
import { runTrainer } from '../../../../src-main/adaptation/trainer.ts';
import { CAN_FAKE_PYTHON, writeFakePython } from '../../../support/fake-python.ts';
import { tempDir } from '../../../support/temp.ts';

function setUp(title: string) {
  const folder = tempDir();
  mkdirSync(join(folder, 'out'));
  const planPath = join(folder, 'plan.json');
  const plan = {
    model: { id: 'mine', title, recipe: 'tiny', weights: null },
    ...{ pretraining: 'unmixing', work: 'work', out: 'out', recordings: [], solos: [] },
  };
  writeFileSync(planPath, JSON.stringify(plan));
  const controller = new AbortController();
  const lines: string[] = [];
  const run = (python = writeFakePython(folder)) =>
    runTrainer({
      ...{ python, programDir: folder, planPath, threads: 1, signal: controller.signal },
      onLine: (line) => {
        lines.push(line.type);
        if (line.type === 'progress' && line.detail === 'step 7') controller.abort();
      },
    });
  return { run, lines };
}

describe.skipIf(!CAN_FAKE_PYTHON)('the training program', () => {
  it('reports its way and ends with a result', async () => {
    const { run, lines } = setUp('Mine');
    expect(await run()).toMatchObject({ share: 0.5, steps: 12, figures: [{ kind: 'solos', change: 0.8 }] });
    expect(lines).toEqual(['progress', 'progress']);
  });

  it('is stopped by the end of its stdin, saves, and goes on the next time', async () => {
    const { run, lines } = setUp('Stops');
    await expect(run()).rejects.toMatchObject({ code: 'call/cancelled' });
    expect(lines.slice(0, 3)).toEqual(['progress', 'saved', 'progress']);
  });

  it('that refuses is believed', async () => {
    await expect(setUp('Refused').run()).rejects.toMatchObject({
      code: 'adapt/material',
      message: 'There is too little to learn from.',
    });
  });

  it('that dies is told with its last words', async () => {
    await expect(setUp('Dies').run()).rejects.toMatchObject({
      code: 'process/died',
      message: expect.stringContaining('KeyError: 7') as string,
    });
  });

  it('that says something else has a bug', async () => {
    const failed = await setUp('Babbles')
      .run()
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SyntaxError);
  });

  it('that is not there is a missing Python', async () => {
    await expect(setUp('Mine').run('/nowhere/python3')).rejects.toMatchObject({ code: 'python/missing' });
  });
});

describe('a line of the protocol', () => {
  it('names clips by plain file names only', () => {
    const clip = { passage: 'p', kind: 'after', label: '' };
    const line = (file: string) =>
      JSON.stringify({
        type: 'result',
        share: 1,
        steps: 1,
        minutes: 1,
        figures: [],
        clips: [{ ...clip, file }],
      });
    expect(parseLine(line('solos-1.wav')).type).toBe('result');
    for (const file of ['../x.wav', '/etc/x.wav', 'x.mp3']) expect(() => parseLine(line(file))).toThrow();
  });
});
