import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { insertExcerpt } from '../../../../src-main/library/rows/excerpts.ts';
import { getItem } from '../../../../src-main/library/rows/items.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { insertProject, saveProject } from '../../../../src-main/library/rows/projects.ts';
import { readRecordingRows, readSeparationRows } from '../../../../src-main/library/sidecar/read-rows.ts';
import { insertRecording, setReady } from '../../../../src-main/library/rows/recordings.ts';
import {
  insertSeparation,
  setSeparationState,
  storeStems,
} from '../../../../src-main/library/rows/separations.ts';
import { decideTag } from '../../../../src-main/library/rows/tags.ts';
import {
  ImpulseId,
  newExcerptId,
  newProjectId,
  newRecordingId,
  newSeparationId,
  newStemId,
} from '../../../../src-shared/project/ids.ts';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { aRecording, openTestLibrary } from './open-test-library.ts';

/**
 * A library with one recording, separated once, with tags, excerpts and a project; and files whose rows it does not
 * have. A file's content is its own path.
 */
export async function filledLibrary() {
  const library = await openTestLibrary();
  const { write, folder } = library;
  const recording = aRecording({ players: ensembleOf(['violin', 'viola']) });
  const separationId = newSeparationId();
  const stemId = newStemId();
  insertRecording(write, recording);
  setReady(write, recording.id, {
    ...{ format: 'wav', sampleFormat: 's16', sampleRate: 44_100, channels: 1, frames: 100 },
    ...{ sha256: 'a'.repeat(64), audioPath: `audio/${recording.id}.wav`, channelMap: [0], notes: [] },
    cover: `${'c'.repeat(64)}.jpg`,
  });
  insertSeparation(write, {
    id: separationId,
    recordingId: recording.id,
    modelId: 'm',
    modelVersion: '1',
    players: ensembleOf(['viola']),
    from: 0,
    to: 1,
  });
  const stem = { name: 'viola', label: 'Viola', instrument: 'viola', isRest: false, rmsDbfs: -20 } as const;
  const size = { channels: 1, frames: 1, sampleRate: 44_100 };
  storeStems(write, separationId, {
    provider: 'cpu',
    tookSeconds: 1,
    notes: ['a note'],
    undeclared: [{ instrument: 'horn', share: 0.04 }],
    stems: [{ ...stem, ...size, id: stemId, separationId, path: `stems/${separationId}/viola.wav` }],
  });
  setSeparationState(write, separationId, 'ready');
  const projectId = newProjectId();
  const document = {
    ...{ schema: 1, id: projectId, recordingId: recording.id, separationId, title: 'Remix' },
    ...{ sampleRate: 44_100, frames: 1, offset: 0, tracks: [], master: { gainDb: 0 } },
    ...{ loop: null, loopEnabled: false },
  };
  insertProject(write, { id: projectId, separationId, document: JSON.stringify(document) });
  const excerptId = newExcerptId();
  insertExcerpt(write, { id: excerptId, recordingId: recording.id, stemId, name: 'Solo', from: 0, to: 1 });
  for (const id of [recording.id, stemId, excerptId]) {
    const item = getItem(write, id);
    if (item === null) throw new Error('no item');
    decideTag(write, item.seq, 'Pizzicato', true);
    decideTag(write, item.seq, 'Loud', false);
  }
  const put = (...path: string[]): void => {
    const full = join(folder.root, ...path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, path.join('/'));
  };
  const others = { recording: newRecordingId(), separation: newSeparationId(), stem: newStemId() };
  for (const id of [recording.id, others.recording]) {
    put('audio', `${id}.wav`);
    put('peaks', `${id}.peaks`);
  }
  for (const id of [stemId, others.stem]) put('peaks', `${id}.peaks`);
  for (const id of [separationId, others.separation]) put('stems', id, 'viola.wav');
  put('audio', 'my own notes.txt');
  /** A picture and its thumbnail for the recording; an impulse response in the project's first room. */
  const addCoverAndImpulse = (): { readonly files: string[]; readonly impulseId: ImpulseId } => {
    const impulseId = ImpulseId.parse('imp_0123456789abcdef');
    const cover = `${'c'.repeat(64)}.jpg`;
    put('covers', cover);
    put('covers', `${cover}.thumbnail.jpg`);
    put('impulses', `${impulseId}.wav`);
    const impulse = { id: impulseId, name: 'hall.wav', channels: 1, frames: 1, sampleRate: 44_100 };
    const current = parseProject(document);
    const rooms = current.rooms.map((room, index) => (index === 0 ? { ...room, impulse } : room));
    saveProject(write, projectId, 1, JSON.stringify({ ...current, rooms }));
    const files = [`covers/${cover}`, `covers/${cover}.thumbnail.jpg`, `impulses/${impulseId}.wav`];
    return { files, impulseId };
  };
  const names = (): string[] =>
    ['audio', 'peaks', 'stems'].flatMap((dir) => readdirSync(join(folder.root, dir))).sort();
  const removing = { write, folder, log: silentLog };
  const rows = () => [readRecordingRows(write, recording.id), readSeparationRows(write, separationId)];
  return {
    ...library,
    removing,
    addCoverAndImpulse,
    recordingId: recording.id,
    separationId,
    stemId,
    projectId,
    others,
    names,
    rows,
  };
}
