import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePicture } from '../../src-main/audio/covers/picture.ts';
import { readTags } from '../../src-main/audio/read/metadata.ts';
import { createOutputs } from '../../src-main/audio/write/output.ts';
import { NO_METADATA } from '../../src-shared/contract/export.ts';
import { jpegOf, plain } from '../support/pictures.ts';
import { hasFfprobe, probe } from '../support/probe.ts';
import { tempFolder } from '../support/temp.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const RATE = 48_000;
const picture = jpegOf(plain(64, 48, [20, 90, 160]));

/** The picture that a file carries, as Divisi reads it, and as ffprobe does where it is installed. */
async function coverOf(path: string): Promise<Buffer | null> {
  const { picture: found } = await readTags(path);
  if (hasFfprobe) {
    const sizes = probe(path).pictures.map(({ width, height }) => ({ width, height }));
    expect(sizes).toEqual(found === null ? [] : [{ width: 64, height: 48 }]);
  }
  return found;
}

/** Separates two seconds of a tone, from a FLAC file that carries a picture. */
beforeAll(async () => {
  const outputs = createOutputs({
    ...{ format: 'flac', bitDepth: '16', kbps: 0, sampleRate: RATE, inputRate: RATE, project: 'Tone' },
    ...{ tags: { metadata: NO_METADATA, cover: parsePicture(picture) }, overwrite: true },
  });
  const output = await outputs.open({
    ...{ path: at('tone.flac'), name: 'tone.flac', channels: 1, title: 'Tone', timeReference: 0 },
  });
  await output.write([Float32Array.from({ length: 2 * RATE }, (_, n) => 0.3 * Math.sin(n / 20))]);
  await outputs.finish();
  const where = ['--library', at('library'), '--out', at('out'), '--provider', 'cpu', '--threads', '1'];
  const ran = await divisi(['separate', at('tone.flac'), '--instruments', 'violin', ...where]);
  expect(ran.status, ran.err).toBe(0);
});

describe('the cover of a recording', () => {
  test.each(['violin.wav', 'rest.wav'])('is in the %s that divisi separate writes', async (name) => {
    expect(await coverOf(at('out', name))).toEqual(picture);
  });

  test.each(['wav', 'flac', 'mp3', 'opus'])(
    'is in the mix that divisi export writes as %s',
    async (format) => {
      const ran = await divisi([
        ...['export', at('out', 'project.json'), '--what', 'mix', '--format', format, '--out', at(format)],
        '--json',
      ]);
      expect(ran.status, ran.err).toBe(0);
      const { files } = JSON.parse(ran.out) as { files: readonly { file: string }[] };
      expect(files).toHaveLength(1);
      for (const { file } of files) expect(await coverOf(file)).toEqual(picture);
    },
  );

  test('stays out where nobody wants it', async () => {
    const out = at('plain');
    const ran = await divisi([
      ...['export', at('out', 'project.json'), '--what', 'mix', '--format', 'flac', '--out', out],
      ...['--no-cover', '--json'],
    ]);
    expect(ran.status, ran.err).toBe(0);
    const { files } = JSON.parse(ran.out) as { files: readonly { file: string }[] };
    for (const { file } of files) expect(await coverOf(file)).toBeNull();
  });
});
