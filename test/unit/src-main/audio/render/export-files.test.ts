import { access, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportNow, makeProject, partsOf, readWhole, splitOnGrid } from './export-helpers.ts';
import { failureOf, noise, useFolder } from '../helpers.ts';

const at = useFolder();

async function parts(): Promise<string[]> {
  return (await readdir(at(''))).filter((name) => name.endsWith('.part'));
}

describe('the files of an export', () => {
  const small = () =>
    makeProject({
      at,
      recording: [noise(500, 1, 16)],
      recordingFormat: 's16',
      stems: splitOnGrid([noise(500, 1, 16)], 1, 16),
    });

  it('never take the name of another, unless they are to', async () => {
    const { input } = await small();
    await writeFile(at('mix.wav'), 'mine');
    const first = await exportNow(input);
    const second = await exportNow(input);
    expect([first, second].map(({ files }) => files[0]?.name)).toEqual(['mix (2).wav', 'mix (3).wav']);
    expect(await readFile(at('mix.wav'), 'utf8')).toBe('mine');
    const third = await exportNow({ ...input, overwrite: true });
    expect(third.files[0]?.name).toBe('mix.wav');
    expect((await readWhole(at('mix.wav')))[0]?.length).toBe(500);
  });

  it('keep any script and lose separators, reserved names and doubles', async () => {
    const recording = [noise(100, 1, 16)];
    const names = ['ヴァイオリン 🎻', '../../etc/passwd', 'CON', 'Viola', 'viola', 'rest'];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems: splitOnGrid(recording, 5, 16),
      names,
      what: 'separated',
    });
    const { files } = await exportNow(input);
    expect(files.map((file) => file.name)).toEqual([
      'ヴァイオリン 🎻.wav',
      '-..-etc-passwd.wav',
      '_CON.wav',
      'Viola.wav',
      'viola (2).wav',
      'rest.wav',
    ]);
    for (const file of files) expect(basename(file.path)).toBe(file.name);
  });

  it('are none where the disk is full', async () => {
    const { input } = await makeProject({
      at,
      recording: [noise(200_000, 1, 16)],
      recordingFormat: 's16',
      stems: splitOnGrid([noise(200_000, 1, 16)], 1, 16),
      what: 'separated',
      input: { overwrite: true },
    });
    await symlink('/dev/full', at('rest.wav.part'));
    const failure = await failureOf(exportNow(input), 'disk/full');
    expect(failure.message).toContain('full');
    expect((await readdir(at(''))).filter((name) => /^(rest|stem 0)/.test(name))).toEqual([]);
    // What stood for the disk is still there.
    await access('/dev/full');
  });

  it('are none where it was cancelled', async () => {
    const { input } = await small();
    const controller = new AbortController();
    controller.abort();
    await failureOf(exportNow(input, controller.signal), 'call/cancelled');
    expect((await readdir(at(''))).filter((name) => name.startsWith('mix'))).toEqual([]);
  });

  it('are refused where stems or the recording are shorter than the project', async () => {
    const { input } = await small();
    const longer = { ...input, document: { ...input.document, frames: 501 } };
    await failureOf(exportNow(longer), 'project/invalid');
    const late = {
      ...input,
      parts: partsOf(input.document.tracks, 'separated'),
      document: { ...input.document, offset: 1 },
    };
    await failureOf(exportNow(late), 'project/invalid');
    expect(await parts()).toEqual([]);
  });

  it.each([
    ['float FLAC', { format: 'flac', bitDepth: '32f' }, 'call/invalid'],
    ['a passage beyond the end', { regions: [{ name: 'a', range: { start: 0, end: 501 } }] }, 'call/invalid'],
    ['an empty passage', { regions: [{ name: 'a', range: { start: 5, end: 5 } }] }, 'call/invalid'],
    ['a rate of 4 kHz', { sampleRate: 4_000 }, 'audio/sample-rate'],
    ['a missing folder', { folder: '/nowhere/at/all' }, 'disk/unwritable'],
    ['missing stems', { stems: {} }, 'library/not-found'],
  ] as const)('are refused: %s', async (_, change, code) => {
    const { input } = await small();
    await failureOf(exportNow({ ...input, ...change }), code);
  });
});
