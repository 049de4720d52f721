import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Recording } from '../../src-shared/contract/recording.ts';
import { newJobId, newRecordingId, type JobId, type RecordingId } from '../../src-shared/project/ids.ts';
import { DeclaredInstrument, ensembleOf, type Ensemble } from '../../src-shared/project/players.ts';
import { importKind, insertImporting, sourceStat, type ImportPayload } from '../jobs/kinds/import.ts';
import {
  listRecordings,
  renameRecording,
  setCover,
  setMetadata,
  setPlayers,
} from '../library/rows/recordings.ts';
import { removeRecording, removeSeparation } from '../library/trash/removal.ts';
import { separationsOf } from '../library/rows/separations.ts';
import { coverFrom } from './covers.ts';
import { findAudio } from './find-audio.ts';
import { relinkBelow } from './relink.ts';
import { presentRecording, presentSeparation } from './present.ts';
import { requireRecording, requireSeparation, writable, type Services } from './services.ts';

const DemoFile = z.object({
  title: z.string(),
  file: z.string().regex(/^[\w.-]+$/),
  players: z.array(DeclaredInstrument).min(1),
});

type RecordingCalls = Pick<
  Calls['library'],
  | 'list'
  | 'get'
  | 'import'
  | 'importDemo'
  | 'rename'
  | 'setCover'
  | 'setMetadata'
  | 'setPlayers'
  | 'relink'
  | 'remove'
  | 'removeSeparation'
>;

/** Recordings and separations in the library. */
export function recordingCalls(services: Services): RecordingCalls {
  const { library, queue, grants, sources, publisher, log } = services;

  const present = (id: RecordingId): Promise<Recording> =>
    presentRecording(requireRecording(services, id), sources);

  const queueImport = async (
    payload: ImportPayload,
    priority?: number,
  ): Promise<{ jobId: JobId; recordingId: RecordingId }> => {
    const { recordingId, title } = payload;
    const source = await sourceStat(payload.sourcePath);
    const write = writable(services);
    const jobId = newJobId();
    // In one transaction: a recording that is being imported always has a job that imports it.
    write.transaction(() => {
      insertImporting(write, payload, source);
      queue.add(importKind.job({ id: jobId, title, recordingId }, payload), priority);
    });
    publisher.recording(recordingId);
    return { jobId, recordingId };
  };

  return {
    list: () => Promise.all(listRecordings(library.read).map((row) => presentRecording(row, sources))),

    async get({ recordingId }) {
      const recording = await present(recordingId);
      const rows = separationsOf(library.read, recordingId);
      return { recording, separations: rows.map((row) => presentSeparation(row, services.live)) };
    },

    async import(request, { priority }) {
      writable(services);
      if (request.mode === 'reference' && !services.trust.isTrusted) {
        throw new Failure(
          'library/untrusted',
          'This library comes from elsewhere, so Divisi opens no files outside its folder. Import a copy, or trust the library first.',
        );
      }
      const granted = grants.resolve(request.grantId, 'read');
      const { files, leftOut } =
        granted.kind === 'folder' ? await findAudio(granted.path) : { files: [granted], leftOut: [] };
      const jobIds: JobId[] = [];
      const recordingIds: RecordingId[] = [];
      for (const { path: sourcePath, name } of files) {
        const payload: ImportPayload = {
          recordingId: newRecordingId(),
          sourcePath,
          // An upload's file is temporary, so it must be copied.
          storage: granted.temporary ? 'copy' : request.mode,
          ...(request.channels === undefined ? {} : { channels: request.channels }),
          title: titleOf(name),
          players: [],
          isDemo: false,
          again: request.again ?? false,
          temporary: granted.temporary,
        };
        const queued = await queueImport(payload, priority);
        jobIds.push(queued.jobId);
        recordingIds.push(queued.recordingId);
      }
      return { jobIds, recordingIds, leftOut: [...leftOut] };
    },

    async importDemo() {
      writable(services);
      const demo = await readDemo(services.demoDir);
      return queueImport({
        recordingId: newRecordingId(),
        sourcePath: join(services.demoDir, demo.file),
        storage: 'copy',
        title: demo.title,
        players: ensembleOf(demo.players),
        isDemo: true,
        again: false,
        temporary: false,
      });
    },

    rename({ recordingId, title }) {
      requireRecording(services, recordingId);
      renameRecording(writable(services), recordingId, title.normalize('NFC'));
      publisher.recording(recordingId);
      return present(recordingId);
    },

    async setCover({ recordingId, picture }, { signal }) {
      const write = writable(services);
      const cover = await coverFrom(services, requireRecording(services, recordingId), picture, signal);
      setCover(write, recordingId, cover);
      publisher.recording(recordingId);
      return present(recordingId);
    },

    setMetadata({ recordingId, metadata }) {
      requireRecording(services, recordingId);
      setMetadata(writable(services), recordingId, metadata);
      publisher.recording(recordingId);
      return present(recordingId);
    },

    setPlayers({ recordingId, players }) {
      requireRecording(services, recordingId);
      requireDistinct(players);
      setPlayers(writable(services), recordingId, players);
      publisher.recording(recordingId);
      return present(recordingId);
    },

    async *relink({ folder }, { signal }) {
      const write = writable(services);
      const granted = grants.resolve(folder, 'read');
      if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder to look in');
      yield* relinkBelow({ read: library.read, write, folder: library.folder }, granted.path, {
        signal,
        onFound: (id) => publisher.recording(id),
      });
    },

    async remove({ recordingId }) {
      const write = writable(services);
      requireRecording(services, recordingId);
      await queue.removeFor({ recordingId });
      const separations = separationsOf(write, recordingId);
      const trashId = removeRecording(
        { write, folder: library.folder, log },
        recordingId,
        'Removed by the user',
      );
      for (const { id } of separations) publisher.separationRemoved(id);
      publisher.recordingRemoved(recordingId);
      publisher.trash();
      return { trashId };
    },

    async removeSeparation({ separationId }) {
      const write = writable(services);
      requireSeparation(services, separationId);
      await queue.removeFor({ separationId });
      // Read again, because the cancelled job may have stored stems.
      const separation = requireSeparation(services, separationId);
      const { title } = requireRecording(services, separation.recordingId);
      const trashId = removeSeparation(
        { write, folder: library.folder, log },
        separation,
        title,
        'Removed by the user',
      );
      publisher.separationRemoved(separationId);
      publisher.trash();
      return { trashId };
    },
  };
}

/** Each player's id becomes a stem's file name, so ids must be unique. @throws Failure `call/invalid` */
export function requireDistinct(players: Ensemble): void {
  if (new Set(players.map(({ id }) => id)).size !== players.length) {
    throw new Failure('call/invalid', 'Two players have the same id');
  }
}

function titleOf(path: string): string {
  const name = basename(path).normalize('NFC');
  return (basename(name, extname(name)).trim() || name).slice(0, 200);
}

async function readDemo(demoDir: string): Promise<z.infer<typeof DemoFile>> {
  let text: string;
  try {
    text = await readFile(join(demoDir, 'demo.json'), 'utf8');
  } catch (cause) {
    throw new Failure('file/not-found', 'The demo recording is not part of this installation', { cause });
  }
  return DemoFile.parse(JSON.parse(text));
}
