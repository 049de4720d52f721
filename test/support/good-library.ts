import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createHost, type Host } from '../../src-main/api/host.ts';
import { headerOf } from '../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { optionsFor } from '../integration/host-options.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';
import { jobEnded, until } from './until.ts';
import { writeWav } from './wav.ts';

const clientOf = (host: Host) => createRouterClient(host.router, { context: {} });

export interface GoodLibrary {
  /**
   * The folder where the library was created. Damaged copies go to the same path, because a moved library is not
   * trusted.
   */
  readonly root: string;
  /** A copy after a clean shutdown. */
  readonly closed: string;
  /** A copy as a killed program leaves it: the last writes are in the write-ahead log. */
  readonly killed: string;
  /** Complete database files from earlier times. */
  readonly older: readonly string[];
  readonly contents: Contents;
}

/** The contents of a library as the user sees them; each stem's length is read from its file. */
export type Contents = readonly {
  readonly title: string;
  readonly players: readonly string[];
  readonly frames: number;
  readonly separations: readonly {
    readonly stems: Readonly<Record<string, number>>;
    readonly project: { readonly revision: number; readonly title: string } | null;
  }[];
}[];

export const start = (root: string): Promise<Host> =>
  createHost(
    optionsFor(root, {
      modelsDir: join(root, '..', 'models'),
      trust: new LibraryTrust(join(root, '..', 'config')),
    }),
  );

/** Creates three recordings through the host: two of them copied, one separated, with an edited project. */
export async function makeGoodLibrary(folder: string): Promise<GoodLibrary> {
  const root = join(folder, 'library');
  await writeTinyModel(join(folder, 'models'));
  const host = await start(root);
  const client = clientOf(host);
  await client.system.saveSettings({ analyseAutomatically: false });
  const older: string[] = [];
  const database = (name: string): void => {
    const copy = join(folder, name);
    mkdirSync(copy);
    for (const end of ['', '-wal']) {
      if (existsSync(join(root, `library.sqlite${end}`))) {
        cpSync(join(root, `library.sqlite${end}`), join(copy, `library.sqlite${end}`));
      }
    }
    older.push(copy);
  };
  const take = async (title: string, mode: 'copy' | 'reference') => {
    const path = join(folder, `${title}.wav`);
    writeWav(path, { seconds: 0.5, sample: (frame) => ((frame * (title.length + 3)) % 200) / 250 - 0.4 });
    const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
    const { jobIds, recordingIds } = await client.library.import({ grantId, mode });
    const [jobId, recordingId] = [jobIds[0], recordingIds[0]];
    if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
    const { state } = await jobEnded(() => client.jobs.list(), jobId);
    if (state !== 'done') throw new Error(`the import ended ${state}`);
    return recordingId;
  };
  const players = ensembleOf(['violin', 'cello']);
  const first = await take('Duo', 'copy');
  database('one-recording');
  await take('Referenced', 'reference');
  await client.library.setPlayers({ recordingId: first, players });
  const { jobId, separationId } = await client.separation.start({
    recordingId: first,
    players,
  });
  const { state, failure } = await jobEnded(() => client.jobs.list(), jobId);
  if (state !== 'done') throw new Error(`the separation ended ${state}: ${failure?.message ?? ''}`);
  const opened = await client.projects.open({ separationId });
  database('before-edits');
  await client.projects.save({
    baseRevision: opened.revision,
    document: { ...opened.document, title: 'Edited' },
  });
  await client.library.rename({ recordingId: first, title: 'Duo, renamed' });
  database('before-last-import');
  const last = await take('Last import', 'copy');
  // Sidecars are written shortly after the rows; the last import's comes last.
  await until(() => existsSync(join(root, 'audio', `${last}.json`)));
  const killed = join(folder, 'killed');
  cpSync(root, killed, { recursive: true });
  await host.close();
  const closed = join(folder, 'closed');
  cpSync(root, closed, { recursive: true });
  const again = await start(root);
  const contents = await contentsOf(again);
  await again.close();
  return { root, closed, killed, older, contents };
}

/** @throws Error if a listed stem can't be read */
export async function contentsOf(host: Host): Promise<Contents> {
  const client = clientOf(host);
  const recordings = await client.library.list({});
  const found = await Promise.all(
    recordings.map(async (recording) => ({
      title: recording.title,
      players: recording.players.map((player) => player.id),
      frames: headerOf(recording)?.frames ?? 0,
      separations: await separationsOf(host, recording.id),
    })),
  );
  return found.sort((a, b) => a.title.localeCompare(b.title));
}

async function separationsOf(host: Host, recordingId: RecordingId) {
  const client = clientOf(host);
  const { separations } = await client.library.get({ recordingId });
  return Promise.all(
    separations.map(async ({ stems, projectId }) => ({
      stems: Object.fromEntries(
        await Promise.all(
          stems.map(async ({ id, name }) => {
            const answer = await host.media(new Request(`http://divisi/media/${id}/pcm`));
            if (!answer.ok) throw new Error(`${name} can't be read: ${await answer.text()}`);
            return [name, (await answer.arrayBuffer()).byteLength] as const;
          }),
        ),
      ),
      project:
        projectId === null
          ? null
          : await client.projects
              .get({ projectId })
              .then(({ revision, document }) => ({ revision, title: document.title })),
    })),
  );
}
