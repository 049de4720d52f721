import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const Line = z.union([
  z.object({ file: z.string(), existing: z.boolean(), left: z.string().nullable() }),
  z.object({
    summary: z.object({
      imported: z.number(),
      existing: z.number(),
      separated: z.number(),
      left: z.array(z.object({ file: z.string(), reason: z.string() })),
      failed: z.array(z.object({ file: z.string(), code: z.string() })),
    }),
  }),
]);

test('a list says who plays in each file, and the end sums up what became of them', async () => {
  mkdirSync(at('takes'));
  for (const [index, name] of ['one', 'two'].entries()) {
    writeWav(at('takes', `${name}.wav`), {
      seconds: 1,
      channels: 1,
      sample: (n) => Math.sin(n / (9 + index)) / 2,
    });
  }
  writeFileSync(at('takes', 'broken.wav'), 'no audio');
  writeFileSync(
    at('list.tsv'),
    'instruments\tfile\nflute\ttakes/one.wav\n\ttakes/two.wav\n\ttakes/broken.wav\n',
  );
  const args = [at('list.tsv'), '--library', at('library')];
  const ran = await divisi(['import', ...args, '--json-lines']);
  expect(ran.status).toBe(2);
  const lines = ran.out
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toMatchObject({
    summary: {
      imported: 2,
      existing: 0,
      separated: 0,
      left: [],
      failed: [{ file: at('takes', 'broken.wav'), code: 'file/unsupported' }],
    },
  });
  writeFileSync(at('list.m3u8'), '#EXTM3U\ntakes/one.wav\ntakes/two.wav\n');
  const again = await divisi(['import', at('list.m3u8'), '--library', at('library')]);
  expect(again.status, again.err).toBe(0);
  expect(again.out).toMatch(/\n2 files in \d+:\d\d: 2 already in the library\n$/);
});

test('a mistake in a list is named with its place before anything is made', async () => {
  writeFileSync(at('bad.csv'), 'file,instruments\ntakes/one.wav,"violin, celo"\nnowhere.wav,viola\n');
  const ran = await divisi(['import', at('bad.csv'), '--library', at('never')]);
  expect(ran.status).toBe(2);
  expect(ran.err).toContain(
    `${at('bad.csv')}:2:15: "celo" is not an instrument Divisi knows; did you mean "cello"?`,
  );
  expect(ran.err).toContain(`note: ${at('bad.csv')}:3:1: There is no file "nowhere.wav"\n`);
  expect(ran.err).toContain(`divisi: "${at('bad.csv')}" has 2 mistakes; nothing was imported\n`);
  expect(existsSync(at('never'))).toBe(false);
});

test('a list in UTF-16, as Excel writes it, is read', async () => {
  const text = 'file\tinstruments\ntakes/none.wav\tviolin\ntakes/one.wav\tcelo\n';
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  writeFileSync(at('little.tsv'), little);
  writeFileSync(at('big.tsv'), Buffer.from(little).swap16());
  for (const name of ['little.tsv', 'big.tsv']) {
    const ran = await divisi(['import', at(name), '--library', at('never')]);
    expect(ran.err).toContain(`${at(name)}:2:1: There is no file "takes/none.wav"`);
    expect(ran.err).toContain(`:3:15: "celo" is not an instrument Divisi knows; did you mean "cello"?`);
  }
});

test('a score that is refused fails its own file, and the others go on', async () => {
  mkdirSync(at('scored'));
  for (const [index, name] of ['three', 'four'].entries()) {
    writeWav(at('scored', `${name}.wav`), {
      seconds: 1,
      channels: 1,
      sample: (n) => Math.sin(n / (7 + index)) / 2,
    });
  }
  writeFileSync(at('scored', 'huge.mid'), '');
  truncateSync(at('scored', 'huge.mid'), 33 * 2 ** 20);
  writeFileSync(
    at('scored', 'list.csv'),
    'file,instruments,score\nthree.wav,flute,huge.mid\nfour.wav,oboe,\n',
  );
  const ran = await divisi(['import', at('scored', 'list.csv'), '--library', at('scores'), '--json-lines']);
  expect(ran.status).toBe(2);
  const lines = ran.out
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
  expect(lines.at(-1)).toMatchObject({
    summary: { imported: 2, failed: [{ file: at('scored', 'three.wav'), code: 'file/too-large' }] },
  });
});
