import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { extname, join, win32 } from 'node:path';
import { parseListeners } from '../../../src-shared/hearing/listener-file.ts';
import { evaluate } from '../files/evaluate.ts';
import type { NotesSource } from '../files/notes-to-tell.ts';
import { separateFile } from '../files/separate-file.ts';
import type { Work } from '../files/work.ts';
import { compare } from './differences.ts';
import type { ArchivedRun } from './format.ts';
import type { RepeatedPart, Repetition } from './repetition.ts';
import { outcomeOf, parseSeparation, SeparationSettings } from './separation-settings.ts';

/** Separates, and evaluates where the archived run was evaluated, with the archived settings. */
export class SeparationRepetition {
  readonly #repetition: Repetition;

  constructor(repetition: Repetition) {
    this.#repetition = repetition;
  }

  async of(run: ArchivedRun, work: Work): Promise<RepeatedPart> {
    const settings = parseSeparation((await this.#entry(run, 'separation.json')).toString(), 'the archive');
    const folder = await mkdtemp(join(this.#repetition.scratch, 'run-'));
    const { outDir } = this.#repetition;
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
        file: await this.#repetition.finder.find(run.recording, work.signal),
        // The stems name the recording, so a copy under another name would give other bytes.
        fileName: win32.basename(recording.file),
        outDir,
        players,
        libraryDir: this.#repetition.libraryDir,
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
    return { name: run.name, kind: 'separation', leftOut: [], ...comparison };
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
      await copyFile(
        await this.#repetition.finder.find(sound, work.signal),
        join(referenceDir, `${name}${extension}`),
      );
    }
    const listeners = hasListeners
      ? parseListeners((await this.#entry(run, 'listeners')).toString('utf8'))
      : [];
    const again = await evaluate({ referenceDir, estimateDir, mixture: undefined, bss, listeners }, work);
    const archived = await this.#repetition.entries.json(`${run.folder}/evaluation.json`);
    return { archived, now: JSON.parse(JSON.stringify(again)) as unknown };
  }

  #entry(run: ArchivedRun, file: string): Promise<Buffer> {
    return this.#repetition.entries.bytes(`${run.folder}/${file}`);
  }
}
