import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import { writeArchive } from '../../archive/write-archive.ts';
import type { Work } from '../files/work.ts';
import { provenanceOf } from '../program/provenance.ts';
import { archiveCad2, isCad2 } from './archive-cad2.ts';
import { archiveRun } from './archive-run.ts';
import { archiveStudy } from './archive-study.ts';
import { Collected } from './collected.ts';
import {
  documentBytes,
  MANIFEST,
  type ArchivedCad2,
  type ArchivedRun,
  type ArchivedStudy,
  type Manifest,
} from './format.ts';

export interface MakeArchiveRequest {
  /** Folders that `divisi separate` or `divisi cad2` wrote. */
  readonly runs: readonly string[];
  readonly studies: readonly StudyId[];
  readonly libraryDir: string;
  readonly out: string;
  /** Isolated originals of the only run, against which it is measured. */
  readonly referenceDir: string | undefined;
  readonly bss: boolean;
  readonly listeners: readonly NamedHearing[];
  readonly withSounds: boolean;
}

/**
 * Puts separations, runs of the Cadenza task and listening tests into one archive that repeats them. The same results give the same bytes.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `library/not-found`, `disk/*`, `call/cancelled`
 */
export async function makeArchive(request: MakeArchiveRequest, work: Work): Promise<Manifest> {
  const { runs, studies, referenceDir, bss, listeners, withSounds } = request;
  if (runs.length + studies.length === 0) {
    throw new Failure(
      'call/invalid',
      'Name a folder that "divisi separate" or "divisi cad2" wrote, or a study',
    );
  }
  if (referenceDir !== undefined && runs.length !== 1) {
    throw new Failure('call/invalid', 'References belong to one separation: archive it alone');
  }
  const collected = new Collected();
  const archivedRuns: ArchivedRun[] = [];
  const archivedCad2: ArchivedCad2[] = [];
  for (const dir of runs) {
    if (await isCad2(dir)) {
      if (referenceDir !== undefined) {
        throw new Failure('call/invalid', `"${dir}" has its own scores: archive it without --reference`);
      }
      const folder = `cad2/${archivedCad2.length + 1}`;
      archivedCad2.push(await archiveCad2(dir, folder, withSounds, collected));
      continue;
    }
    const run = { dir, referenceDir, bss, listeners, withSounds };
    archivedRuns.push(await archiveRun(run, `runs/${archivedRuns.length + 1}`, collected, work));
  }
  const archivedStudies: ArchivedStudy[] = [];
  for (const [index, id] of studies.entries()) {
    const folder = `studies/${index + 1}`;
    archivedStudies.push(await archiveStudy(request.libraryDir, id, folder, withSounds, collected));
  }
  const manifest: Manifest = {
    divisi_archive: 2,
    computed_by: await provenanceOf(work.program.paths),
    entries: collected.hashes,
    runs: archivedRuns,
    cad2: archivedCad2,
    studies: archivedStudies,
  };
  const first = { name: MANIFEST, bytes: documentBytes(manifest) };
  await writeArchive(resolve(request.out), [first, ...collected.entries], work.signal);
  return manifest;
}
