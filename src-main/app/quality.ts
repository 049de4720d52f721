import { extname, join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { GrantId, SeparationId } from '../../src-shared/project/ids.ts';
import { matchReferences } from '../quality/match.ts';
import { writeBeside } from '../audio/write/write-beside.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { qualityJob, qualityKind } from '../jobs/kinds/quality.ts';
import { getQuality } from '../library/rows/quality.ts';
import { findAudio } from './find-audio.ts';
import { reportText } from './report-text.ts';
import { requireRecording, requireSeparation, writable, type Services } from './services.ts';

/** Quality reports on separations: creates, reads and exports them. */
export function qualityCalls(services: Services): Calls['quality'] {
  const { library, queue, grants } = services;

  return {
    get: ({ separationId }) => getQuality(library.read, separationId),

    /** @throws Failure `library/not-found` if the separation has no report yet, `disk/*` */
    async export({ separationId, format, destination }) {
      const report = getQuality(library.read, separationId);
      if (report === null)
        throw new Failure('library/not-found', 'This separation has no quality report yet');
      const folder = folderFor(destination, separationId);
      const text = reportText(report, format);
      const path = await writeBeside(folder, fileNameOf(`${report.title} quality`), format, text);
      const { grantId, name, bytes } = grants.grantPath(path, { kind: 'file', access: 'read' });
      return { grantId, name, bytes: bytes ?? 0, path: services.showPaths ? path : null };
    },

    async start({ separationId, references: referenceIds = [] }) {
      writable(services);
      const separation = requireSeparation(services, separationId);
      if (separation.state !== 'ready') {
        throw new Failure('call/invalid', 'The separation is not finished yet');
      }
      const { title } = requireRecording(services, separation.recordingId);
      const running = queue
        .list()
        .find(
          (job) =>
            job.kind === qualityKind.name &&
            job.separationId === separationId &&
            (job.state === 'queued' || job.state === 'running'),
        );
      if (running !== undefined) {
        if (referenceIds.length === 0) return { jobId: running.id };
        await queue.cancel(running.id);
        await queue.dismiss(running.id);
      }
      const job = qualityJob(separation, title, await referencesFor(separation.stems, referenceIds));
      return { jobId: queue.add(job).id };
    },
  };

  function folderFor(destination: GrantId | undefined, separationId: SeparationId): string {
    if (destination === undefined) {
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, separationId);
    }
    const granted = grants.resolve(destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the report');
    return granted.path;
  }

  async function referencesFor(
    stems: readonly { readonly name: string; readonly isRest: boolean }[],
    ids: readonly GrantId[],
  ) {
    /** An upload's path is arbitrary, so it is matched by the name the user knows. */
    const byName = new Map<string, string>();
    const uploads: string[] = [];
    for (const id of ids) {
      const granted = grants.resolve(id, 'read');
      if (granted.temporary) uploads.push(granted.path);
      const files = granted.kind === 'folder' ? (await findAudio(granted.path)).files : [granted];
      for (const { path, name } of files) {
        const stem = name.slice(0, name.length - extname(name).length);
        if (byName.has(stem)) {
          throw new Failure(
            'call/invalid',
            `Two of the references are named "${stem}": keep only one of them`,
          );
        }
        byName.set(stem, path);
      }
    }
    const names = stems.filter(({ isRest }) => !isRest).map(({ name }) => name);
    const matched = matchReferences(names, [...byName.keys()]);
    if (ids.length > 0 && matched.files.size === 0) {
      throw new Failure(
        'call/invalid',
        `None of these files is named after a stem. Name them ${names.map((name) => `"${name}"`).join(', ')}`,
      );
    }
    return {
      references: Object.fromEntries(
        [...matched.files].map(([stem, name]) => [stem, byName.get(name) ?? '']),
      ),
      unmatched: [...matched.unmatched],
      uploads,
    };
  }
}
