import { basename, join, resolve } from 'node:path';
import type { NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import { listenersToCsv } from '../../../src-shared/hearing/listener-file.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { evaluate, audioIn } from '../files/evaluate.ts';
import type { Work } from '../files/work.ts';
import { requireUnchanged, soundOf } from './archived-sound.ts';
import type { Collected } from './collected.ts';
import type { ArchivedRun, ArchivedSound } from './format.ts';
import { readSeparation } from './separation-settings.ts';

export interface RunToArchive {
  /** A folder that `divisi separate` wrote. */
  readonly dir: string;
  /** Measured against these isolated originals, where named. */
  readonly referenceDir: string | undefined;
  readonly bss: boolean;
  readonly listeners: readonly NamedHearing[];
  /** Whether the sounds themselves go into the archive. */
  readonly withSounds: boolean;
}

/**
 * Collects a separation: its settings, its notes, the hashes of what it read and wrote, and its evaluation.
 * @throws Failure `file/not-found`, `file/unreadable` where a file is missing or was changed since, `call/invalid`
 */
export async function archiveRun(
  run: RunToArchive,
  folder: string,
  into: Collected,
  work: Work,
): Promise<ArchivedRun> {
  const { text, settings } = await readSeparation(run.dir);
  for (const { file, sha256 } of Object.values(settings.stems)) {
    await requireUnchanged(join(run.dir, basename(file)), sha256);
  }
  const source = resolve(run.dir, settings.recording.file);
  await requireUnchanged(source, settings.recording.sha256);
  into.addBytes(`${folder}/separation.json`, Buffer.from(text, 'utf8'));
  const notes = settings.notes_sha256;
  if (notes !== null) {
    const path = join(run.dir, 'notes.json');
    await requireUnchanged(path, notes);
    into.addBytes(`${folder}/notes.json`, Buffer.from(await readText(path), 'utf8'));
  }
  return {
    name: basename(resolve(run.dir)),
    folder,
    recording: await soundOf(source, run.withSounds, into),
    notes: notes !== null,
    evaluation: await archiveEvaluation(run, folder, into, work),
  };
}

async function archiveEvaluation(
  { dir, referenceDir, bss, listeners, withSounds }: RunToArchive,
  folder: string,
  into: Collected,
  work: Work,
): Promise<ArchivedRun['evaluation']> {
  if (referenceDir === undefined) return null;
  const evaluation = await evaluate(
    { referenceDir, estimateDir: dir, mixture: undefined, bss, listeners },
    work,
  );
  into.addDocument(`${folder}/evaluation.json`, evaluation);
  if (listeners.length > 0) {
    into.addBytes(`${folder}/listeners`, Buffer.from(listenersToCsv(listeners), 'utf8'));
  }
  const references: Record<string, ArchivedSound> = {};
  for (const [name, path] of await audioIn(referenceDir)) {
    references[name] = await soundOf(path, withSounds, into);
  }
  return { references, bss, listeners: listeners.length > 0 };
}
