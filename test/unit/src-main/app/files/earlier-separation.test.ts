import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  leftOver,
  removeLeftOver,
  requireNothingLeftOver,
} from '../../../../../src-main/app/files/earlier-separation.ts';
import type { Work } from '../../../../../src-main/app/files/work.ts';
import { thisProgram } from '../../../../../src-main/app/program/program.ts';
import { tempDir } from '../../../../support/temp.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A folder with a separation of these stems, whose files contain their own names. */
function separated(names: readonly string[], notes: string | null = null) {
  const dir = tempDir();
  for (const name of names) writeFileSync(join(dir, name), name);
  if (notes !== null) writeFileSync(join(dir, 'notes.json'), notes);
  const stems = Object.fromEntries(names.map((file) => [file, { file, sha256: sha256(file) }]));
  const report = { stems, notes_sha256: notes === null ? null : sha256(notes) };
  writeFileSync(join(dir, 'separation.json'), JSON.stringify(report));
  return dir;
}

function working() {
  const told: string[] = [];
  const work: Work = {
    program: thisProgram(),
    signal: new AbortController().signal,
    progress: { step: () => () => {} },
    note: (text) => void told.push(text),
  };
  return { work, told };
}

const names = async (dir: string, written: readonly string[]): Promise<string[]> =>
  (await leftOver(dir, written)).map(({ name }) => name);

it('knows what an earlier separation wrote and a new one would not', async () => {
  const dir = separated(['violin.wav', 'cello.wav', 'rest.wav'], '{}');
  expect(await names(dir, ['violin.wav', 'rest.wav'])).toEqual(['cello.wav', 'notes.json']);
  expect(await names(dir, ['violin.wav', 'cello.wav', 'rest.wav', 'notes.json'])).toEqual([]);
  expect(() => requireNothingLeftOver([], dir)).not.toThrow();
  const files = await leftOver(dir, ['rest.wav']);
  expect(() => requireNothingLeftOver(files, dir)).toThrow(/violin\.wav, cello\.wav, notes\.json.*--replace/);
});

it('removes only what is as it was written, and nothing outside the folder', async () => {
  const dir = separated(['violin.wav', 'cello.wav', 'rest.wav']);
  writeFileSync(join(dir, 'cello.wav'), 'edited by hand');
  writeFileSync(join(dir, 'my own.wav'), 'mine');
  const { work, told } = working();
  await removeLeftOver(await leftOver(dir, ['rest.wav']), dir, work);
  expect(existsSync(join(dir, 'violin.wav'))).toBe(false);
  for (const name of ['cello.wav', 'my own.wav', 'rest.wav']) expect(existsSync(join(dir, name))).toBe(true);
  expect(told).toEqual(['cello.wav of an earlier separation was changed since then and stays']);
});

it.each([
  ['no report', null],
  ['not JSON', 'half a rep'],
  ['a report of another program', '{"stems": 3}'],
  [
    'a report that leads elsewhere',
    JSON.stringify({ stems: { a: { file: '../secret.wav', sha256: sha256('x') } }, notes_sha256: null }),
  ],
])('%s names no files', async (_, report) => {
  const dir = tempDir();
  if (report !== null) writeFileSync(join(dir, 'separation.json'), report);
  expect(await leftOver(dir, [])).toEqual([]);
});
