import { join, resolve } from 'node:path';
import { openArchive } from '../../archive/read-archive.ts';
import { inTempFolder } from '../files/scratch.ts';
import type { Work } from '../files/work.ts';
import { provenanceOf, type Provenance } from '../program/provenance.ts';
import { ArchivedEntries } from './archived-entries.ts';
import { SoundFinder } from './find-sounds.ts';
import { LIMITS } from './format.ts';
import { repeatCad2 } from './repeat-cad2.ts';
import { SeparationRepetition } from './repeat-separation.ts';
import { repeatStudy } from './repeat-study.ts';
import type { RepeatedPart, Repetition } from './repetition.ts';

export interface RepeatRequest {
  readonly archive: string;
  /** Files and folders in which sounds are looked for that the archive lacks. */
  readonly sounds: readonly string[];
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** Keeps what the repetition wrote; it is removed by default. */
  readonly outDir: string | undefined;
}

export interface Repeated {
  readonly identical: boolean;
  readonly computedBy: { readonly archived: Provenance; readonly now: Provenance };
  readonly parts: readonly RepeatedPart[];
}

/**
 * Repeats everything in an archive and compares. Nothing in the archive is run: it names sounds, settings and results.
 * @throws Failure `file/*`, `audio/*`, `model/*`, `notes/*`, `disk/*`, `process/died`, `call/cancelled`
 */
export async function repeatArchive(request: RepeatRequest, work: Work): Promise<Repeated> {
  const archive = await openArchive(resolve(request.archive), LIMITS);
  try {
    const entries = await ArchivedEntries.of(archive);
    const { manifest } = entries;
    return await inTempFolder('lab', async (scratch) => {
      const finder = await SoundFinder.in(archive, scratch, request.sounds);
      const shared = { entries, finder, scratch, libraryDir: request.libraryDir };
      const repetition = (name: string): Repetition => ({
        ...shared,
        outDir: join(request.outDir === undefined ? join(scratch, 'out') : resolve(request.outDir), name),
      });
      const { length } = [...manifest.runs, ...manifest.cad2, ...manifest.studies];
      const share: Work = { ...work, progress: { step: (part) => work.progress.step(part / length) } };
      const parts: RepeatedPart[] = [];
      for (const [index, run] of manifest.runs.entries()) {
        parts.push(await new SeparationRepetition(repetition(String(index + 1))).of(run, share));
      }
      for (const [index, run] of manifest.cad2.entries()) {
        parts.push(await repeatCad2(run, repetition(`cad2-${index + 1}`), share));
      }
      for (const [index, study] of manifest.studies.entries()) {
        parts.push(await repeatStudy(study, repetition(`study-${index + 1}`), share));
      }
      return {
        identical: parts.every(({ differences }) => differences.length === 0),
        computedBy: { archived: manifest.computed_by, now: await provenanceOf(work.program.paths) },
        parts,
      };
    });
  } finally {
    archive.close();
  }
}
