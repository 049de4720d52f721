import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  removeRecordingFiles,
  removeSeparationFiles,
  sweepOrphans,
} from '../../../src-main/jobs/remove-files.ts';
import { insertRecording } from '../../../src-main/library/recordings.ts';
import { insertSeparation, storeStems } from '../../../src-main/library/separations.ts';
import { newRecordingId, newSeparationId, newStemId } from '../../../src-shared/project/ids.ts';
import { aRecording, openTestLibrary } from '../library/open-test-library.ts';

async function filled() {
  const library = await openTestLibrary();
  const { write, folder } = library;
  const recording = aRecording();
  const separationId = newSeparationId();
  const stemId = newStemId();
  insertRecording(write, recording);
  insertSeparation(write, {
    id: separationId,
    recordingId: recording.id,
    modelId: 'm',
    modelVersion: '1',
    players: [],
    from: 0,
    to: 1,
  });
  const stem = { name: 'viola', label: 'Viola', instrument: 'viola', isRest: false, rmsDbfs: null } as const;
  const size = { channels: 1, frames: 1, sampleRate: 44_100 };
  storeStems(write, separationId, {
    provider: 'cpu',
    tookSeconds: 1,
    notes: [],
    stems: [{ ...stem, ...size, id: stemId, separationId, path: `stems/${separationId}/viola.wav` }],
  });
  const put = (...path: string[]): void => {
    const full = join(folder.root, ...path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, 'x');
  };
  const others = { recording: newRecordingId(), separation: newSeparationId(), stem: newStemId() };
  for (const id of [recording.id, others.recording]) {
    put('audio', `${id}.wav`);
    put('audio', `${id}.wav.part`);
    put('peaks', `${id}.peaks`);
  }
  for (const id of [stemId, others.stem]) put('peaks', `${id}.peaks`);
  for (const id of [separationId, others.separation]) put('stems', id, 'viola.wav');
  put('audio', 'my own notes.txt');
  const names = (): string[] =>
    ['audio', 'peaks', 'stems'].flatMap((dir) => readdirSync(join(folder.root, dir))).sort();
  return { ...library, recordingId: recording.id, separationId, stemId, others, names };
}

describe('files of the library', () => {
  it('go with their recording, and no other with them', async () => {
    const { folder, recordingId, names } = await filled();
    const before = names();
    await removeRecordingFiles(folder, recordingId);
    expect(names()).toEqual(before.filter((name) => !name.startsWith(recordingId)));
  });

  it('go with their separation', async () => {
    const { folder, separationId, stemId, names } = await filled();
    const before = names();
    await removeSeparationFiles(folder, separationId, [stemId]);
    expect(names()).toEqual(
      before.filter((name) => !name.startsWith(separationId) && !name.startsWith(stemId)),
    );
  });

  it('are swept up where their rows are gone, and nothing else is', async () => {
    const { read, folder, recordingId, separationId, stemId, others, names } = await filled();
    const removed = await sweepOrphans(read, folder);
    expect(removed).toHaveLength(5);
    expect(removed.every((name) => Object.values(others).some((id) => name.startsWith(id)))).toBe(true);
    expect(names()).toEqual(
      [
        'my own notes.txt',
        `${recordingId}.peaks`,
        `${recordingId}.wav`,
        `${recordingId}.wav.part`,
        separationId,
        `${stemId}.peaks`,
      ].sort(),
    );
  });
});
