import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { extname, join, resolve, win32 } from 'node:path';
import type { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { openArchive, type Archive } from '../../archive/read-archive.ts';
import { evaluate } from '../files/evaluate.ts';
import type { NotesSource } from '../files/notes-to-tell.ts';
import { inTempFolder } from '../files/scratch.ts';
import { separateFile } from '../files/separate-file.ts';
import type { Work } from '../files/work.ts';
import { provenanceOf, type Provenance } from '../program/provenance.ts';
import { StudyRecord, studyOutcome } from './archive-study.ts';
import { compare, type Comparison } from './differences.ts';
import { SoundFinder } from './find-sounds.ts';
import { LIMITS, MANIFEST, Manifest, MOST_DOCUMENT_BYTES, type ArchivedRun } from './format.ts';
import { outcomeOf, parseSeparation, SeparationSettings } from './separation-settings.ts';

export interface RepeatRequest {
  readonly archive: string;
  /** Files and folders in which sounds are looked for that the archive lacks. */
  readonly sounds: readonly string[];
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** Keeps the stems that the repetition made; they are removed by default. */
  readonly outDir: string | undefined;
}

export interface RepeatedPart extends Comparison {
  readonly name: string;
  readonly kind: 'separation' | 'study';
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
    const manifest = await readManifest(archive);
    return await inTempFolder('lab', async (scratch) => {
      const finder = await SoundFinder.in(archive, scratch, request.sounds);
      const parts: RepeatedPart[] = [];
      for (const run of manifest.runs) {
        const part: Work = {
          ...work,
          progress: { step: (share) => work.progress.step(share / manifest.runs.length) },
        };
        parts.push(await new RunRepetition(archive, manifest, finder, scratch, request).of(run, part));
      }
      for (const { name, folder } of manifest.studies) {
        const bytes = (file: string) => entryOf(archive, manifest, `${folder}/${file}`);
        const record = parsed(StudyRecord, await bytes('study.json'));
        const archived = {
          results: json(await bytes('results.json')),
          csv: linesOf((await bytes('results.csv')).toString()),
        };
        const { results, csv } = studyOutcome(record);
        // As JSON, in which what is undefined does not exist.
        const now = { results: JSON.parse(JSON.stringify(results)) as unknown, csv: linesOf(csv) };
        parts.push({ name, kind: 'study', ...compare(archived, now) });
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

class RunRepetition {
  readonly #archive: Archive;
  readonly #manifest: Manifest;
  readonly #finder: SoundFinder;
  readonly #scratch: string;
  readonly #request: RepeatRequest;

  constructor(
    archive: Archive,
    manifest: Manifest,
    finder: SoundFinder,
    scratch: string,
    request: RepeatRequest,
  ) {
    this.#archive = archive;
    this.#manifest = manifest;
    this.#finder = finder;
    this.#scratch = scratch;
    this.#request = request;
  }

  async of(run: ArchivedRun, work: Work): Promise<RepeatedPart> {
    const settings = parseSeparation((await this.#entry(run, 'separation.json')).toString(), 'the archive');
    const folder = await mkdtemp(join(this.#scratch, 'run-'));
    const outDir =
      this.#request.outDir === undefined
        ? join(folder, 'out')
        : join(resolve(this.#request.outDir), run.folder.replace(/\D/g, ''));
    const {
      model,
      provider,
      threads,
      effort,
      recording,
      from,
      to,
      players,
      format,
      bit_depth,
      common_gain_db,
    } = settings;
    const { report } = await separateFile(
      {
        file: await this.#finder.find(run.recording, work.signal),
        // The stems name the recording, so a copy under another name would give other bytes.
        fileName: win32.basename(recording.file),
        outDir,
        players,
        libraryDir: this.#request.libraryDir,
        modelId: model,
        ...{ provider, threads, effort },
        channels: recording.channel_map.map((channel) => channel - 1),
        container: format,
        depth: bit_depth,
        commonGainDb: common_gain_db,
        told: await this.#told(run, settings, folder),
        fromSeconds: from === 0 ? null : from / recording.sample_rate,
        toSeconds: to === recording.frames ? null : to / recording.sample_rate,
      },
      work,
    );
    const now = SeparationSettings.parse(report);
    const evaluations = await this.#evaluations(run, folder, outDir, work);
    const comparison = compare(
      { ...outcomeOf(settings), evaluation: evaluations.archived },
      { ...outcomeOf(now), evaluation: evaluations.now },
    );
    return { name: run.name, kind: 'separation', ...comparison };
  }

  /** Heard notes are heard again; those of a score or a table are told as they were. */
  async #told(run: ArchivedRun, { told }: SeparationSettings, folder: string): Promise<NotesSource> {
    if (told === 'heard') return { heard: true };
    if (!run.notes) return null;
    const notes = join(folder, 'notes.json');
    await writeFile(notes, await this.#entry(run, 'notes.json'));
    return { notes };
  }

  async #evaluations(
    run: ArchivedRun,
    folder: string,
    estimateDir: string,
    work: Work,
  ): Promise<{ readonly archived: unknown; readonly now: unknown }> {
    if (run.evaluation === null) return { archived: null, now: null };
    const { references, bss, listeners: hasListeners } = run.evaluation;
    const referenceDir = join(folder, 'references');
    await mkdir(referenceDir);
    for (const [name, sound] of Object.entries(references)) {
      const extension = /^\.[a-z0-9]{1,5}$/i.exec(extname(sound.title))?.[0] ?? '.wav';
      await copyFile(await this.#finder.find(sound, work.signal), join(referenceDir, `${name}${extension}`));
    }
    const listeners = hasListeners ? join(folder, 'listeners') : undefined;
    if (listeners !== undefined) await writeFile(listeners, await this.#entry(run, 'listeners'));
    const again = await evaluate({ referenceDir, estimateDir, mixture: undefined, bss, listeners }, work);
    const archived = json(await this.#entry(run, 'evaluation.json'));
    return { archived, now: JSON.parse(JSON.stringify(again)) as unknown };
  }

  #entry(run: ArchivedRun, file: string): Promise<Buffer> {
    return entryOf(this.#archive, this.#manifest, `${run.folder}/${file}`);
  }
}

async function readManifest(archive: Archive): Promise<Manifest> {
  return parsed(Manifest, await archive.read(MANIFEST, MOST_DOCUMENT_BYTES));
}

/** A document of the archive, if it is what was archived. @throws Failure `file/unreadable`, `file/too-large` */
async function entryOf(archive: Archive, manifest: Manifest, name: string): Promise<Buffer> {
  const bytes = await archive.read(name, MOST_DOCUMENT_BYTES);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (manifest.entries[name]?.sha256 === sha256) return bytes;
  throw new Failure('file/unreadable', `"${name}" in the archive was changed after it was archived`);
}

const linesOf = (text: string): string[] => text.split(/\r?\n/);

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Failure('file/unreadable', 'The archive contains a document that is no JSON', { cause });
  }
}

function parsed<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  const result = schema.safeParse(json(bytes));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Failure('file/unreadable', `The archive does not fit its format at "${where}"`, {
    cause: result.error,
  });
}
