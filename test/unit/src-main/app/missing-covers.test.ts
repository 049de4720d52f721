import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { remakeCovers } from '../../../../src-main/app/missing-covers.ts';
import { keepCover } from '../../../../src-main/audio/covers/keep-cover.ts';
import { parsePicture } from '../../../../src-main/audio/covers/picture.ts';
import { createOutputs } from '../../../../src-main/audio/write/output.ts';
import { forkProcess } from '../../../../src-main/jobs/tasks/fork-process.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { insertRecording, setCover } from '../../../../src-main/library/rows/recordings.ts';
import { NO_METADATA } from '../../../../src-shared/contract/export.ts';
import { newRecordingId, type RecordingId } from '../../../../src-shared/project/ids.ts';
import { jpegOf, plain } from '../../../support/pictures.ts';
import { tempDir } from '../../../support/temp.ts';
import { openTestLibrary } from '../library/open-test-library.ts';

const picture = (red: number) => {
  const parsed = parsePicture(jpegOf(plain(32, 32, [red, 90, 160])));
  if (parsed === null) throw new Error('the picture is none');
  return parsed;
};

/** A file that carries a picture. */
async function covered(red: number): Promise<string> {
  const path = join(tempDir(), 'tone.flac');
  const outputs = createOutputs({
    ...{ format: 'flac', bitDepth: '16', kbps: 0, sampleRate: 8000, inputRate: 8000, project: 'Tone' },
    ...{ tags: { metadata: NO_METADATA, cover: picture(red) }, overwrite: true },
  });
  const output = await outputs.open({
    path,
    name: 'tone.flac',
    channels: 1,
    title: 'Tone',
    timeReference: 0,
  });
  await output.write([new Float32Array(8000)]);
  await outputs.finish();
  return path;
}

it('makes covers again from the recordings’ files, where these carry them', async () => {
  const library = await openTestLibrary();
  const { covers } = library.folder;
  const add = async (inFile: number, shown: number): Promise<RecordingId> => {
    const id = newRecordingId();
    insertRecording(library.write, {
      ...{ id, title: 'Tone', fileName: 'tone.flac', storage: 'reference', isDemo: false, players: [] },
      ...{ sourcePath: await covered(inFile), sourceBytes: 1, sourceMtimeMs: 1 },
    });
    setCover(library.write, id, await keepCover(covers, picture(shown)));
    return id;
  };
  const own = await add(10, 10);
  const chosen = await add(10, 200);
  const before = readdirSync(covers).sort();
  for (const name of before) rmSync(join(covers, name));
  const remade: string[] = [];
  const onRemade = (id: RecordingId): void => void remade.push(id);
  const { signal } = new AbortController();
  await remakeCovers({ library, spawn: forkProcess, signal, log: silentLog, onRemade });
  expect(remade).toEqual([own]);
  expect(remade).not.toContain(chosen);
  // The cover and its thumbnail.
  expect(readdirSync(covers)).toHaveLength(2);
  expect(before).toEqual(expect.arrayContaining(readdirSync(covers)));
  library.close();
});
