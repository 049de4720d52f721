import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTags } from '../../../../../src-main/audio/read/metadata.ts';
import { parsePicture } from '../../../../../src-main/audio/covers/picture.ts';
import { createOutputs } from '../../../../../src-main/audio/write/output.ts';
import { NO_METADATA, type ExportFormat } from '../../../../../src-shared/contract/export.ts';
import { jpegOf, plain } from '../../../../support/pictures.ts';
import { hasFfprobe, probe } from '../../../../support/probe.ts';
import { tempDir } from '../../../../support/temp.ts';

const RATE = 48_000;
const metadata = {
  ...NO_METADATA,
  composer: 'Dvořák',
  performers: '東京クヮルテット',
  album: 'String Quartets',
  date: '1998-05-17',
  genre: 'Chamber music',
  copyright: '© 1998 Nobody',
  comment: 'Live',
};
const cover = parsePicture(jpegOf(plain(64, 48, [20, 90, 160])));

/** A second of a tone, as an export writes it. */
async function written(format: ExportFormat): Promise<string> {
  const path = join(tempDir(), `viola.${format}`);
  const outputs = createOutputs({
    ...{ format, bitDepth: '24', kbps: 128, sampleRate: RATE, inputRate: RATE, project: 'Quartet' },
    ...{ tags: { metadata, cover }, overwrite: true },
  });
  const title = '弦楽四重奏曲 Viola';
  const output = await outputs.open({
    path,
    name: `viola.${format}`,
    channels: 1,
    title,
    timeReference: 96_000,
  });
  await output.write([Float32Array.from({ length: RATE }, (_, n) => 0.3 * Math.sin(n / 20))]);
  await outputs.finish();
  return path;
}

const FORMATS = ['wav', 'flac', 'mp3', 'opus'] as const;

describe.skipIf(!hasFfprobe)('what ffprobe reads in exports (skipped where it is not installed)', () => {
  it.each(FORMATS)('of the tags in %s', async (format) => {
    const { tags } = probe(await written(format));
    expect(tags).toMatchObject({
      title: '弦楽四重奏曲 Viola',
      artist: '東京クヮルテット',
      album: 'String Quartets',
      date: '1998-05-17',
      genre: 'Chamber music',
      copyright: '© 1998 Nobody',
      // Of INFO's composer, ffprobe has no name but INFO's own.
      [format === 'wav' ? 'imus' : 'composer']: 'Dvořák',
    });
  });

  it('of the broadcast extension in wav', async () => {
    const { tags } = probe(await written('wav'));
    expect(tags).toMatchObject({ encoded_by: 'Divisi', date: '1998-05-17', time_reference: '96000' });
    expect(tags['coding_history']).toContain('A=PCM,F=48000,W=24,M=mono,T=Divisi');
  });

  it.each(['flac', 'mp3', 'opus', 'wav'] as const)('of the cover in %s', async (format) => {
    const { pictures } = probe(await written(format));
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ width: 64, height: 48 });
  });
});

describe('what Divisi reads in its own exports', () => {
  it.each(FORMATS)('of the tags and the cover in %s', async (format) => {
    const read = await readTags(await written(format));
    expect(read.title).toBe('弦楽四重奏曲 Viola');
    expect(read.metadata).toMatchObject({
      composer: 'Dvořák',
      performers: '東京クヮルテット',
      date: '1998-05-17',
    });
    expect(read.picture?.equals(Buffer.from(cover?.bytes ?? []))).toBe(true);
  });
});
