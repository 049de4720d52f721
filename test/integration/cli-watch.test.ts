import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const Entry = z.object({ file: z.string(), state: z.string() });

test('takes what comes into a folder once, when it is whole, and ends cleanly', async () => {
  mkdirSync(at('in'));
  writeWav(at('take.wav'), { seconds: 0.5, channels: 1 });
  writeWav(at('other.wav'), { seconds: 0.5, channels: 1, sample: (n) => Math.sin(n / 9) / 2 });
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, '../../src-main/doors/cli.ts'),
      ...['watch', at('in'), '--library', at('library'), '--interval', '1', '--json-lines'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DIVISI_CONFIG: testConfigDir() } },
  );
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const entries = () =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => Entry.parse(JSON.parse(line)));

  copyFileSync(at('take.wav'), at('in', 'one.wav'));
  await eventually(() => expect(entries()).toEqual([{ file: at('in', 'one.wav'), state: 'ready' }]));
  writeFileSync(at('in', 'broken.wav'), 'no audio');
  copyFileSync(at('other.wav'), at('in', 'two.wav'));
  // The same audio under another name is known already.
  copyFileSync(at('take.wav'), at('in', 'again.wav'));
  await eventually(() => expect(entries()).toHaveLength(3));
  expect(entries().slice(1)).toEqual([
    { file: at('in', 'broken.wav'), state: 'failed' },
    { file: at('in', 'two.wav'), state: 'ready' },
  ]);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  const summary = z.object({ summary: z.object({ imported: z.number(), failed: z.array(z.unknown()) }) });
  const last = summary.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''));
  expect(last.summary).toMatchObject({ imported: 2, failed: [{ file: at('in', 'broken.wav') }] });
});
