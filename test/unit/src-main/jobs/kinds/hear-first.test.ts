import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hearFirst, notesPathIn } from '../../../../../src-main/jobs/kinds/hear-first.ts';
import type { TranscribingRooms } from '../../../../../src-main/jobs/kinds/hear.ts';
import type { JobContext } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { stemsDirOf } from '../../../../../src-main/library/folder.ts';
import { getNotes, saveNotes } from '../../../../../src-main/library/rows/recording-notes.ts';
import { insertRecording, setReady } from '../../../../../src-main/library/rows/recordings.ts';
import { getSeparation, insertSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { notesHash } from '../../../../../src-main/notes/hash.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../../../src-shared/contract/model.ts';
import { newSeparationId } from '../../../../../src-shared/project/ids.ts';
import {
  canonicalNotes,
  parseNotes,
  type Note,
  type NotesDocument,
} from '../../../../../src-shared/project/notes.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { aRecording, openTestLibrary } from '../../library/open-test-library.ts';

const FRAMES = 441_000;
const players = ensembleOf(['violin', 'violin', 'cello']);

const notesAt = (onset: number, origin: Note['origin']): NotesDocument => ({
  format: 'divisi-notes',
  version: 1,
  recordingSha256: 'a'.repeat(64),
  sampleRate: 44_100,
  frames: FRAMES,
  players,
  notes: [{ id: 'h1', player: 'cello', onset, offset: onset + 4410, pitch: 48, origin, confidence: 1 }],
});

/** A recording and a separation of its second half, which hears the notes of `answer`. */
async function setUp(answer: () => Promise<NotesDocument>) {
  const library = await openTestLibrary();
  const { write, folder } = library;
  const recording = aRecording();
  insertRecording(write, recording);
  setReady(write, recording.id, {
    ...{ format: 'wav', sampleFormat: 's16', sampleRate: 44_100, channels: 2, frames: FRAMES },
    ...{ sha256: 'a'.repeat(64), audioPath: recording.sourcePath, channelMap: [0, 1], notes: [] },
  });
  const id = newSeparationId();
  const passage = { from: FRAMES / 2, to: FRAMES };
  const model = { modelId: 'm', modelVersion: '1' };
  insertSeparation(write, { id, recordingId: recording.id, ...model, players, ...passage });
  const inputs: unknown[] = [];
  const changed: string[] = [];
  const rooms: TranscribingRooms = {
    write,
    folder,
    compute: () => ({ providers: ['cpu'], threads: 1 }),
    sources: { require: () => Promise.resolve() },
    models: {
      resolve: () => Promise.resolve({ dir: '/models/m', info: {} as ModelInfo, weightsSha256: '' }),
    },
    changes: {
      ...{ recording: () => undefined, recordingRemoved: () => undefined, study: () => undefined },
      ...{ quality: () => undefined, adaptations: () => undefined, vectors: () => undefined },
      stemsGrew: () => undefined,
      notes: () => void changed.push('notes'),
      separation: () => void changed.push('separation'),
    },
  };
  const context = {
    signal: new AbortController().signal,
    progress: () => undefined,
    task: async (_name: string, input: unknown) => {
      inputs.push(input);
      return { notes: await answer() };
    },
  } as unknown as JobContext;
  const separation = () => {
    const row = getSeparation(write, id);
    if (row === null) throw new Error('the separation is gone');
    return row;
  };
  return {
    ...{ write, inputs, changed, separation, recordingId: recording.id },
    notesPath: notesPathIn(stemsDirOf(folder, id)),
    save: (document: NotesDocument) =>
      saveNotes(write, recording.id, getNotes(write, recording.id)?.revision ?? 0, {
        hash: notesHash(document),
        document: canonicalNotes(document),
      }),
    hear: () => hearFirst(rooms, separation(), context),
  };
}

it('hears the passage for the players of the separation and joins it to the notes of the rest', async () => {
  const { hear, save, separation, write, recordingId, inputs, changed, notesPath } = await setUp(() =>
    Promise.resolve(notesAt(300_000, 'heard')),
  );
  save(notesAt(0, 'heard'));
  await hear();
  expect(inputs).toMatchObject([{ players, from: FRAMES / 2, to: FRAMES, modelDir: '/models/m' }]);
  const kept = getNotes(write, recordingId);
  expect(kept?.revision).toBe(2);
  expect(parseNotes(kept?.document ?? '').notes.map(({ id, onset }) => [id, onset])).toEqual([
    ['h1', 0],
    ['h2', 300_000],
  ]);
  expect(separation().notesSha256).toBe(kept?.hash);
  expect(readFileSync(notesPath, 'utf8')).toBe(kept?.document);
  expect(changed).toEqual(['notes', 'separation']);
});

it('leaves notes alone that somebody gave the passage meanwhile, and tells the model what was heard', async () => {
  const heard = notesAt(300_000, 'heard');
  const setting = await setUp(() => {
    setting.save(notesAt(310_000, 'score'));
    return Promise.resolve(heard);
  });
  await setting.hear();
  const { write, recordingId, separation, notesPath, changed } = setting;
  expect(parseNotes(getNotes(write, recordingId)?.document ?? '').notes[0]?.origin).toBe('score');
  expect(separation().notesSha256).toBe(notesHash(heard));
  expect(readFileSync(notesPath, 'utf8')).toBe(canonicalNotes(heard));
  expect(changed).toEqual(['separation']);
});

it('goes on without notes where too little is heard, and fails where hearing failed otherwise', async () => {
  const code = { now: 'notes/none-heard' as 'notes/none-heard' | 'model/invalid' };
  const { hear, separation, write, recordingId } = await setUp(() =>
    Promise.reject(new Failure(code.now, 'Nothing')),
  );
  await hear();
  expect(separation().notesSha256).toBeNull();
  expect(getNotes(write, recordingId)).toBeNull();
  code.now = 'model/invalid';
  await expect(hear()).rejects.toMatchObject({ code: 'model/invalid' });
});
